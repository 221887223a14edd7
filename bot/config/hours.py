"""`hours:` of bellhop.yml, a week of shifts and the days that are off."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from bot.config.section import Section

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)

_SHIFT = re.compile(r"(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)", re.ASCII)
_RANGE = re.compile(rf"({'|'.join(DAYS)})(?:\s*[-–]\s*({'|'.join(DAYS)}))?")


@dataclass(frozen=True)
class Shift:
    """From when to when, counted from midnight; one over night closes after the next midnight."""

    opens: timedelta
    closes: timedelta


@dataclass(frozen=True)
class Country:
    """Whose public holidays: a country such as DE, or a part of it such as DE-BE."""

    code: str
    part: str | None = None


Week = tuple[tuple[Shift, ...], ...]


def days_in(text: str) -> list[int]:
    """Return the weekdays (Monday is 0) of `mon`, `mon-fri` or `sat-sun, wed`."""
    found = []
    for part in text.lower().split(","):
        if not (match := _RANGE.fullmatch(part.strip())):
            raise ValueError(f"{part.strip()!r} is not a day or range of days, like mon or mon-fri")
        first, last = DAYS.index(match[1]), DAYS.index(match[2] or match[1])
        found += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return found


def _shift(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not (match := _SHIFT.fullmatch(value.strip())):
        raise ValueError(f"{value!r} is not a shift, like 09:00-17:30")
    opens, closes = _clock(match[1], match[2]), _clock(match[3], match[4])
    if opens in (closes, DAY):
        raise ValueError(f"{value!r} has no length; the whole day is 00:00-24:00")
    return Shift(opens, closes if closes > opens else closes + DAY)


def _clock(hours: str, minutes: str) -> timedelta:
    time = timedelta(hours=int(hours), minutes=int(minutes))
    if int(minutes) > 59 or time > DAY:
        raise ValueError(f"there is no {hours}:{minutes} on a clock")
    return time


def _listed(value: object) -> object:
    return [value] if isinstance(value, str | date) else value


def _known_days(text: str) -> str:
    days_in(text)
    return text


def _not_twice(days: Mapping[str, tuple[Shift, ...]]) -> Mapping[str, tuple[Shift, ...]]:
    entries = [day for text in days for day in days_in(text)]
    for day in range(7):
        if entries.count(day) > 1:
            raise ValueError(f"says more than once when {DAYS[day]} is open")
    spans = sorted(_in_week(days))
    for (_, closes), (opens, _) in pairwise([*spans, *((a + WEEK, b) for a, b in spans[:1])]):
        if opens < closes:
            raise ValueError(f"shifts overlap on {DAYS[opens // DAY % 7]}")
    return days


def _in_week(days: Mapping[str, tuple[Shift, ...]]) -> list[tuple[timedelta, timedelta]]:
    return [
        (day * DAY + shift.opens, day * DAY + shift.closes)
        for text, shifts in days.items()
        for day in days_in(text)
        for shift in shifts
    ]


def _holiday(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value[:1].isdigit():
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{value!r} is not a date, like 2026-12-24") from None
    code, _, part = value.upper().partition("-")
    country = Country(code, part or None)
    public_holidays(country, 2026)  # any year tells whether it is known
    return country


@lru_cache(maxsize=512)
def public_holidays(country: Country, year: int) -> frozenset[date]:
    """Return a country's public holidays in a year; ValueError when it is not known."""
    # 3 MiB, which only a desk with such days needs
    from holidays import country_holidays  # noqa: PLC0415

    try:
        found = country_holidays(country.code, subdiv=country.part, years=year, expand=False)
    except NotImplementedError as error:
        raise ValueError(f"no public holidays are known: {error}") from None
    return frozenset(found)


Shifts = Annotated[
    tuple[Annotated[Shift, BeforeValidator(_shift)], ...],
    BeforeValidator(_listed),
    Field(min_length=1),
]
Days = Annotated[
    dict[Annotated[str, AfterValidator(_known_days)], Shifts],
    Field(min_length=1),
    AfterValidator(_not_twice),
]


class Schedule(Section):
    """When people are there, in their own time zone."""

    timezone: ZoneInfo
    days: Days
    holidays: Annotated[
        tuple[Annotated[date | Country, BeforeValidator(_holiday)], ...], BeforeValidator(_listed)
    ] = ()

    @cached_property
    def week(self) -> Week:
        """The shifts that begin on each day, Monday first."""
        week: list[tuple[Shift, ...]] = [()] * 7
        for text, shifts in self.days.items():
            for day in days_in(text):
                week[day] = tuple(sorted(shifts, key=lambda shift: shift.opens))
        return tuple(week)

    def shifts_on(self, day: date) -> tuple[Shift, ...]:
        """Return the shifts that begin on `day`: none on a holiday."""
        return () if self._is_holiday(day) else self.week[day.weekday()]

    def _is_holiday(self, day: date) -> bool:
        return any(
            day in public_holidays(off, day.year) if isinstance(off, Country) else day == off
            for off in self.holidays
        )
