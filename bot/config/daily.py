"""What the desk does at a time of day: sweeps, `digests:` and `export:` of bellhop.yml."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from bot.config.hours import days_in
from bot.config.section import Section, Text, false_if_off, matching

TimeOfDay = Annotated[
    str, matching(r"([01]\d|2[0-3]):[0-5]\d", 'a time of day; write it in quotes, like "09:00"')
]


def _known_days(text: str) -> str:
    days_in(text)
    return text


class Daily(Section):
    """On which days, and when: by the clock of whom it is for."""

    at: TimeOfDay = "09:00"
    days: Annotated[str, AfterValidator(_known_days)] = "mon-fri"

    @property
    def cron(self) -> str:
        """The same as a cron expression."""
        hour, _, minute = self.at.partition(":")
        days = ",".join(str((day + 1) % 7) for day in sorted(days_in(self.days)))
        return f"{int(minute)} {int(hour)} * * {days}"


class Afternoon(Daily):
    """The same, at another time unless it is said."""

    at: TimeOfDay = "16:00"


def _at(value: object) -> object:
    """A time alone is when; `off` is never."""
    if isinstance(value, str) and ":" in value:
        return {"at": value}
    return None if false_if_off(value) is False else value


AtATime = Annotated[Daily, BeforeValidator(_at)]


class Digests(Section):
    """What each team reads every day in its channel; None: off."""

    standup: Annotated[Daily | None, BeforeValidator(_at)] = Daily()
    summary: Annotated[Afternoon | None, BeforeValidator(_at)] = Afternoon()


class Export(Section):
    """Where everything that was said is written each night, for other programs."""

    folder: Text
    at: TimeOfDay = "02:00"
    keep: Annotated[int, Field(ge=1)] = 14
