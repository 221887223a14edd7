"""Counting a promise's time: pauses lose nothing, and give nothing away."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config.hours import Schedule
from bot.config.sla import WARNINGS
from bot.config.span import Span
from bot.desk.hours import Hours
from bot.desk.sla.counting import Promise, Stretch
from bot.desk.sla.ticking import met, paused, reckoned, resumed, started, stretches
from store.clocks import ClockState, Target

HOUR = timedelta(hours=1)


def hours(days: str, shifts: object, zone: str) -> Hours:
    return Hours(Schedule.model_validate({"timezone": zone, "days": {days: shifts}}))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


OFFICE = hours("mon-fri", "09:00-17:00", "UTC")
NIGHT = hours("mon-fri", "22:00-06:00", "Europe/Berlin")
LUNCH = hours("mon-sun", ["00:30-02:15", "02:45-12:00"], "America/New_York")

unhurried = settings(deadline=None)  # a busy machine is no failure
promises = st.builds(
    Promise,
    st.just("everyone"),
    st.sampled_from(
        [Span.parse(text) for text in ("20m", "4 business hours", "30 business hours")]
    ),
    st.sampled_from([OFFICE, NIGHT, LUNCH, None]),
    st.just(WARNINGS),
)
# across both changes of the clock
moments = st.timedeltas(timedelta(), timedelta(days=365)).map(lambda t: at("2026-01-01") + t)
steps = st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=3)), max_size=6)


def split(start: datetime, lengths: list[timedelta]) -> list[Stretch]:
    """Return stretches without a gap between them."""
    found = []
    for length in lengths:
        found.append((start, start + length))
        start += length
    return found


@unhurried
@given(promises, moments, steps)
def test_pauses_of_no_length_change_nothing(
    promise: Promise, start: datetime, lengths: list[timedelta]
) -> None:
    counted = split(start, lengths)
    since = counted[-1][1] if counted else start

    assert promise.due(counted, since) == promise.due([], start)
    assert promise.warnings(counted, since) == promise.warnings([], start)


@unhurried
@given(promises, moments, steps)
def test_any_split_counts_as_the_whole(
    promise: Promise, start: datetime, lengths: list[timedelta]
) -> None:
    end = start + sum(lengths, timedelta())
    parts = [promise.counts(*stretch) for stretch in split(start, lengths)]

    assert sum(parts, timedelta()) == promise.counts(start, end)
    assert all(part >= timedelta() for part in parts)
    assert promise.counts(end, start) == timedelta() or end == start


@unhurried
@given(promises, moments)
def test_what_is_due_has_counted_just_that_long(promise: Promise, start: datetime) -> None:
    due = promise.due([], start)

    assert promise.counts(start, due) == promise.span.length
    assert all(start <= warning <= due for warning in promise.warnings([], start))


@unhurried
@given(promises, moments, st.timedeltas(timedelta(), timedelta(days=9)))
def test_a_pause_never_makes_it_due_sooner(
    promise: Promise, start: datetime, pause: timedelta
) -> None:
    counted = [(start, start + timedelta(minutes=10))]
    again = counted[0][1] + pause

    assert promise.due(counted, again) >= promise.due([], start)


@pytest.mark.parametrize(
    ("span", "kept", "start", "due"),
    [
        ("2 business days", OFFICE, "2026-03-06T10:00", "2026-03-10T10:00"),
        ("2 business days", None, "2026-03-06T10:00", "2026-03-08T10:00"),
        ("2 business hours", NIGHT, "2026-03-28T23:30", "2026-03-30T22:00"),  # no shift on Sunday
        ("5 business hours", NIGHT, "2026-03-27T21:00", "2026-03-28T02:00"),
        ("1 business hour", OFFICE, "2026-03-06T16:30", "2026-03-09T09:30"),
    ],
)
def test_when_it_is_due(span: str, kept: Hours | None, start: str, due: str) -> None:
    promise = Promise("everyone", Span.parse(span), kept, WARNINGS)

    assert promise.due([], at(start)) == at(due)


def test_a_clock_that_rests_keeps_what_it_counted() -> None:
    promise = Promise("everyone", Span.parse("4 business hours"), OFFICE, WARNINGS)
    clock = started(1001, Target.resolve, promise, at("2026-03-02T09:00"))
    assert clock.due_at == at("2026-03-02T13:00")

    resting = reckoned(paused(clock, at("2026-03-02T10:00")), promise, at("2026-03-02T10:00"))
    assert (resting.state, resting.due_at, resting.next_at) == (ClockState.paused, None, None)

    again = reckoned(resumed(resting, at("2026-03-03T15:00")), promise, at("2026-03-03T15:00"))
    assert (again.state, again.due_at) == (ClockState.running, at("2026-03-04T10:00"))
    assert met(again, at("2026-03-04T10:00")).state is ClockState.met
    assert met(again, at("2026-03-04T10:01")).state is ClockState.breached


@unhurried
@given(st.lists(st.timedeltas(timedelta(hours=-1), timedelta(hours=2)), max_size=12))
def test_no_moment_counts_twice_whatever_clocks_say(passed: list[timedelta]) -> None:
    promise = Promise("everyone", Span.parse("4 business hours"), OFFICE, WARNINGS)
    now = at("2026-03-02T09:00")
    clock = started(1001, Target.resolve, promise, now)
    for number, length in enumerate(passed):
        now += length
        clock = resumed(clock, now) if number % 2 else paused(clock, now)

    moments = [moment for stretch in stretches(clock) for moment in stretch]
    moments += [clock.running_since] if clock.running_since else []
    assert moments == sorted(moments)


def test_a_promise_that_is_cut_short_was_broken_when_its_time_was_up() -> None:
    long, short = (
        Promise("everyone", Span.parse(f"{number} business hours"), OFFICE, WARNINGS)
        for number in (8, 2)
    )
    clock = started(1001, Target.resolve, long, at("2026-03-02T09:00"))
    clock = resumed(paused(clock, at("2026-03-02T12:00")), at("2026-03-03T09:00"))

    assert reckoned(clock, short, at("2026-03-03T09:30")).due_at == at("2026-03-02T11:00")
