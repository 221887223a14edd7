"""`sla:` of bellhop.yml: what we promise to whom, and when somebody hears of it."""

import re
from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.config.section import Name, Section
from bot.config.span import Count, Duration, Span, SpanText
from store.clocks import Target
from store.threads import Priority, Severity

DAY_HINT = "write 1 business day, or 24 business hours, or set always_on: true"
_PERCENT = re.compile(r"(\d{1,2})\s*%", re.ASCII)


def _some_time(span: Span) -> Span:
    if not span.length:
        raise ValueError("has to be longer than nothing")
    return span


def _part(value: object) -> object:
    if not isinstance(value, str) or not (match := _PERCENT.fullmatch(value.strip())):
        return value
    if not int(match[1]):
        raise ValueError("has to be more than nothing")
    return int(match[1]) / 100


Promise = Annotated[SpanText, AfterValidator(_some_time)]
# a part of the promise that has passed, or how long before its end
Warnings = tuple[Annotated[float | Duration, BeforeValidator(_part)], ...]
WARNINGS: Warnings = (0.75, timedelta(minutes=15))


class Policy(Section):
    """What we promise; for each target the first policy that fits and names it counts.

    Empty lists fit all.
    """

    name: Name | None = Field(default=None, description="None: whom it is for")
    tiers: tuple[Name, ...] = ()
    severities: tuple[Severity, ...] = ()
    priorities: tuple[Priority, ...] = ()
    labels: tuple[Name, ...] = ()
    first_response: Promise | None = None
    next_response: Promise | None = None
    resolve: Promise | None = None
    engineering_ack: Promise | None = None
    update: Promise | None = None
    warn: Warnings = WARNINGS
    hours: Name | None = None
    always_on: bool = False

    @model_validator(mode="after")
    def _one_clock(self) -> Self:
        promises = {target: span for target in Target if (span := self._written(target))}
        if not promises:
            raise ValueError(f"promises nothing: name one of {', '.join(Target)}")
        if self.always_on and (self.hours or any(span.business for span in promises.values())):
            raise ValueError("always_on counts round the clock, not in business hours")
        for target, span in promises.items():
            if span.length.days and not span.business and not self.always_on:
                raise ValueError(f"how long is a day of {target}? {DAY_HINT}")
        return self

    @property
    def title(self) -> str:
        """How people call it."""
        for_whom = (*self.tiers, *self.severities, *self.priorities, *self.labels)
        return self.name or ", ".join(for_whom) or "everyone"

    def promise(self, target: Target) -> Span | None:
        """Return a promise as it is counted: in business time unless always on."""
        span = self._written(target)
        if span is None or self.always_on or span.business:
            return span
        return Span(span.length, Count.business_time)

    def _written(self, target: Target) -> Span | None:
        span: Span | None = getattr(self, target)
        return span


def usual(unpaid: tuple[str, ...]) -> tuple[Policy, ...]:
    """Return what is promised where nobody wrote down anything."""
    paid = Policy(name="usual", first_response=Span(timedelta(hours=1)))
    if not unpaid:
        return (paid,)
    free = Policy(name="usual, unpaid", tiers=unpaid, first_response=Span(timedelta(hours=4)))
    return (free, paid)
