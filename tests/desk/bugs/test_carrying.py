"""A report that is filed more than once, or whose thread becomes one with another."""

from collections.abc import AsyncIterator

import pytest

from bot.desk.bugs.asking import ask
from bot.desk.by import By
from bot.desk.intake.moving import merge
from store.bug_reports import BugReports
from tests.door import ACME, CONFIG, Door, opened
from tests.fakes import FakeClock
from tests.handlers.test_bug import COMPLETE, HAR, opens, question, submits

APART = f"{CONFIG}channels: {{default: {{mode: each_message}}}}\n"
SAID = {**COMPLETE, "part:when": "14:02 UTC", "part:url": "/orders", "part:request_id": "req_1"}


@pytest.fixture
async def door(sqlite_url: str, clock: FakeClock) -> AsyncIterator[Door]:
    async with opened(sqlite_url, clock, APART) as door:
        await door.asks("carol", "Saving an order fails")
        yield door


async def test_filed_once_more_the_room_reads_what_is_new(door: Door) -> None:
    for steps in ("1. Open an order", "1. Open an order", "1. Open *two* orders"):
        await opens(door)
        await submits(door, {**SAID, "part:steps": steps})

    room = [line for line in await door.room() if "report for engineering" in line]
    assert ["Tried" in line for line in room] == [True, False, False]
    assert "it says what it said" in room[1]
    assert "what is new in" in room[2]
    assert "Open *two* orders" in room[2]


async def test_a_merge_carries_the_report_and_the_form_that_waits(door: Door) -> None:
    await door.asks("carol", "It is worse now: even reading orders fails")
    await opens(door)
    await door.person("ada").picks("bug.ask", values={"part:system": "orders"})
    await door.settle()
    asked = await question(door)
    await door.bot.store.write(merge, door.bot.deps.desk, 1001, 1002, By("agent:ada", "Ada"))
    await door.settle()
    await door.person("carol").clicks(ACME, asked, "bug.form")
    brought = [("a.har", HAR.encode(), "application/json")]
    await door.person("carol").submits({"part:actual": "A blank page", "files": brought})
    await door.settle()

    kept = await door.read(lambda tx: BugReports(tx).of(1002))
    assert (kept.written["system"], kept.answered["actual"]) == ("orders", "A blank page")
    assert [file["name"] for file in kept.files] == ["a.har"]
    assert kept.form is None
    assert any("A blank page" in line for line in await door.room(1002))


async def test_of_two_forms_that_wait_one_is_over_after_a_merge(door: Door) -> None:
    await door.asks("carol", "It is worse now: even reading orders fails")
    rules, ada = door.bot.deps.desk, By("agent:ada", "Ada")
    for number in (1001, 1002):
        await door.bot.store.write(ask, rules, number, ada)
    await door.settle()
    await door.bot.store.write(merge, rules, 1001, 1002, ada)
    await door.settle()

    kept = await door.read(lambda tx: BugReports(tx).of(1002))
    assert kept.form == "bug:1002:1"
    assert (await question(door)) == ""
