"""`count:` of a rule in bellhop.yml: its events are requests, and it is about how many fail."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.config.filters import FactPath, Where
from bot.config.section import Section
from bot.config.span import Duration

_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*%", re.ASCII)
MINUTE, LONGEST = timedelta(minutes=1), timedelta(hours=6)


@dataclass(frozen=True, order=True)
class Share:
    """So many of a hundred."""

    percent: float

    def __str__(self) -> str:
        """As people write it."""
        return f"{self.percent:g}%"


def _share(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = _SHARE.fullmatch(value.strip())
    if not match or not 0 < float(match[1]) < 100:
        raise ValueError(f"{value!r} is not a share; write it like 5% or 2.5%")
    return Share(float(match[1]))


def _minutes(value: timedelta) -> timedelta:
    if value % MINUTE or not MINUTE <= value <= LONGEST:
        raise ValueError("has to be whole minutes, from 1m to 6h")
    return value


ShareText = Annotated[Share, BeforeValidator(_share)]
Minutes = Annotated[Duration, AfterValidator(_minutes)]
Least = Annotated[int, Field(ge=1, le=10**9)]


class Count(Section):
    """Which requests are errors, and how many of them are too many."""

    errors: Where
    by: FactPath | None = None
    window: Minutes = timedelta(minutes=15)
    above: ShareText = Share(5)
    least_requests: Least = 100
    least_errors: Least = 10
    calm_below: ShareText = Share(2.5)
    calm_for: Minutes = timedelta(minutes=15)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not self.errors:
            raise ValueError("errors is empty: which requests are errors?")
        if self.calm_below > self.above:
            raise ValueError("calm_below has to be less than above")
        return self
