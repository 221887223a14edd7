"""Times in options: days, or days with a time, in UTC."""

from datetime import UTC, datetime

FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def utc(at: datetime | None) -> datetime | None:
    """Return the time an option means."""
    return None if at is None else at.replace(tzinfo=UTC)
