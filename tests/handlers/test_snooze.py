"""Snooze…: the times it offers, any other time, and the past."""

from datetime import UTC, datetime, timedelta

from store.threads import Status
from tests.door import CONFIG, TRIAGE, Door, opened
from tests.fakes import START, FakeClock
from tests.handlers.looks import dialog, entries, options, thread_is_open

OFFICE = """
hours: {office: {timezone: Europe/Berlin, days: {mon-fri: "09:00-17:30"}}}
"""


async def _asked(door: Door) -> dict[str, str]:
    await thread_is_open(door)
    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.snooze")
    return dict(options(dialog(door, "ada"), "preset"))


async def test_it_offers_times_in_the_desks_time_zone(door: Door) -> None:
    offered = await _asked(door)

    assert list(offered) == [
        "In 1 hour",
        "In 3 hours",
        "Tomorrow, 09:00 CET",
        "Wednesday 4 March, 09:00 CET",
        "Monday 9 March, 09:00 CET",
    ]
    tomorrow = datetime.fromtimestamp(int(offered["Tomorrow, 09:00 CET"]), UTC)
    assert tomorrow == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


async def test_it_offers_the_times_at_which_the_team_opens(
    database_url: str, clock: FakeClock
) -> None:
    config = CONFIG.replace("{support: {}}", "{support: {hours: office}}") + OFFICE
    clock.advance(timedelta(days=4))  # a Friday
    async with opened(database_url, clock, config) as door:
        offered = await _asked(door)

    assert list(offered)[2:] == ["Monday 9 March, 09:00 CET", "Tuesday 10 March, 09:00 CET"]


async def test_it_sleeps_until_the_time_that_was_chosen_and_wakes_by_itself(door: Door) -> None:
    offered = await _asked(door)

    assert await door.person("ada").submits({"preset": offered["In 3 hours"]}) == {}
    await door.settle()
    thread = await door.thread()
    assert thread.status is Status.snoozed
    assert thread.snoozed_until is not None
    assert abs(thread.snoozed_until - START - timedelta(hours=3)) < timedelta(minutes=5)

    await door.later(hours=3, minutes=1)
    assert (await door.thread()).status is Status.open
    assert [entry.actor for entry in await entries(door, "thread.woken")] == ["bellhop"]


async def test_an_exact_time_counts_more_than_the_choice(door: Door) -> None:
    offered = await _asked(door)
    exactly = int((door.clock.now() + timedelta(minutes=20)).timestamp())

    await door.person("ada").submits({"preset": offered["In 3 hours"], "until": exactly})

    until = (await door.thread()).snoozed_until
    assert until is not None
    assert until.timestamp() == exactly


async def test_the_past_is_an_error_where_it_was_picked(door: Door) -> None:
    await _asked(door)
    past = int((door.clock.now() - timedelta(minutes=1)).timestamp())

    errors = await door.person("ada").submits({"until": past})

    assert errors == {"until": "That time has passed: choose one in the future."}
    assert (await door.thread()).status is Status.new
    assert door.person("ada").modal is not None


async def test_a_dialog_that_was_open_too_long_says_so(door: Door) -> None:
    offered = await _asked(door)
    door.clock.advance(timedelta(hours=2))

    errors = await door.person("ada").submits({"preset": offered["In 1 hour"]})

    assert errors == {"preset": "That time has passed: choose one in the future."}


async def test_a_customer_who_writes_wakes_it(door: Door) -> None:
    await _asked(door)
    await door.person("ada").submits({})
    await door.settle()

    await door.asks("carol", "It is worse now, nothing works")

    assert (await door.thread()).status is Status.open
