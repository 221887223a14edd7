"""Times as people write them in a sentence: `tomorrow by 3 pm`, `within two hours`, `on 12 March`.

A grammar of our own, small and strict: the libraries there are find a time in half of all sentences,
and know nothing of a desk that closes at half past five.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.config.span import Count, Span
from bot.desk.hours import Hours

NUMBERS = {
    **dict.fromkeys(("a", "an", "one", "the next"), 1),
    **dict.fromkeys(("two", "couple", "a couple", "couple of", "a couple of"), 2),
    **dict.fromkeys(("three", "few", "a few", "the next few"), 3),
    **{
        word: number
        for number, word in enumerate(
            ["four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 4
        )
    },
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
UNITS = {"minute": timedelta(minutes=1), "min": timedelta(minutes=1)}
UNITS |= dict.fromkeys(("hour", "hr"), timedelta(hours=1))
DAY = timedelta(days=1)
CLOSING = time(18)  # of a day on which the desk is closed, or open all night
PARTS = {
    "first thing": time(10),
    "morning": time(12),
    "noon": time(12),
    "midday": time(12),
    "lunch": time(12),
    "afternoon": time(17),
    "evening": time(20),
    "night": time(21),
}

_number = "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))
_month = "|".join(month[:3] + f"(?:{month[3:]})?" if month[3:] else month for month in MONTHS)
_day = "|".join(f"{day[:3]}(?:{day[3:]})?" for day in WEEKDAYS)
_LENGTH = re.compile(
    rf"\b(?:in|within|over|after)\s+(?:the\s+next\s+)?(?:about\s+|around\s+)?"
    rf"(?P<number>\d{{1,3}}|{_number})\s+(?:of\s+)?"
    r"(?P<unit>business days?|working days?|minutes?|mins?|hours?|hrs?|days?|weeks?)\b"
)
_DAY = re.compile(
    r"\b(?:(?P<after>day after tomorrow)|(?P<tomorrow>tomorrow|tmrw)|(?P<tonight>tonight)"
    r"|(?P<today>today|eod|cob|end of (?:the |my |our )?(?:business )?day|close of business"
    r"|this (?:morning|afternoon|evening))"
    r"|(?P<week>eow|end of (?:the |this )?week|(?:later )?this week)"
    r"|(?P<next>(?:end of |early |some ?time )?next week)"
    rf"|(?P<skip>next\s+)?(?P<weekday>{_day})\b"
    rf"|(?P<number>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_month})\b"
    rf"|(?P<month2>{_month})\s+(?P<number2>\d{{1,2}})(?:st|nd|rd|th)?)\b"
)
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s?(?P<half>am\b|pm\b|a\.m\.?|p\.m\.?)"
    r"|\b(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)\b"
)
_PART = re.compile(rf"\b(?P<part>{'|'.join(PARTS)})\b")
NEAR = 20  # characters between a day and the time of day that belongs to it


@dataclass(frozen=True)
class When:
    """Whose words they are: when they were said, by whose clock, and when that desk is open."""

    at: datetime
    zone: ZoneInfo
    hours: Hours | None = None


def times_in(words: str, when: When) -> Iterator[tuple[int, datetime]]:
    """Yield where each time to come stands in a sentence, and which moment it is at the latest."""
    found = [*_lengths(words, when), *_days(words, when)]
    if not found:
        found = list(_clocks(words, when))
    yield from sorted((place, due) for place, due in found if due > when.at)


def _lengths(words: str, when: When) -> Iterator[tuple[int, datetime]]:
    for match in _LENGTH.finditer(words):
        number, unit = match["number"], match["unit"].removesuffix("s")
        count = int(number) if number.isdecimal() else NUMBERS[number]
        if unit in UNITS:
            yield match.start(), when.at + count * UNITS[unit]
        elif unit in ("business day", "working day") and when.hours is not None:
            day = when.hours.due(when.at, Span(count * DAY, Count.business_days))
            yield match.start(), _at(when, day.astimezone(when.zone).date(), None)
        else:
            days = count * (7 if unit == "week" else 1)
            yield match.start(), _at(when, _today(when) + days * DAY, None)


def _days(words: str, when: When) -> Iterator[tuple[int, datetime]]:
    for match in _DAY.finditer(words):
        day = _day_of(match, when)
        if day is not None:
            moment = time(21) if match["tonight"] else _near(words, match)
            due = _at(when, day, moment)
            late = match["today"] and moment is None and due <= when.at
            yield match.start(), _at(when, day, time(23, 59)) if late else due


def _day_of(match: re.Match[str], when: When) -> date | None:
    today = _today(when)
    if match["month"] or match["month2"]:
        return _dated(match, today)
    if name := match["weekday"]:
        ahead = (_index(WEEKDAYS, name) - today.weekday()) % 7
        closed = not ahead and (match["skip"] or _at(when, today, None) <= when.at)
        return today + DAY * (7 if closed else ahead)
    friday = today + DAY * ((4 - today.weekday()) % 7)
    ahead = {"after": 2, "tomorrow": 1}.get(str(match.lastgroup), 0)
    weeks = {"week": friday, "next": today + DAY * (11 - today.weekday())}
    return weeks.get(str(match.lastgroup), today + DAY * ahead)


def _dated(match: re.Match[str], today: date) -> date | None:
    number, month = match["number"] or match["number2"], match["month"] or match["month2"]
    try:
        day = date(today.year, _index(MONTHS, month) + 1, int(number))
        return day if day >= today else day.replace(year=today.year + 1)
    except ValueError:
        return None


def _index(names: tuple[str, ...], name: str) -> int:
    return next(place for place, known in enumerate(names) if known.startswith(name[:3]))


def _near(words: str, day: re.Match[str]) -> time | None:
    """Return the time of day that is said beside a day, if one is."""
    around = words[max(0, day.start() - NEAR) : day.end() + NEAR]
    if clock := _CLOCK.search(around):
        return _time_of(clock)
    part = _PART.search(around)
    return PARTS[part["part"]] if part else None


def _clocks(words: str, when: When) -> Iterator[tuple[int, datetime]]:
    for match in _CLOCK.finditer(words):
        moment = _time_of(match)
        if moment is not None:
            yield match.start(), _at(when, _today(when), moment)


def _time_of(match: re.Match[str]) -> time | None:
    if match["hour24"]:
        return time(int(match["hour24"]), int(match["minute24"]))
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return None
    return time(hour % 12 + (12 if match["half"][0] == "p" else 0), minute)


def _today(when: When) -> date:
    return when.at.astimezone(when.zone).date()


def _at(when: When, day: date, moment: time | None) -> datetime:
    """Return a time of a day; without one, when the desk closes on it."""
    closing = when.hours.closing(day) if moment is None and when.hours else None
    return closing or datetime.combine(day, moment or CLOSING, when.zone).astimezone(UTC)
