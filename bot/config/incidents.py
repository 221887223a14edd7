"""`incidents:` of bellhop.yml: when people meet in a channel of its own, and how they go on."""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.config.section import Name, Section, Text, matching
from bot.config.span import Duration
from store.states import Severity

SHORTEST = timedelta(minutes=1)


def _some_time(span: timedelta) -> timedelta:
    if span < SHORTEST:
        raise ValueError("has to be at least 1m")
    return span


class Incidents(Section):
    """Which severities declare an incident by themselves, and what happens in one."""

    declare: tuple[Severity, ...] = (Severity.SEV1,)
    prefix: Annotated[
        str, matching(r"[a-z0-9_-]{1,40}", "the beginning of a channel's name, like incident-")
    ] = "incident-"
    private: bool = False
    teams: tuple[Name, ...] = ()
    acknowledge_within: Annotated[Duration, AfterValidator(_some_time)] = timedelta(minutes=1)
    update_every: Annotated[Duration, AfterValidator(_some_time)] = timedelta(minutes=30)
    archive_after: Duration = timedelta(hours=48)
    summary_for: tuple[Name, ...] = ()
    status_page: bool = True
    public_title: Annotated[str, Field(min_length=1, max_length=200)] = "A problem with our service"
    first_words: Text = (
        "We are looking into a problem that may affect you, and will tell you more here."
    )
