"""Stand-ins that tests pass where the program has the real thing."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday morning


class FakeClock:
    """A clock that stands still until a test turns it."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta | None = None, *, seconds: float = 0) -> datetime:
        self._now += (by or timedelta()) + timedelta(seconds=seconds)
        return self._now
