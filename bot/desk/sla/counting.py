"""Counting: how much of a promise's time has passed, and when it will have; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config.sla import Warnings
from bot.config.span import Count, Span
from bot.desk.hours import Hours

Stretch = tuple[datetime, datetime]
HALF = 0.5  # of a promise: nobody hears before


@dataclass(frozen=True)
class Promise:
    """What somebody was promised; without `hours` it counts round the clock."""

    policy: str
    span: Span
    hours: Hours | None
    warn: Warnings

    def counts(self, start: datetime, end: datetime) -> timedelta:
        """Return how much of the time from `start` to `end` counts."""
        if end <= start:
            return timedelta()
        if self.hours is None or self.span.count is Count.always:
            return end - start
        return self.hours.worked(start, end)

    def due(self, counted: Sequence[Stretch], since: datetime) -> datetime:
        """Return when the promise has to be kept, if it goes on counting `since` then."""
        if not counted:
            return self._promised(since)
        return self._used(counted, since, self._whole(counted, since))

    def warnings(self, counted: Sequence[Stretch], since: datetime) -> list[datetime]:
        """Return when somebody has to hear that it will be due, the first time first."""
        if not self.warn:
            return []
        whole = self._whole(counted, since)
        parts = {whole * one if isinstance(one, float) else whole - one for one in self.warn}
        told = {part for part in parts if part >= whole * HALF} or {whole * HALF}
        return sorted({self._used(counted, since, part) for part in told})

    def _promised(self, start: datetime) -> datetime:
        return start + self.span.length if self.hours is None else self.hours.due(start, self.span)

    def _whole(self, counted: Sequence[Stretch], since: datetime) -> timedelta:
        """How long it is: a business day has as many hours as it has from where it began."""
        if self.span.count is not Count.business_days:
            return self.span.length
        began = counted[0][0] if counted else since
        return self.counts(began, self._promised(began))

    def _used(self, counted: Sequence[Stretch], since: datetime, left: timedelta) -> datetime:
        """Return when this much of the time has been used up."""
        for start, end in counted:
            part = self.counts(start, end)
            if left <= part:
                return self._later(start, left)
            left -= part
        return self._later(since, left)

    def _later(self, start: datetime, length: timedelta) -> datetime:
        if self.hours is None or self.span.count is Count.always:
            return start + length
        return self.hours.due(start, length)
