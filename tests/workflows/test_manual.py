"""Workflows that a person starts: from More…, with a shortcut, through the API."""

from typing import Any

import aiohttp

from store.runs import RunState
from tests.door import ACME, TRIAGE, Door
from tests.handlers.looks import dialog, entries, options, title
from tests.triggers.api.client import Client
from tests.workflows.conftest import OpenDesk

RESET = """
description: Sends a reset link
on:
  manual: {label: Reset the password}
  label.added: {label: password}
mode: live
vars: {word: password}
when:
  - message.text: {contains: "{{ vars.word }}"}
steps:
  - id: label
    add_label: reset
  - id: wait
    wait: 1h
"""
STALE = """
description: Nobody can start this one
on:
  schedule: {cron: "0 9 * * *"}
mode: live
steps:
  - {id: label, add_label: stale}
"""


async def labels(door: Door) -> list[str]:
    return await door.read(lambda tx: tx.labels.of(1001))


async def begun(door: Door) -> int:
    return len(await door.read(lambda tx: tx.runs.of(1001)))


async def runs_it(door: Door) -> Any:
    await door.clicks("ada", "thread.more")
    return await door.person("ada").submits({"workflow": "reset"})


async def test_an_agent_runs_one_from_more(desk: OpenDesk) -> None:
    async with desk(reset=RESET, stale=STALE) as door:
        await door.asks("carol", "I forgot my password")
        await door.clicks("ada", "thread.more")
        assert options(dialog(door, "ada"), "workflow") == [("Reset the password", "reset")]
        assert await door.person("ada").submits({"workflow": "reset"}) == {}
        await door.settle()

        assert await labels(door) == ["reset"]
        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert (run.event["name"], run.event["actor"]) == ("manual", "agent:ada")
        assert any("*Ada Agarwal* runs “Reset the password”" in line for line in await door.room())
        [started] = await entries(door, "workflow.started")
        assert (started.actor, started.after) == ("agent:ada", "reset")
        seen = (await door.read(lambda tx: tx.occurrences.of(1001)))[-1]
        assert [name for name, *_ in seen.considered] == ["reset"]


async def test_one_that_is_not_for_this_thread_says_why(desk: OpenDesk) -> None:
    async with desk(reset=RESET) as door:
        await door.asks("carol", "The export is broken")
        await door.clicks("ada", "thread.more")
        refused = await door.person("ada").submits({"workflow": "reset", "priority": "urgent"})

        why = refused["workflow"]
        assert why.startswith("“Reset the password” is not for T-1001: message.text")
        assert await begun(door) == 0
        assert (await door.thread()).priority == "high"


async def test_without_such_workflows_nothing_is_offered(desk: OpenDesk) -> None:
    async with desk(stale=STALE) as door:
        await door.asks("carol", "I forgot my password")
        await door.clicks("ada", "thread.more")

        assert "workflow" not in [block.get("block_id") for block in dialog(door, "ada")["blocks"]]


async def test_the_shortcut_works_on_the_message_and_on_the_card(desk: OpenDesk) -> None:
    async with desk(reset=RESET) as door:
        ts = await door.asks("carol", "I forgot my password")
        await door.person("ada").uses_shortcut("run_workflow", TRIAGE, await door.card_ts())
        assert title(dialog(door, "ada")) == "Workflow for T-1001"
        await door.person("ada").closes()
        await door.person("ada").uses_shortcut("run_workflow", ACME, ts)
        assert await door.person("ada").submits({"workflow": "reset"}) == {}
        await door.settle()

        assert await labels(door) == ["reset"]


async def test_the_shortcut_needs_a_thread(desk: OpenDesk) -> None:
    async with desk(reset=RESET) as door:
        ts = await door.asks("carol", "Thanks!")
        await door.person("ada").uses_shortcut("run_workflow", ACME, ts)

        assert "This message is in no thread" in str(dialog(door, "ada"))


async def test_who_is_no_agent_cannot_start_anything(desk: OpenDesk) -> None:
    async with desk(reset=RESET) as door:
        await door.asks("carol", "I forgot my password")
        await door.person("max").uses_shortcut("run_workflow", TRIAGE, await door.card_ts())
        await door.clicks("max", "thread.more")

        assert [title(one) for one in door.person("max").modals] == ["Not possible"]
        assert await begun(door) == 0


async def test_while_it_is_at_work_it_does_not_begin_again(desk: OpenDesk) -> None:
    async with desk(reset=RESET) as door:
        await door.asks("carol", "I forgot my password")
        first, second = [await runs_it(door) for _ in range(2)]
        assert first == {}
        assert second["workflow"] == "“Reset the password” is already at work on T-1001."
        await door.later(hours=1)
        assert await runs_it(door) == {}

        assert await begun(door) == 2


async def test_another_program_starts_one_and_twice_is_once(desk: OpenDesk) -> None:
    async with desk(reset=RESET) as door, aiohttp.ClientSession() as session:
        client = Client(door, session)
        await door.asks("carol", "I forgot my password")
        path = "/threads/T-1001/workflows"
        first, again = [
            await client.post(f"{path}/reset", {"agent": "ada"}, key="k") for _ in range(2)
        ]
        other = await client.post(f"{path}/reset")
        unknown = await client.post(f"{path}/rset")
        await door.settle()

        assert (first.status, first.body["state"]) == (201, RunState.working)
        assert again.body["id"] == first.body["id"]
        assert (other.status, other.error["code"]) == (409, "refused")
        assert unknown.error["message"] == "There is no workflow rset that people can start."
        assert await labels(door) == ["reset"]


async def test_an_event_starts_it_too_and_when_names_its_vars(desk: OpenDesk) -> None:
    async with desk(reset=RESET) as door:
        await door.asks("carol", "I forgot my password")
        await door.clicks("ada", "thread.more")
        await door.person("ada").submits({"new_labels": "password"})
        await door.settle()

        assert await labels(door) == ["password", "reset"]
