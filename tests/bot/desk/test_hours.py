"""Business hours: open and closed, promises across nights, holidays and changes of the clock."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config.hours import Schedule
from bot.config.span import Span
from bot.desk.hours import ROUND_THE_CLOCK, Hours


def hours(days: Mapping[str, object], zone: str = "Europe/Berlin", holidays: object = ()) -> Hours:
    schedule = {"timezone": zone, "days": days, "holidays": holidays}
    return Hours(Schedule.model_validate(schedule))


def at(text: str) -> datetime:
    """Read a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


OFFICE = hours({"mon-fri": "09:00-17:30"}, holidays="DE")
LUNCH = hours({"mon-thu": ["09:00-12:00", "13:00-17:00"], "sat": "10:00-14:00"})
NIGHT = hours({"mon-fri": "22:00-06:00"})
# open around both changes of the clock: 02:00-03:00 is skipped in March and comes twice in October
SMALL_HOURS = hours({"mon-sun": ["00:30-02:15", "02:20-02:40", "02:45-04:00"]})
EVERY_KIND = (
    OFFICE,
    LUNCH,
    NIGHT,
    ROUND_THE_CLOCK,
    SMALL_HOURS,
    hours({"sun": "01:00-05:00"}, "America/New_York"),
    hours({"fri-mon": "20:30-04:15"}, "Australia/Lord_Howe", ["AU"]),
)

unhurried = settings(deadline=None)  # a busy machine is no failure
some_hours = st.sampled_from(EVERY_KIND)
moments = st.timedeltas(timedelta(), timedelta(days=730)).map(lambda t: at("2026-01-01") + t)
lengths = st.timedeltas(timedelta(), timedelta(days=20))


@pytest.mark.parametrize(
    ("when", "is_open"),
    [
        ("2026-03-02 07:59:59", False),
        ("2026-03-02 08:00:00", True),
        ("2026-03-02 16:29:59", True),
        ("2026-03-02 16:30:00", False),
        ("2026-03-07 10:00:00", False),  # a Saturday
        ("2026-04-03 10:00:00", False),  # Good Friday
        ("2026-07-01 07:00:00", True),  # summer time
    ],
)
def test_an_office_is_open_on_working_days(when: str, is_open: bool) -> None:
    assert OFFICE.is_open(at(when)) is is_open


@pytest.mark.parametrize(
    ("kept", "now", "opens"),
    [
        (OFFICE, "2026-03-02 10:00", "2026-03-02 10:00"),
        (OFFICE, "2026-03-06 17:00", "2026-03-09 08:00"),
        (OFFICE, "2026-04-02 16:00", "2026-04-07 07:00"),  # over Easter
        (LUNCH, "2026-03-02 11:30", "2026-03-02 12:00"),
        (NIGHT, "2026-03-07 04:00", "2026-03-07 04:00"),
        (NIGHT, "2026-03-07 05:00", "2026-03-09 21:00"),
    ],
)
def test_the_next_opening(kept: Hours, now: str, opens: str) -> None:
    assert kept.next_open(at(now)) == at(opens)


def test_who_is_always_there_works_all_the_time() -> None:
    assert ROUND_THE_CLOCK.worked(at("2026-01-01"), at("2027-01-01")) == timedelta(days=365)


def test_a_holiday_takes_the_shifts_that_begin_on_it() -> None:
    off = hours({"mon-fri": "22:00-06:00"}, zone="UTC", holidays=["2026-03-04"])

    assert off.is_open(at("2026-03-04 03:00"))
    assert not off.is_open(at("2026-03-04 23:00"))
    assert not off.is_open(at("2026-03-05 03:00"))
    assert off.is_open(at("2026-03-05 23:00"))


def test_public_holidays_are_those_of_the_country_or_its_part() -> None:
    womens_day = at("2027-03-08 12:00")  # a holiday in Berlin only
    days = {"mon-fri": "09:00-17:00"}

    assert hours(days, holidays="DE").is_open(womens_day)
    assert not hours(days, holidays=["DE-BE"]).is_open(womens_day)


