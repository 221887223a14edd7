"""`hours:` of bellhop.yml: days, shifts and holidays, and what cannot be right."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from bot.config.hours import Schedule, Shift, days_in


def schedule(days: object, holidays: object = ()) -> Schedule:
    values = {"timezone": "Europe/Berlin", "days": days, "holidays": holidays}
    return Schedule.model_validate(values)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", [0]),
        ("mon-fri", [0, 1, 2, 3, 4]),
        ("Sat-Mon", [5, 6, 0]),
        ("mon, wed-thu", [0, 2, 3]),
    ],
)
def test_days_are_named_alone_or_as_ranges(text: str, days: list[int]) -> None:
    assert days_in(text) == days


def test_a_shift_over_night_ends_on_the_next_day() -> None:
    week = schedule({"mon": "22:00-06:00", "sun": ["13:00-14:00", "0:00–12:00"]}).week

    assert week[0] == (Shift(timedelta(hours=22), timedelta(hours=30)),)
    assert week[1] == ()
    assert [shift.opens for shift in week[6]] == [timedelta(), timedelta(hours=13)]


def test_the_shifts_of_a_day_are_none_on_a_holiday() -> None:
    week = schedule({"mon-sun": "09:00-17:00"}, holidays=["DE", "2026-12-24"])

    assert week.shifts_on(date(2026, 12, 23))
    assert not week.shifts_on(date(2026, 12, 24))
    assert not week.shifts_on(date(2026, 12, 25))
    assert not week.shifts_on(date(2031, 12, 25))


@pytest.mark.parametrize(
    ("days", "problem"),
    [
        ({}, "at least 1"),
        ({"mon": []}, "at least 1"),
        ({"monday": "09:00-17:00"}, "'monday' is not a day"),
        ({"mon-": "09:00-17:00"}, "'mon-' is not a day"),
        ({"mon": "9-17"}, "'9-17' is not a shift, like 09:00-17:30"),
        ({"mon": "09:00-25:00"}, "there is no 25:00 on a clock"),
        ({"mon": "09:60-10:00"}, "there is no 09:60 on a clock"),
        ({"mon": "09:00-09:00"}, "has no length; the whole day is 00:00-24:00"),
        ({"mon": "24:00-09:00"}, "has no length"),
        ({"mon-fri": "09:00-17:00", "fri": "09:00-15:00"}, "more than once when fri is open"),
        ({"mon": ["09:00-12:00", "11:59-13:00"]}, "shifts overlap on mon"),
        ({"mon": "22:00-06:00", "tue": "05:00-09:00"}, "shifts overlap on tue"),
        ({"sun": "22:00-06:00", "mon": "05:00-09:00"}, "shifts overlap on mon"),
    ],
)
def test_what_cannot_be_right_is_refused(days: object, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        schedule(days)


@pytest.mark.parametrize(
    ("holidays", "problem"),
    [
        ("XX", "no public holidays are known: Country XX not available"),
        ("DE-XX", "no public holidays are known"),
        ("2026-02-30", "'2026-02-30' is not a date, like 2026-12-24"),
        ("24.12.", "'24.12.' is not a date"),
    ],
)
def test_unknown_holidays_are_refused(holidays: str, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        schedule({"mon": "09:00-17:00"}, holidays)
