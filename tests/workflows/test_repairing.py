"""Runs that failed, looked at and mended from the command line and by the API."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from store.runs import RunState
from tests.bot.cli.programs import environment, typed
from tests.door import Door
from tests.triggers.api.client import Client
from tests.workflows.conftest import OpenDesk

ASSIGN = """
description: Gives it to somebody
on: thread.created
mode: live
steps:
  - id: label
    add_label: seen
  - id: priority
    set_priority: "{{ steps.label.error or vars.to }}"
vars: {to: nonsense}
"""
WAIT = """
description: Waits
on: thread.created
mode: live
steps:
  - {id: later, wait: 3d}
  - {id: label, add_label: late}
"""
ON_PURPOSE = """
description: Hands over
on: thread.created
mode: live
steps: [{id: human, hand_over: somebody has to look}]
"""


def env(door: Door, database_url: str, tmp_path: Path) -> Mapping[str, str]:
    return environment(
        door.slack,
        tmp_path,
        DATABASE_URL=database_url,
        BELLHOP_WORKFLOWS=str(tmp_path / "workflows"),
    )


async def test_a_run_that_failed_is_shown_and_goes_on_where_it_failed(
    desk: OpenDesk, database_url: str, tmp_path: Path, logging_as_before: None
) -> None:
    async with desk(assign=ASSIGN) as door:
        await door.asks("carol", "The export is broken")
        bellhop = env(door, database_url, tmp_path)
        listed = await typed(
            bellhop, "runs", "list", "--state", "handed_over", "--thread", "T-1001"
        )
        shown = await typed(bellhop, "runs", "show", "1")
        assert "'nonsense' is none of" in listed.output
        assert "label seen" in shown.output

        await door.bot.store.write(set_to, "urgent")
        retried = await typed(bellhop, "runs", "retry", "1")
        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert run.due_at is not None  # by the clock on the wall, which the command goes by
        door.clock.advance(run.due_at - door.clock.now())
        await door.settle()

        assert retried.output == "Run 1 goes on at priority.\n"
        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert (run.state, run.step) == (RunState.done, None)
        steps = await door.read(lambda tx: tx.run_steps.of(run.id))
        assert [(step.step, step.status) for step in steps] == [
            ("label", "done"),
            ("priority", "failed"),
            ("priority", "done"),
        ]
        entries = await door.read(lambda tx: tx.timeline.of(1001))
        [entry] = [one for one in entries if one.event == "run.retried"]
        assert (entry.actor, entry.after) == ("operator", {"run": 1, "workflow": "assign"})
        again = await typed(bellhop, "runs", "retry", "1")
        assert (again.exit_code, "only one that failed can go on" in again.output) == (1, True)


def set_to(tx: Any, to: str) -> None:
    """Put right what made the step fail, as if another system said something else now."""
    run = tx.runs.get(1)
    run.context["vars"]["to"] = to
    tx.runs.save(run)


async def test_a_run_that_waits_is_cancelled(
    desk: OpenDesk, database_url: str, tmp_path: Path, logging_as_before: None
) -> None:
    async with desk(wait=WAIT, human=ON_PURPOSE) as door:
        await door.asks("carol", "The export is broken")
        bellhop = env(door, database_url, tmp_path)
        runs = {run.workflow: run for run in await door.read(lambda tx: tx.runs.of(1001))}
        waits, human = str(runs["wait"].id), str(runs["human"].id)
        cancelled = await typed(bellhop, "runs", "cancel", waits)
        await door.later(days=4)

        assert cancelled.exit_code == 0, cancelled.output
        assert await door.read(lambda tx: tx.labels.of(1001)) == []
        shown = await typed(bellhop, "runs", "show", waits)
        assert "cancelled by The operator" in shown.output
        twice = await typed(bellhop, "runs", "cancel", waits)
        assert "there is nothing to cancel" in twice.output
        on_purpose = await typed(bellhop, "runs", "retry", human)
        assert (on_purpose.exit_code, "did not fail" in on_purpose.output) == (1, True)
        assert (await typed(bellhop, "runs", "show", "99")).exit_code == 1


async def test_the_api_lists_shows_and_mends(desk: OpenDesk) -> None:
    async with desk(assign=ASSIGN, wait=WAIT) as door, aiohttp.ClientSession() as session:
        await door.asks("carol", "The export is broken")
        client = Client(door, session)
        [failed] = (await client.get("/runs", state="handed_over")).body["items"]
        assert (failed["workflow"], failed["step"], failed["thread"]) == (
            "assign",
            "priority",
            "T-1001",
        )
        assert failed["category"] == "missing data"

        await door.bot.store.write(set_to, "urgent")
        retried = await client.post(f"/runs/{failed['id']}/retry", {"agent": "lea"})
        await door.settle()
        assert (retried.status, retried.body["state"]) == (200, "working")
        done = (await client.get(f"/runs/{failed['id']}")).body
        assert (done["state"], [one["status"] for one in done["steps"]][-1]) == ("done", "done")

        [waits] = (await client.get("/runs", state="waiting", thread="T-1001")).body["items"]
        assert (await client.post(f"/runs/{waits['id']}/cancel")).body["state"] == "cancelled"
        assert (await client.post(f"/runs/{waits['id']}/cancel")).status == 409
        assert (await client.post("/runs/99/retry")).status == 404
        assert (await client.get("/runs", thread="T-7")).status == 422

        thread = (await client.get("/threads/T-1001")).body
        assert [run["workflow"] for run in thread["runs"]] == ["wait", "assign"]
        [occurrence] = thread["occurrences"]
        assert occurrence["event"] == "thread.created"
        assert {one["workflow"] for one in occurrence["considered"]} == {"assign", "wait"}


async def test_runs_have_pages(desk: OpenDesk) -> None:
    async with desk(wait=WAIT) as door, aiohttp.ClientSession() as session:
        for customer, channel in (("carol", "C0ACME"), ("dave", "C0GLOBEX")):
            await door.asks(customer, "The export is broken", channel=channel)
        client = Client(door, session)
        first = (await client.get("/runs", limit=1)).body
        second = (await client.get("/runs", limit=1, cursor=first["cursor"])).body

        assert [one["id"] for one in first["items"] + second["items"]] == [2, 1]
        assert second["cursor"] is None


async def test_the_api_shows_workflows_and_switches_them(desk: OpenDesk) -> None:
    async with desk(wait=WAIT, broken="on: nothing") as door, aiohttp.ClientSession() as session:
        client = Client(door, session)
        broken, wait = (await client.get("/workflows")).body["items"]
        assert broken["problems"]
        assert (wait["mode"], wait["events"]) == ("live", ["thread.created"])

        refused = await client.post("/workflows/wait/mode", {"mode": "off", "agent": "ada"})
        assert (refused.status, refused.error["message"]) == (
            409,
            "Only leads and admins can switch workflows.",
        )
        off = await client.post("/workflows/wait/mode", {"mode": "off", "agent": "lea"})
        await door.settle()
        assert (off.body["mode"], off.body["changed_by"]) == ("off", "agent:lea")
        await door.asks("carol", "The export is broken")
        assert (await client.get("/workflows/wait")).body["runs"] == []
        assert (await client.post("/workflows/none/mode", {"mode": "off"})).status == 404


async def test_prometheus_hears_of_runs(desk: OpenDesk) -> None:
    async with desk(assign=ASSIGN, wait=WAIT) as door, aiohttp.ClientSession() as session:
        await door.asks("carol", "The export is broken")
        async with session.get(f"{door.bot.url}/metrics") as response:
            figures = await response.text()

        assert 'bellhop_runs{state="handed_over",workflow="assign"} 1.0' in figures
        assert 'bellhop_runs{state="waiting",workflow="wait"} 1.0' in figures
        assert "bellhop_run_steps_failed 1.0" in figures
        assert "bellhop_run_lag_seconds 0.0" in figures
