"""Time as the services tell it."""

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], float]


def utc(now: Now) -> datetime:
    return datetime.fromtimestamp(now(), UTC)


def written(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
