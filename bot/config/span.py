"""Spans of time as people write them: 90s, 30m, 1h 30m, 3d, 4 business hours."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator

UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
LONGEST = timedelta(days=3650)
EXAMPLES = "write it like 90s, 30m, 1h 30m, 3d"

# eight digits: no number of weeks that a timedelta cannot hold
_PART = re.compile(r"(\d{1,8})\s*([smhdw])", re.ASCII)
_PLAIN = re.compile(rf"({_PART.pattern}\s*)+", re.ASCII)
_BUSINESS = re.compile(r"(\d{1,8})\s+business\s+(minute|hour|day)s?", re.ASCII)


class Count(StrEnum):
    """Which time counts towards a span."""

    always = "always"
    business_time = "business time"
    business_days = "business days"


@dataclass(frozen=True)
class Span:
    """A length of time, and which time counts: a business day has no fixed number of hours."""

    length: timedelta
    count: Count = Count.always

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a span such as `90s` or `4 business hours`; ValueError says how to write it."""
        if not (match := _BUSINESS.fullmatch(text.strip().lower())):
            return cls(_plain(text, f"{EXAMPLES}, 4 business hours or 2 business days"))
        number, unit = match.groups()
        count = Count.business_days if unit == "day" else Count.business_time
        return cls(_times(number, unit[0]), count)

    def __str__(self) -> str:
        """Return it as people write it."""
        words = {Count.business_time: "business hour", Count.business_days: "business day"}
        if (word := words.get(self.count)) is None:
            return f"{self.length.total_seconds():.0f}s"
        unit = UNITS["d" if self.count is Count.business_days else "h"]
        number = f"{self.length / unit:g}"
        return f"{number} {word}{'' if number == '1' else 's'}"

    @property
    def business(self) -> bool:
        """Whether only business hours or business days count."""
        return self.count is not Count.always


def _plain(text: str, wanted: str = EXAMPLES) -> timedelta:
    if not _PLAIN.fullmatch(text.strip().lower()):
        raise ValueError(f"{text!r} is not a span of time; {wanted}")
    total = sum((_times(*part) for part in _PART.findall(text.lower())), timedelta())
    return _within_reason(total)


def _times(number: str, unit: str) -> timedelta:
    return _within_reason(int(number) * UNITS[unit])


def _within_reason(length: timedelta) -> timedelta:
    if length > LONGEST:
        raise ValueError(f"is longer than {LONGEST.days} days")
    return length


def _span(value: object) -> object:
    return Span.parse(value) if isinstance(value, str) else value


def _duration(value: object) -> object:
    return _plain(value) if isinstance(value, str) else value


SpanText = Annotated[Span, BeforeValidator(_span)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