@pytest.mark.parametrize(
    ("kept", "start", "end", "worked"),
    [
        (OFFICE, "2026-03-02 00:00", "2026-03-09 00:00", timedelta(hours=42.5)),
        (OFFICE, "2026-03-02 15:30", "2026-03-03 09:00", timedelta(hours=2)),
        (OFFICE, "2026-03-07 00:00", "2026-03-08 00:00", timedelta()),
        (OFFICE, "2026-03-03 00:00", "2026-03-02 00:00", timedelta()),  # backwards
        (LUNCH, "2026-03-02 10:00", "2026-03-02 13:00", timedelta(hours=2)),
        (NIGHT, "2026-03-28 00:00", "2026-03-29 12:00", timedelta(hours=5)),
        # the night to Sunday in March has 23 hours, the one in October 25
        (hours({"sat": "22:00-06:00"}), "2026-03-28", "2026-03-30", timedelta(hours=7)),
        (hours({"sat": "22:00-06:00"}), "2026-10-24", "2026-10-26", timedelta(hours=9)),
        (hours({"sun": "02:15-02:45"}), "2026-03-29", "2026-03-30", timedelta()),
        (hours({"sun": "02:30-03:30"}), "2026-03-29", "2026-03-30", timedelta(minutes=30)),
        (hours({"sun": "02:00-03:00"}), "2026-10-25", "2026-10-26", timedelta(hours=2)),
    ],
)
def test_only_open_time_counts(kept: Hours, start: str, end: str, worked: timedelta) -> None:
    assert kept.worked(at(start), at(end)) == worked


@pytest.mark.parametrize(
    ("kept", "start", "span", "due"),
    [
        (OFFICE, "2026-03-02 10:00", "90m", "2026-03-02 11:30"),
        (OFFICE, "2026-03-07 10:00", "90m", "2026-03-07 11:30"),  # no business time
        (OFFICE, "2026-03-02 10:00", "4 business hours", "2026-03-02 14:00"),
        (OFFICE, "2026-03-06 15:30", "4 business hours", "2026-03-09 11:00"),
        (OFFICE, "2026-03-02 12:30", "4 business hours", "2026-03-02 16:30"),  # not next morning
        (OFFICE, "2026-03-06 10:00", "2 business days", "2026-03-10 10:00"),
        (OFFICE, "2026-03-07 10:00", "2 business days", "2026-03-11 08:00"),
        (OFFICE, "2026-03-27 10:00", "1 business day", "2026-03-30 09:00"),  # 11:00 on both clocks
        (OFFICE, "2026-04-02 10:00", "1 business day", "2026-04-07 10:00"),
        (LUNCH, "2026-03-05 15:00", "1 business day", "2026-03-07 13:00"),  # Saturday closes at 14
        (hours({"mon": "09:00-17:00", "tue": "13:00-17:00"}), "2026-03-02 08:30", "1 business day", "2026-03-03 12:00"),
        (NIGHT, "2026-03-03 01:00", "1 business day", "2026-03-04 01:00"),
    ],
)  # fmt: skip
def test_when_a_promise_is_due(kept: Hours, start: str, span: str, due: str) -> None:
    assert kept.due(at(start), Span.parse(span)) == at(due)


def test_a_plain_timedelta_is_business_time() -> None:
    assert OFFICE.due(at("2026-03-06 15:30"), timedelta(hours=4)) == at("2026-03-09 11:00")


@unhurried
@given(some_hours, moments, lengths, lengths)
def test_parts_add_up(kept: Hours, start: datetime, first: timedelta, then: timedelta) -> None:
    middle, end = start + first, start + first + then

    whole = kept.worked(start, end)

    assert timedelta() <= whole <= end - start
    assert whole == kept.worked(start, middle) + kept.worked(middle, end)


@unhurried
@given(some_hours, moments, lengths)
def test_what_is_due_after_some_work_is_done_when_it_is_worked(
    kept: Hours, start: datetime, work: timedelta
) -> None:
    due = kept.due(start, work)

    assert kept.worked(start, due) == work
    if work:
        assert kept.worked(start, due - timedelta(microseconds=1)) < work


@unhurried
@given(some_hours, moments, lengths)
def test_a_promise_is_never_due_after_as_much_time_was_worked(
    kept: Hours, start: datetime, length: timedelta
) -> None:
    end = start + length

    assert kept.due(start, kept.worked(start, end)) <= end


@unhurried
@given(some_hours, moments)
def test_openings_agree(kept: Hours, now: datetime) -> None:
    opens = kept.next_open(now)

    assert (opens == now) is kept.is_open(now)
    assert kept.worked(now, opens) == timedelta()
    assert kept.is_open(opens)


@unhurried
@given(some_hours, moments, st.integers(1, 10))
def test_business_days_end_while_someone_is_there(kept: Hours, start: datetime, days: int) -> None:
    due = kept.due(start, Span.parse(f"{days} business days"))

    assert due > start
    assert kept.is_open(due) or kept.is_open(due - timedelta(microseconds=1))
    assert due <= kept.due(start, Span.parse(f"{days + 1} business days"))
