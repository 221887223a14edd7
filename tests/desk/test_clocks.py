"""Clocks: each promise runs, rests, is kept or broken, and its past stays what it was."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.desk.standing import set_team
from bot.desk.threads import API, set_customer, snooze
from store.clocks import Clock, ClockState, Target
from store.threads import Status
from tests.door import CONFIG, Door, opened, words
from tests.fakes import FakeClock
from tests.handlers.looks import dialog, entries, options
from triggers.policies import take_up_policies

FULL = """sla:
  - {tiers: [enterprise], labels: [outage], first_response: 10m, always_on: true}
  - {priorities: [urgent], first_response: 20m, always_on: true}
  - {first_response: 1h, next_response: 2h, resolve: 8h, engineering_ack: 1h, always_on: true}
"""
OF_ALL = CONFIG.replace("sla: [{first_response: 1h, always_on: true}]\n", FULL)
AFTERNOON = """hours: {afternoon: {timezone: UTC, days: {mon-fri: "13:00-17:00"}}}
teams: {support: {}, billing: {hours: afternoon}}"""
HOUR = timedelta(hours=1)

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def desk(database_url: str, clock: FakeClock) -> AsyncIterator[Door]:
    async with opened(database_url, clock, OF_ALL) as door:
        yield door


async def clocks(door: Door, number: int = 1001) -> list[Clock]:
    return await door.read(lambda tx: tx.clocks.of(number))


async def states(door: Door, number: int = 1001) -> list[tuple[str, str]]:
    return [(str(one.target), str(one.state)) for one in await clocks(door, number)]


async def the(door: Door, target: Target, number: int = 1001) -> Clock:
    return next(one for one in reversed(await clocks(door, number)) if one.target is target)


async def snoozes(door: Door) -> None:
    until = door.clock.now() + timedelta(days=1)
    await door.bot.store.write(snooze, door.bot.deps.desk, 1001, until, API)
    await door.settle()


async def card(door: Door) -> str:
    return words(door.cards()[0])


async def test_a_thread_from_its_first_words_to_its_end(desk: Door) -> None:
    ts = await desk.asks("carol", "The export is broken")
    assert await states(desk) == [("first_response", "running"), ("resolve", "running")]
    assert "Answer due" in await card(desk)

    await desk.later(minutes=30)
    await desk.asks("ben", "Which file?", thread_ts=ts)
    assert await states(desk) == [("first_response", "met"), ("resolve", "paused")]
    assert "paused: waiting on customer" in await card(desk)
    assert (await desk.thread()).promise_due_at is None

    await desk.later(days=2)
    await desk.asks("carol", "All of them", thread_ts=ts)
    asked = (await desk.thread()).last_message_at
    assert (await the(desk, Target.next_response)).due_at == asked + 2 * HOUR
    resolve = await the(desk, Target.resolve)
    assert resolve.state is ClockState.running
    rested = resolve.running_since
    assert rested == asked
    assert resolve.due_at is not None
    assert timedelta(hours=7, minutes=25) < resolve.due_at - asked < timedelta(hours=7, minutes=35)

    await desk.asks("ben", "Mended", thread_ts=ts)
    await desk.clicks("ben", "thread.resolve")
    assert await states(desk) == [
        ("first_response", "met"),
        ("resolve", "met"),
        ("next_response", "met"),
    ]


@sqlite
async def test_thanks_start_nothing(desk: Door) -> None:
    ts = await desk.asks("carol", "The export is broken")
    await desk.asks("ada", "Mended", thread_ts=ts)
    before = await clocks(desk)
    await desk.asks("carol", "Thanks!", thread_ts=ts)

    assert await clocks(desk) == before


@sqlite
async def test_what_is_resolved_without_an_answer_was_neither_kept_nor_broken(desk: Door) -> None:
    await desk.asks("carol", "The export is broken")
    await desk.clicks("ada", "thread.resolve")

    assert await states(desk) == [("first_response", "cancelled"), ("resolve", "met")]


@sqlite
async def test_reopening_leaves_the_past_alone(desk: Door) -> None:
    ts = await desk.asks("carol", "The export is broken")
    await desk.later(hours=2)
    await desk.asks("ada", "Mended", thread_ts=ts)
    await desk.clicks("ada", "thread.resolve")
    past = await clocks(desk)
    assert [one.state for one in past] == [ClockState.breached, ClockState.met]

    await desk.asks("carol", "It is broken again", thread_ts=ts)

    again = await clocks(desk)
    assert again[:2] == past
    assert {one.target for one in again[2:]} == {Target.next_response, Target.resolve}
    assert all(one.state is ClockState.running for one in again[2:])


@sqlite
@pytest.mark.parametrize("told", [True, False])
async def test_what_was_late_stays_late_whoever_is_waited_for_in_the_end(
    desk: Door, told: bool
) -> None:
    ts = await desk.asks("carol", "The export is broken")
    await desk.asks("ada", "We look at it", thread_ts=ts)
    await desk.asks("carol", "How long will it take?", thread_ts=ts)
    if told:
        await desk.later(hours=9)
    else:  # the bot was down
        desk.clock.advance(timedelta(hours=9))
    await desk.asks("ada", "Is it better now?", thread_ts=ts)
    assert (await the(desk, Target.resolve)).state is ClockState.paused

    await desk.later(hours=1)
    await desk.clicks("ada", "thread.resolve")
    resolve = await the(desk, Target.resolve)
    assert resolve.state is ClockState.breached
    assert resolve.breached_at is not None


async def test_what_is_put_aside_is_still_promised_while_the_customer_waits(desk: Door) -> None:
    ts = await desk.asks("carol", "The export is broken")
    await snoozes(desk)
    assert [state for _, state in await states(desk)] == ["running", "running"]

    await desk.asks("ada", "We will look on Monday", thread_ts=ts)
    await snoozes(desk)
    assert await states(desk) == [("first_response", "met"), ("resolve", "paused")]

    await desk.later(hours=25)
    assert (await desk.thread()).status is Status.open
    assert await states(desk) == [("first_response", "met"), ("resolve", "running")]


@sqlite
async def test_the_first_policy_that_fits_counts_for_each_target(desk: Door) -> None:
    await desk.asks("carol", "The export is broken")
    opened_at = (await desk.thread()).opened_at

    await desk.clicks("ada", "thread.more")
    await desk.person("ada").submits({"priority": "urgent"})
    await desk.settle()
    assert (await the(desk, Target.first_response)).due_at == opened_at + timedelta(minutes=20)
    assert (await the(desk, Target.resolve)).policy == "everyone"

    await desk.clicks("ada", "thread.more")
    await desk.person("ada").submits({"new_labels": "outage", "priority": "normal"})
    await desk.settle()
    first = await the(desk, Target.first_response)
    assert (first.policy, first.due_at) == ("enterprise, outage", opened_at + timedelta(minutes=10))
    assert (await desk.thread()).promise_due_at == first.due_at


@sqlite
async def test_another_team_or_customer_is_another_promise(
    database_url: str, clock: FakeClock
) -> None:
    config = CONFIG.replace("teams: {support: {}}", AFTERNOON).replace(
        "[{first_response: 1h, always_on: true}]",
        "[{tiers: [growth], first_response: 3h}, {first_response: 1h}]",
    )
    async with opened(database_url, clock, config) as door:
        await door.asks("carol", "The export is broken")
        opened_at, desk_ = (await door.thread()).opened_at, door.bot.deps.desk
        assert (await door.thread()).promise_due_at == opened_at + HOUR

        await door.bot.store.write(set_team, desk_, 1001, "billing", API)
        afternoon = opened_at.replace(hour=13, minute=0, second=0, microsecond=0)
        assert (await door.thread()).promise_due_at == afternoon + HOUR

        globex = next(
            one for one in await door.read(lambda tx: tx.customers.all()) if one.key == "globex"
        )
        await door.bot.store.write(set_customer, desk_, 1001, globex.id, API)
        assert (await door.thread()).promise_due_at == opened_at + 3 * HOUR


@sqlite
async def test_who_has_it_hears_then_the_team_then_the_lead(
    database_url: str, clock: FakeClock
) -> None:
    config = OF_ALL.replace("owner: ada}", "owner: ada, team: support}").replace(
        "1h, next", "4h, next"
    )
    async with opened(database_url, clock, config) as door:
        await door.asks("carol", "The export is broken")
        await door.clicks("ben", "thread.claim")
        for minutes in (181, 46, 16):
            await door.later(minutes=minutes)
        first, second, late = [one for one in await door.room() if "⏳" in one or "🚨" in one][:3]

        assert [who in first for who in ("<@U0BEN>", "<@U0ADA>", "<@U0LEA>")] == [
            True,
            False,
            False,
        ]
        assert "<@U0BEN>" in second
        assert "<@U0ADA>" in second
        assert "the answer is late" in late
        assert "<@U0LEA>" in late
        assert "Answer overdue" in await card(door)
        assert [one.after["policy"] for one in await entries(door, "sla.breached")] == ["everyone"]


@sqlite
async def test_new_policies_are_taken_up_at_the_start(database_url: str, clock: FakeClock) -> None:
    async with opened(database_url, clock, OF_ALL) as door:
        await door.asks("carol", "The export is broken")
        opened_at = (await door.thread()).opened_at
    shorter = OF_ALL.replace("first_response: 1h", "first_response: 30m").replace(
        " resolve: 8h,", ""
    )
    async with opened(database_url, clock, shorter) as door:
        await take_up_policies(door.bot.store, door.bot.deps.desk)

        assert await states(door) == [("first_response", "running"), ("resolve", "cancelled")]
        assert (await door.thread()).promise_due_at == opened_at + timedelta(minutes=30)


@sqlite
async def test_a_first_policy_reaches_threads_that_were_promised_nothing(
    database_url: str, clock: FakeClock
) -> None:
    async with opened(database_url, clock, OF_ALL.replace(FULL, "sla: []\n")) as door:
        await door.asks("carol", "The export is broken")
        assert await states(door) == []
        opened_at = (await door.thread()).opened_at
    async with opened(database_url, clock, OF_ALL) as door:
        await take_up_policies(door.bot.store, door.bot.deps.desk)

        assert await states(door) == [("first_response", "running"), ("resolve", "running")]
        assert (await the(door, Target.first_response)).started_at == opened_at


@sqlite
@pytest.mark.parametrize(("tier", "promised"), [("growth", 4), ("enterprise", 1)])
async def test_what_is_promised_where_nobody_wrote_it_down(
    database_url: str, clock: FakeClock, tier: str, promised: int
) -> None:
    config = CONFIG.replace("sla: [{first_response: 1h, always_on: true}]\n", "")
    config = config.replace("growth: {}", "growth: {paid: false}")
    config = config.replace("acme: {tier: enterprise", f"acme: {{tier: {tier}")
    async with opened(database_url, clock, config) as door:
        await door.asks("carol", "The export is broken")

        thread = await door.thread()
        assert thread.promise_due_at == thread.opened_at + promised * HOUR


@sqlite
async def test_whoever_handed_over_hears_of_the_next_answer_once(desk: Door) -> None:
    ts = await desk.asks("carol", "The export is broken")
    await desk.asks("ada", "Which file?", thread_ts=ts)
    await desk.clicks("ada", "thread.assign")
    ben = next(value for words, value in options(dialog(desk, "ada"), "assignee") if "Ben" in words)
    await desk.person("ada").submits({"assignee": ben})
    await desk.settle()
    await desk.asks("carol", "thanks", thread_ts=ts)
    for text in ("All of them", "Even the small ones"):
        await desk.asks("carol", text, thread_ts=ts)
        await desk.later(minutes=1)

    told = [words(one) for one in desk.person("ada").sees(desk.person("ada").app_dm)]
    assert len([one for one in told if "*Acme* answered what you handed over" in one]) == 1
