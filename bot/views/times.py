"""Times as people say them, in the reader's own time zone where Slack can do that."""

from datetime import datetime, timedelta

_STEPS = (
    (timedelta(hours=1), timedelta(minutes=1), "min"),
    (timedelta(days=2), timedelta(hours=1), "h"),
    (timedelta.max, timedelta(days=1), "d"),
)


def moment(at: datetime) -> str:
    """Return a date and time that Slack shows in the reader's time zone."""
    return date_token(at, "{date_short_pretty} at {time}", f"{at:%d %b at %H:%M} UTC")


def clock_time(at: datetime, now: datetime) -> str:
    """Return the time of day when it is today, else with its date."""
    if abs(at - now) < timedelta(hours=12):
        return date_token(at, "{time}", f"{at:%H:%M} UTC")
    return moment(at)


def date_token(at: datetime, form: str, fallback: str) -> str:
    """Return Slack's token for a time."""
    return f"<!date^{int(at.timestamp())}^{form}|{fallback}>"


def span(length: timedelta) -> str:
    """Return a length of time in one unit: `12 min`, `3 h`, `2 d`."""
    length = abs(length)
    for below, unit, word in _STEPS:
        if length < below:
            return f"{max(1, length // unit)} {word}"
    raise AssertionError(length)  # nothing is longer than timedelta.max


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago it was: `just now`, `12 min ago`."""
    return "just now" if now - at < timedelta(minutes=1) else f"{span(now - at)} ago"


def until(at: datetime, now: datetime) -> str:
    """Return how long it still is, or how long it is overdue."""
    return f"in {span(at - now)}" if at > now else f"{span(now - at)} overdue"
