"""Business hours: when the desk is open, and how much of a stretch of time counts."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.config.hours import DAY, Schedule
from bot.config.span import Count, Span

MINUTE = timedelta(minutes=1)


class Opening(NamedTuple):
    """One shift of one day, in UTC; one over night belongs to the day it begins on."""

    opens: datetime
    closes: datetime
    day: date


@dataclass(frozen=True)
class Hours:
    """A schedule as a line of time; every time that comes in or goes out is aware UTC."""

    schedule: Schedule

    def is_open(self, at: datetime) -> bool:
        """Whether someone is there: from the minute of opening until just before closing."""
        return next(self._openings(at)).opens <= at

    def next_open(self, at: datetime) -> datetime:
        """Return when the desk is open again, which is `at` itself while it is open."""
        return max(at, next(self._openings(at)).opens)

    def closing(self, day: date) -> datetime | None:
        """Return when the desk closes on a day; None when it does not open."""
        return max((opening.closes for opening in self._on(day)), default=None)

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Return how much of the time from `start` to `end` was open."""
        total = timedelta()
        for opening in self._openings(start):
            if opening.opens >= end:
                break
            total += min(opening.closes, end) - max(opening.opens, start)
        return total

    def due(self, start: datetime, span: Span | timedelta) -> datetime:
        """Return the first moment at which `span` has passed; a timedelta is business time."""
        match span:
            case Span(length, Count.always):
                return start + length
            case Span(length, Count.business_days):
                return self._days_later(start, length.days)
            case Span(length):
                return self._worked_off(start, length)
            case timedelta():
                return self._worked_off(start, span)

    def _worked_off(self, start: datetime, left: timedelta) -> datetime:
        moment, openings = start, self._openings(start)
        while left > timedelta():
            opening = next(openings)
            taken = min(left, opening.closes - max(opening.opens, start))
            moment = max(opening.opens, start) + taken
            left -= taken
        return moment

    def _days_later(self, start: datetime, days: int) -> datetime:
        """Return the same time of day, so many open days later, or the last open moment before."""
        opening = next(self._openings(start))
        begun = max(opening.opens, start).astimezone(self._zone).replace(tzinfo=None)
        shifts = next(islice(self._days(opening.day), days, None))
        passed = begun - _midnight(opening.day)
        moment = _in_utc(_midnight(shifts[0].day) + passed, self._zone)
        reached = (min(moment, shift.closes) for shift in shifts if shift.opens <= moment)
        return max(reached, default=shifts[0].opens)

    @property
    def _zone(self) -> ZoneInfo:
        return self.schedule.timezone

    def _openings(self, since: datetime) -> Iterator[Opening]:
        """Yield, in order and without end, the openings that close after `since`."""
        yesterday = since.astimezone(self._zone).date() - DAY
        for shifts in self._days(yesterday):
            yield from (opening for opening in shifts if opening.closes > since)

    def _days(self, first: date) -> Iterator[list[Opening]]:
        """Yield the openings of each day that has any, without end."""
        days = (self._on(first + DAY * number) for number in count())
        return filter(None, days)

    def _on(self, day: date) -> list[Opening]:
        midnight = _midnight(day)
        openings = (
            Opening(
                _in_utc(midnight + shift.opens, self._zone),
                _in_utc(midnight + shift.closes, self._zone),
                day,
            )
            for shift in self.schedule.shifts_on(day)
        )
        # a shift inside the hour that summer time skips does not take place
        return [opening for opening in openings if opening.opens < opening.closes]


# of a team that names no hours
ROUND_THE_CLOCK = Hours(
    Schedule.model_validate({"timezone": "UTC", "days": {"mon-sun": "00:00-24:00"}})
)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _in_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment clocks show `wall`: the first of two; if they skip it, when they do so."""
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    offset = moment.astimezone(zone).utcoffset()
    minutes = range((moment - early) // MINUTE)
    skipped = bisect_left(
        minutes, True, key=lambda n: (early + n * MINUTE).astimezone(zone).utcoffset() == offset
    )
    return early + skipped * MINUTE
