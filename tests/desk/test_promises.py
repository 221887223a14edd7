"""Promises: somebody hears before an answer is due, and when it is late."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.config.load import parse
from bot.desk.desk import Desk, Identity
from bot.desk.sla.policies import Terms, promised
from store.clocks import Target
from store.threads import Severity
from tests.door import CONFIG, Door, opened
from tests.fakes import FakeClock
from tests.handlers.looks import entries

SEV1 = "sla: [{severities: [SEV1], first_response: 20m}, {first_response: 1h, always_on: true}]"
SHORT = CONFIG.replace("sla: [{first_response: 1h, always_on: true}]", SEV1)


async def lines(door: Door) -> list[str]:
    return [line for line in await door.room() if "⏳" in line or "🚨" in line]


async def told(door: Door, event: str) -> int:
    return len(await entries(door, f"sla.{event}"))


async def test_the_team_hears_before_it_is_due_and_the_lead_when_it_is_late(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.later(minutes=42)
    assert await lines(door) == []

    await door.later(minutes=4)
    assert (await told(door, "warning"), await told(door, "breached")) == (1, 0)
    [warning] = await lines(door)
    assert "⏳ An answer is due" in warning

    await door.later(minutes=15)
    assert (await told(door, "warning"), await told(door, "breached")) == (1, 1)
    late = (await lines(door))[-1]
    assert "<@U0LEA>" in late
    assert "the answer is late" in late

    await door.later(days=2)
    assert (await told(door, "warning"), await told(door, "breached")) == (1, 1)


async def test_who_has_it_is_mentioned(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.clicks("ben", "thread.claim")
    await door.later(minutes=50)

    [warning] = await lines(door)
    assert warning.startswith("⏳ <@U0BEN>, ")


async def test_nothing_is_said_of_what_was_answered(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.asks("ada", "On it", thread_ts=ts)
    await door.later(hours=3)

    assert await lines(door) == []


async def test_nothing_is_said_of_what_is_resolved(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.clicks("ada", "thread.resolve")
    await door.later(hours=3)

    assert await lines(door) == []


async def test_another_severity_is_another_promise(database_url: str, clock: FakeClock) -> None:
    async with opened(database_url, clock, SHORT) as door:
        await door.asks("carol", "The export is broken")
        await door.clicks("ada", "thread.more")
        await door.person("ada").submits({"severity": "SEV1"})
        await door.later(minutes=16)
        assert await told(door, "warning") == 1

        await door.later(minutes=6)
        assert await told(door, "breached") == 1


async def test_a_promise_that_comes_back_is_not_told_twice(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.later(minutes=50)
    await door.later(minutes=20)
    await door.clicks("ada", "thread.resolve")
    await door.clicks("ada", "thread.reopen")
    await door.later(hours=2)

    assert (await told(door, "warning"), await told(door, "breached")) == (1, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("answered", [True, False])
async def test_nor_is_one_that_somebody_took_back_for_a_moment(
    database_url: str, clock: FakeClock, answered: bool
) -> None:
    promised = (
        "sla: [{priorities: [urgent], first_response: 1h, next_response: 1h, always_on: true}]"
    )
    config = CONFIG.replace("sla: [{first_response: 1h, always_on: true}]", promised)
    async with opened(database_url, clock, config) as door:
        ts = await door.asks("carol", "The export is broken")
        if answered:
            await door.asks("ada", "Which one?", thread_ts=ts)
            await door.asks("carol", "All of them", thread_ts=ts)
        for minutes in (50, 20, 1):
            for priority in ("normal", "urgent"):
                await door.clicks("ada", "thread.more")
                await door.person("ada").submits({"priority": priority})
                await door.settle()
            await door.later(minutes=minutes)

        assert (await told(door, "warning"), await told(door, "breached")) == (1, 1)
        broken = [one for one in await door.read(lambda tx: tx.clocks.of(1001)) if one.breached_at]
        assert len(broken) == 1


async def test_after_a_long_night_only_what_is_late_is_said(
    database_url: str, clock: FakeClock
) -> None:
    async with opened(database_url, clock) as door:
        await door.asks("carol", "The export is broken")
    clock.advance(timedelta(hours=5))
    async with opened(database_url, clock) as door:
        await door.bot.followups.drain()

        assert (await told(door, "warning"), await told(door, "breached")) == (0, 1)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_one_of_two_replicas_tells(database_url: str, clock: FakeClock) -> None:
    async with opened(database_url, clock) as door, opened(database_url, clock) as other:
        await door.asks("carol", "The export is broken")
        clock.advance(timedelta(hours=2))
        await asyncio.gather(*(one.bot.followups.drain() for one in (door, other, door, other)))

        assert await told(door, "breached") == 1


HOURS = """
hours: {office: {timezone: UTC, days: {mon-fri: "09:00-17:00"}}}
teams: {support: {hours: office}}
"""


@pytest.mark.parametrize(
    ("promise", "since", "due", "warned"),
    [
        ("1h", "09:00", "2026-03-02T10:00", ["09:45"]),
        ("4h", "09:00", "2026-03-02T13:00", ["12:00", "12:45"]),
        ("30m", "09:00", "2026-03-02T09:30", ["09:15", "09:22:30"]),
        ("15m", "09:00", "2026-03-02T09:15", ["09:11:15"]),
        ("1h, warn: [90%, 20m, 59m]", "09:00", "2026-03-02T10:00", ["09:40", "09:54"]),
        ("10m, warn: [20m]", "09:00", "2026-03-02T09:10", ["09:05"]),
        ("1h, warn: []", "09:00", "2026-03-02T10:00", []),
        ("4 business hours", "15:00", "2026-03-03T11:00", ["10:00", "10:45"]),
        ("1h, always_on: true", "16:30", "2026-03-02T17:30", ["17:15"]),
    ],
)
def test_when_somebody_hears(promise: str, since: str, due: str, warned: list[str]) -> None:
    config = CONFIG.replace("teams: {support: {}}", HOURS.strip()).replace(
        "{first_response: 1h, always_on: true}", f"{{first_response: {promise}}}"
    )
    desk = Desk(parse(config.encode()), Identity("T", "U", "B", "https://x"))
    began = datetime.fromisoformat(f"2026-03-02T{since}").replace(tzinfo=UTC)
    said = promised(desk, Terms(severity=Severity.SEV1), Target.first_response)

    assert said is not None
    assert said.due([], began) == datetime.fromisoformat(due).replace(tzinfo=UTC)
    times = [datetime.fromisoformat(f"{due[:10]}T{at}").replace(tzinfo=UTC) for at in warned]
    assert said.warnings([], began) == times
