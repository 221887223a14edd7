"""Schedules: workflows that begin when their time comes, for every thread that fits."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config.load import parse
from bot.workflows.beginning.ticking import Ticking, following
from bot.workflows.files.file import read
from bot.workflows.language.definition import Cron
from bot.workflows.steps import KINDS
from store.occurrences import Occurrence
from store.threads import Priority
from store.transaction import Transaction
from tests.door import CONFIG, Door, opened
from tests.fakes import FakeClock
from tests.workflows.conftest import OpenDesk

STALE = """
description: Says which threads are stale
on:
  schedule: {cron: "0 9 * * *", timezone: Europe/Berlin}
mode: live
when:
  - thread.hours_quiet: {greater_than: 12}
steps:
  - id: stale
    add_label: stale
"""
AGAIN = STALE.replace("Europe/Berlin}", "Europe/Berlin, again: 2d}")
BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)


async def began(door: Door, number: int = 1001) -> int:
    return len(await door.read(lambda tx: tx.runs.of(number)))


async def ticks(door: Door) -> list[Occurrence]:
    """What was written down of each tick."""

    def query(tx: Transaction) -> list[Occurrence]:
        found = (tx.occurrences.get(number) for number in range(1, 20))
        return [one for one in found if one is not None and one.event == "schedule"]

    return await door.read(query)


async def test_a_tick_begins_a_run_for_each_thread_that_fits(desk: OpenDesk) -> None:
    async with desk(stale=STALE) as door:
        await door.asks("carol", "The export is broken")
        await door.asks("dave", "How do I add a user?", channel="C0GLOBEX")
        await door.later(hours=20)
        await door.asks("carol", "Another thing: the import is slow", channel="C0ACME")
        await door.later(hours=2, minutes=59)
        assert await began(door) == 0
        await door.later(minutes=1)

        assert await door.read(lambda tx: [tx.labels.of(n) for n in (1001, 1002, 1003)]) == [
            ["stale"],
            ["stale"],
            [],
        ]
        [tick] = await ticks(door)
        assert tick.thread_id is None
        assert tick.known == {
            "tick": "2026-03-03T08:00:00+00:00",
            "looked": 3,
            "matched": 2,
            "began": 2,
        }
        assert tick.considered == [["stale", True, "2 runs began: 2 of 3 threads matched"]]


async def test_a_thread_that_is_resolved_is_left_alone(desk: OpenDesk) -> None:
    async with desk(stale=STALE) as door:
        await door.asks("carol", "The export is broken")
        await door.clicks("ada", "thread.resolve")
        await door.later(days=1)

        assert await began(door) == 0
        assert [tick.known["looked"] for tick in await ticks(door)] == [0]


async def test_a_thread_has_its_turn_once(desk: OpenDesk) -> None:
    async with desk(stale=STALE) as door:
        await door.asks("carol", "The export is broken")
        for _ in range(3):
            await door.later(days=1)

        assert await began(door) == 1
        assert [tick.known["matched"] for tick in await ticks(door)] == [1, 1, 1]


async def test_and_again_after_a_while(desk: OpenDesk) -> None:
    async with desk(stale=AGAIN) as door:
        await door.asks("carol", "The export is broken")
        for _ in range(4):
            await door.later(days=1)

        assert await began(door) == 2


async def test_ticks_that_were_missed_are_one(desk: OpenDesk, clock: FakeClock) -> None:
    async with desk(stale=AGAIN) as door:
        await door.asks("carol", "The export is broken")
    clock.advance(timedelta(days=9))
    async with desk() as door:
        await door.settle()

        assert await began(door) == 1
        [tick] = await ticks(door)
        assert tick.known["tick"] == "2026-03-03T08:00:00+00:00"
        switch = await door.read(lambda tx: tx.workflows.switch("stale"))
        assert switch
        assert switch.next_tick_at == datetime(2026, 3, 12, 8, tzinfo=UTC)


async def test_a_schedule_that_was_written_anew_is_planned_anew(
    desk: OpenDesk, clock: FakeClock
) -> None:
    async with desk(stale=STALE) as door:
        await door.settle()
    clock.advance(DAY)
    async with desk(stale=STALE.replace("0 9 * * *", "30 15 * * *")) as door:
        await door.settle()

        assert await ticks(door) == []
        switch = await door.read(lambda tx: tx.workflows.switch("stale"))
        assert switch
        assert switch.next_tick_at == datetime(2026, 3, 3, 14, 30, tzinfo=UTC)


async def test_one_that_is_off_ticks_no_more(desk: OpenDesk, clock: FakeClock) -> None:
    async with desk(stale=STALE) as door:
        await door.settle()
    async with desk(stale=STALE.replace("live", "off")) as door:
        await door.later(days=2)

        assert await ticks(door) == []
        switch = await door.read(lambda tx: tx.workflows.switch("stale"))
        assert switch
        assert switch.next_tick_at is None


async def test_a_condition_that_cannot_be_judged_is_a_failure_of_the_tick(desk: OpenDesk) -> None:
    broken = STALE.replace(
        "thread.hours_quiet: {greater_than: 12}", "event.after.of: {equals: nothing}"
    )
    async with desk(stale=broken) as door:
        await door.asks("carol", "The export is broken")
        await door.asks("dave", "How do I add a user?", channel="C0GLOBEX")
        await door.later(days=1)

        switch = await door.read(lambda tx: tx.workflows.switch("stale"))
        assert switch
        assert switch.failures == 1
        [tick] = await ticks(door)
        assert "cannot tell: T-1001" in tick.considered[0][2]


async def crowd(door: Door, size: int) -> None:
    def rule(tx: Transaction) -> None:
        for number in range(size):
            tx.threads.open(
                channel="C0ACME",
                root_ts=f"{number}.0",
                title="One of many",
                priority=Priority.normal,
                last_message_at=tx.now,
                last_author="U0CAROL",
            )

    await door.bot.store.write(rule)


async def test_a_sweep_goes_on_where_it_was_left(desk: OpenDesk, clock: FakeClock) -> None:
    async with desk(stale=STALE) as door:
        await door.settle()
        await crowd(door, 250)
        clock.advance(DAY)
        ticking = Ticking(door.bot.deps.desk, door.bot.library)
        assert await door.read(ticking.due) == ["stale"]
        assert await door.bot.store.write(ticking.take, "stale")

        [tick] = await ticks(door)
        assert tick.known["looked"] == 100
    async with desk() as door:
        await door.bot.engine.drain()

        [tick] = await ticks(door)
        assert (tick.known["looked"], tick.known["began"]) == (250, 250)
        assert await door.read(lambda tx: tx.sweeps.names()) == []
        assert await door.read(lambda tx: tx.labels.of(1250)) == ["stale"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_one_of_two_replicas_takes_a_tick(
    desk: OpenDesk, database_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    folder = tmp_path / "workflows"
    async with (
        desk(stale=STALE) as door,
        opened(database_url, clock, workflows=folder) as other,
    ):
        await door.settle()
        await crowd(door, 150)
        clock.advance(DAY)
        await asyncio.gather(*(one.bot.engine.drain() for one in (door, other, door, other)))

        [tick] = await ticks(door)
        assert (tick.known["looked"], tick.known["began"]) == (150, 150)
        assert [await began(door, number) for number in (1001, 1150)] == [1, 1]


@pytest.mark.parametrize(
    ("expression", "at", "then"),
    [
        # the hour from two to three is skipped on 29 March, and comes twice on 25 October
        ("0 9 * * *", "2026-03-28T08:00+00:00", "2026-03-29T07:00+00:00"),
        ("30 2 * * *", "2026-03-28T01:30+00:00", "2026-03-29T01:00+00:00"),
        ("30 2 * * *", "2026-10-24T00:30+00:00", "2026-10-25T00:30+00:00"),
        ("30 2 * * *", "2026-10-25T00:30+00:00", "2026-10-26T01:30+00:00"),
        ("30 2 * * *", "2026-10-25T01:15+00:00", "2026-10-26T01:30+00:00"),
        ("*/30 * * * *", "2026-10-25T00:30+00:00", "2026-10-25T01:00+00:00"),
        ("0 9 * * mon-fri", "2026-03-06T08:00+00:00", "2026-03-09T08:00+00:00"),
    ],
)
def test_a_schedule_keeps_to_the_clock_on_the_wall(expression: str, at: str, then: str) -> None:
    cron = Cron(expression, BERLIN, None)

    assert following(cron, datetime.fromisoformat(at)) == datetime.fromisoformat(then)


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("*/10 * * * * *", "it needs minute, hour, day, month and day of the week"),
        ("0 25 * * *", "is no cron expression: Bad hour"),
        ("0 0 30 2 *", "is no cron expression: Bad day-of-month"),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_a_mistake(expression: str, why: str) -> None:
    source = STALE.replace("0 9 * * *", expression)
    [problem] = read(source, "stale", parse(CONFIG.encode()), KINDS).problems

    assert problem.startswith("stale.yml:4: on.schedule.cron: ")
    assert why in problem
