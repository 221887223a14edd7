"""Workflows that let people look at a thread: later, and now."""

from typing import Any

import aiohttp

from store.followups import FollowupState
from store.runs import RunState
from store.threads import Priority, Severity, Status
from tests.door import CONFIG, Door, words
from tests.handlers.looks import entries
from tests.triggers.api.client import Client
from tests.workflows.conftest import OpenDesk

LATER = """
description: Looks again in two days
on: thread.created
mode: live
steps:
  - id: later
    follow_up: {in: 2d, text: "Did {{ customer.name }} hear of the *refund*?"}
"""
AGAIN = """
description: Sees follow-ups
on: followup.due
mode: live
steps:
  - {id: label, add_label: followed-up}
"""
CALL = """
description: Calls the people of billing
on: thread.created
mode: live
steps:
  - id: call
    escalate: {to: billing, why: "{{ thread.ref }} is about money", severity: sev2}
"""
TEAMS = CONFIG.replace("teams: {support: {}}", "teams: {support: {}, billing: {}}").replace(
    "ben: {slack: U0BEN, teams: [support]}", "ben: {slack: U0BEN, teams: [billing]}"
)


async def reminded(door: Door, number: int = 1001) -> list[str]:
    return [line for line in await door.room(number) if "🔔" in line]


async def test_whoever_has_it_is_reminded(desk: OpenDesk) -> None:
    async with desk(later=LATER, again=AGAIN) as door:
        await door.asks("carol", "I want a refund")
        await door.clicks("ben", "thread.claim")
        await door.later(days=2)

        [line] = await reminded(door)
        assert line.startswith(
            "🔔 <@U0BEN>, Did acme hear of the *refund*?".replace("acme", "Acme")
        )
        assert len(await entries(door, "followup.due")) == 1
        assert await door.read(lambda tx: tx.labels.of(1001)) == ["followed-up"]


async def test_a_resolved_thread_needs_no_follow_up(desk: OpenDesk) -> None:
    async with desk(later=LATER) as door:
        await door.asks("carol", "I want a refund")
        await door.clicks("ada", "thread.resolve")
        await door.later(days=3)

        assert await reminded(door) == []
        [followup] = [
            one
            for one in await door.read(lambda tx: tx.followups.of(1001))
            if one.kind == "reminder"
        ]
        assert followup.state is FollowupState.cancelled


async def test_a_follow_up_goes_along_when_its_thread_is_merged(desk: OpenDesk) -> None:
    each = CONFIG + "channels: {C0ACME: {mode: each_message}}\n"
    async with desk(each, later=LATER) as door:
        await door.asks("carol", "I want a refund")
        await door.asks("cody", "And the import is slow, please look at it")
        await door.clicks("ada", "thread.more")
        await door.person("ada").picks("thread.merge")
        await door.person("ada").submits({"target": "1002"})
        await door.later(days=2)

        assert len(await reminded(door, 1002)) == 2


async def test_a_time_that_has_passed_is_a_matter_for_a_human(desk: OpenDesk) -> None:
    past = LATER.replace("in: 2d", 'at: "2026-01-01T09:00"')
    async with desk(later=past) as door:
        await door.asks("carol", "I want a refund")

        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert (run.state, run.category) == (RunState.handed_over, "missing data")


async def test_the_api_shows_what_a_follow_up_says(desk: OpenDesk) -> None:
    async with desk(later=LATER) as door, aiohttp.ClientSession() as session:
        await door.asks("carol", "I want a refund")
        items = (await Client(door, session).get("/followups")).body["items"]

        assert [one["text"] for one in items if one["kind"] == "reminder"] == [
            "Did Acme hear of the *refund*?"
        ]


async def test_escalating_calls_a_team(desk: OpenDesk) -> None:
    async with desk(TEAMS, call=CALL) as door:
        await door.asks("carol", "The invoice is wrong")

        thread = await door.thread()
        assert (thread.priority, thread.severity) == (Priority.urgent, Severity.SEV2)
        line = next(line for line in await door.room() if "🔺" in line)
        assert "escalated this to *billing*: T-1001 is about money" in line
        [page] = door.person("ben").sees("D0BEN")
        assert "*You are needed:* 🟠 SEV2" in words(page)
        assert thread.status is Status.waiting_on_engineering
        [entry] = await entries(door, "thread.escalated")
        assert entry.after == {"team": "billing", "why": "T-1001 is about money"}


async def test_another_program_escalates(desk: OpenDesk) -> None:
    async with desk(TEAMS) as door, aiohttp.ClientSession() as session:
        client = Client(door, session)
        await door.asks("carol", "The invoice is wrong")
        body: dict[str, Any] = {"team": "billing", "why": "It is on fire", "agent": "ada"}
        done = await client.post("/threads/T-1001/escalate", body)
        wrong = await client.post("/threads/T-1001/escalate", {**body, "team": "biling"})
        await door.settle()

        assert (done.status, done.body["team"], done.body["priority"]) == (
            200,
            "billing",
            "urgent",
        )
        assert (wrong.status, wrong.error["field"]) == (422, "team")
        assert any("*Ada Agarwal* escalated this" in line for line in await door.room())


async def test_a_follow_up_that_would_bring_itself_about_for_ever_is_stopped(
    desk: OpenDesk,
) -> None:
    again = LATER.replace("thread.created", "followup.due")
    async with desk(later=LATER, again=again) as door:
        await door.asks("carol", "I want a refund")
        for _ in range(4):
            await door.later(days=2)

        assert len(await reminded(door)) == 2
        assert len(await door.read(lambda tx: tx.runs.of(1001))) == 2
        assert any("again → again" in line for line in await door.room())
