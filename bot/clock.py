"""What time it is: passed in everywhere, so that tests can turn the hands."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that knows the time."""

    def now(self) -> datetime:
        """Return the time as an aware datetime in UTC."""


@dataclass
class SystemClock:
    """This machine's clock, corrected by how far the database's clock is ahead of it.

    Replicas compare due times that others wrote: they have to agree on the time.
    """

    offset: timedelta = timedelta()

    def now(self) -> datetime:
        """Return the time as an aware datetime in UTC."""
        return datetime.now(UTC) + self.offset  # noqa: TID251 - the one place that reads the time
