"""`oncall:` of bellhop.yml: who is on call, by turns, and who stands in for them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, NaiveDatetime, model_validator

from bot.config.hours import DAYS
from bot.config.section import Name, Section
from bot.config.services import Word

MONDAY = date(2024, 1, 1)  # turns are counted from here, unless bellhop.yml says otherwise

_HANDOVER = re.compile(
    r"(?:daily|weekly\s+([a-z]{3})[a-z]*|every\s+(\d{1,2})\s+(day|week)s)\s+(\d{1,2}):(\d\d)"
)


@dataclass(frozen=True)
class Handover:
    """At which time of day somebody else takes over, and every how many days.

    `weekday` counts from Monday, which is 0; None where the days are counted from the start.
    """

    at: time
    days: int
    weekday: int | None = None

    def __str__(self) -> str:
        """Return it as people write it."""
        if self.weekday is not None:
            return f"weekly {DAYS[self.weekday]} {self.at:%H:%M}"
        return (
            f"every {self.days} days {self.at:%H:%M}" if self.days > 1 else f"daily {self.at:%H:%M}"
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `daily 09:00`, `weekly Monday 09:00` or `every 2 weeks 09:00`."""
        match = _HANDOVER.fullmatch(text.strip().lower())
        if match is None or (match[1] and match[1] not in DAYS) or match[2] in ("0", "00"):
            raise ValueError(
                f"{text!r} is not a handover, like weekly monday 09:00, daily 09:00 or every 2 weeks 09:00"
            )
        at = _time(match[4], match[5])
        if match[1]:
            return cls(at, 7, DAYS.index(match[1]))
        return cls(at, int(match[2] or 1) * (7 if match[3] == "week" else 1))


def _time(hours: str, minutes: str) -> time:
    if int(hours) > 23 or int(minutes) > 59:
        raise ValueError(f"there is no {hours}:{minutes} on a clock")
    return time(int(hours), int(minutes))


def _handover(value: object) -> object:
    return Handover.parse(value) if isinstance(value, str) else value


def _moment(value: object) -> object:
    """Take `2026-12-24` as the beginning of that day."""
    return datetime.combine(value, time()) if type(value) is date else value


Moment = Annotated[NaiveDatetime, BeforeValidator(_moment)]


class Override(Section):
    """Somebody who stands in, from then until then, as clocks show it where the rotation is."""

    begins: Moment = Field(alias="from")
    ends: Moment = Field(alias="to")
    agent: Name

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if self.ends <= self.begins:
            raise ValueError("`to` has to be after `from`")
        return self


class Rotation(Section):
    """Agents who take turns at being on call; of two overrides at once the later line counts.

    Where there is a schedule of PagerDuty's, that counts, and the rotation until it has answered.
    """

    timezone: ZoneInfo = ZoneInfo("UTC")
    rotation: tuple[Name, ...] = ()
    pagerduty_schedule: Word | None = None
    handover: Annotated[Handover, BeforeValidator(_handover)] = Handover(time(9), 7, 0)
    start: date = Field(default=MONDAY, description="a day on which the first of them takes over")
    overrides: tuple[Override, ...] = ()

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.rotation and self.pagerduty_schedule is None:
            raise ValueError("names nobody: `rotation`, or `pagerduty_schedule`")
        if self.rotation and "timezone" not in self.model_fields_set:
            raise ValueError("`timezone` is missing: where its times of day are")
        if self.overrides and not self.rotation:
            raise ValueError("`overrides` stand in for a `rotation`, and there is none")
        return self
