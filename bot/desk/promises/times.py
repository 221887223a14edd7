"""Times as people write them in a sentence: `tomorrow by 3 pm`, `in zwei Stunden`, `on 12 March`.

A grammar of our own, small and strict: the libraries there are find a time in half of all sentences,
and know nothing of a desk that closes at half past five.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.config.span import Count, Span
from bot.desk.hours import Hours
from bot.desk.promises.language import Language

DAY = timedelta(days=1)
CLOSING = time(18)  # of a day on which the desk is closed, or open all night
NEAR = 20  # characters between a day and the time of day that belongs to it


@dataclass(frozen=True)
class When:
    """Whose words they are: when they were said, by whose clock, and when that desk is open."""

    at: datetime
    zone: ZoneInfo
    hours: Hours | None = None


def times_in(words: str, when: When, language: Language) -> Iterator[tuple[int, datetime]]:
    """Yield where each time to come stands in a sentence, and which moment it is at the latest."""
    found = [*_lengths(words, when, language), *_days(words, when, language)]
    if not found:
        found = list(_clocks(words, when, language))
    yield from sorted((place, due) for place, due in found if due > when.at)


def _lengths(words: str, when: When, language: Language) -> Iterator[tuple[int, datetime]]:
    for match in language.length.finditer(words):
        number, unit = match["number"], language.units[match["unit"]]
        count = int(number) if number.isdecimal() else language.numbers[number]
        if unit is None:
            yield match.start(), _business_days(when, count)
        elif unit < DAY:
            yield match.start(), when.at + count * unit
        else:
            yield match.start(), _at(when, _today(when) + count * unit, None)


def _business_days(when: When, count: int) -> datetime:
    if when.hours is None:
        return _at(when, _today(when) + count * DAY, None)
    day = when.hours.due(when.at, Span(count * DAY, Count.business_days))
    return _at(when, day.astimezone(when.zone).date(), None)


def _days(words: str, when: When, language: Language) -> Iterator[tuple[int, datetime]]:
    for match in language.day.finditer(words):
        day = _day_of(match, when, language)
        if day is not None:
            moment = _near(words, match, language)
            due = _at(when, day, moment)
            late = match["today"] and moment is None and due <= when.at
            yield match.start(), _at(when, day, time(23, 59)) if late else due


def _day_of(match: re.Match[str], when: When, language: Language) -> date | None:
    today = _today(when)
    if match["month"] or match["month2"]:
        return _dated(match, today, language.months)
    if name := match["weekday"]:
        ahead = (_index(language.weekdays, name) - today.weekday()) % 7
        closed = not ahead and (match["skip"] or _at(when, today, None) <= when.at)
        return today + DAY * (7 if closed else ahead)
    friday = today + DAY * ((4 - today.weekday()) % 7)
    ahead = {"after": 2, "tomorrow": 1}.get(str(match.lastgroup), 0)
    weeks = {"week": friday, "next": today + DAY * (11 - today.weekday())}
    return weeks.get(str(match.lastgroup), today + DAY * ahead)


def _dated(match: re.Match[str], today: date, months: Sequence[str]) -> date | None:
    number, month = match["number"] or match["number2"], match["month"] or match["month2"]
    try:
        place = int(month) if month.isdecimal() else _index(months, month) + 1
        day = date(today.year, place, int(number))
        return day if day >= today else day.replace(year=today.year + 1)
    except ValueError:
        return None


def _index(names: Sequence[str], name: str) -> int:
    return next(place for place, known in enumerate(names) if known.startswith(name[:3]))


def _near(words: str, day: re.Match[str], language: Language) -> time | None:
    """Return the time of day that is said beside a day, if one is."""
    around = words[max(0, day.start() - NEAR) : day.end() + NEAR]
    if clock := language.clock.search(around):
        return _time_of(clock)
    part = language.part.search(around)
    return language.parts[part["part"]] if part else None


def _clocks(words: str, when: When, language: Language) -> Iterator[tuple[int, datetime]]:
    for match in language.clock.finditer(words):
        moment = _time_of(match)
        if moment is not None:
            yield match.start(), _at(when, _today(when), moment)


def _time_of(match: re.Match[str]) -> time | None:
    if match["hour24"]:
        return time(int(match["hour24"]), int(match["minute24"] or 0))
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"][:1]
    if not half:
        return time(hour, minute)
    if not 1 <= hour <= 12 or minute > 59:
        return None
    return time(hour % 12 + (12 if half == "p" else 0), minute)


def _today(when: When) -> date:
    return when.at.astimezone(when.zone).date()


def _at(when: When, day: date, moment: time | None) -> datetime:
    """Return a time of a day; without one, when the desk closes on it."""
    closing = when.hours.closing(day) if moment is None and when.hours else None
    return closing or datetime.combine(day, moment or CLOSING, when.zone).astimezone(UTC)
