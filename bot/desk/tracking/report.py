"""What engineering is told when an issue is filed, and where it is filed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.config.integrations import TrackerName
from bot.desk.desk import Desk
from bot.errors import Refused

FIRST = (TrackerName.jira, TrackerName.linear, TrackerName.github)


@dataclass(frozen=True)
class Report:
    """A report: its `sections` are pairs of a heading and a text; `team` is who has to do it."""

    title: str
    sections: Sequence[tuple[str, str]] = ()
    team: str | None = None


def configured(desk: Desk) -> tuple[TrackerName, ...]:
    """Return the trackers of bellhop.yml."""
    known = desk.config.integrations
    return tuple(name for name in FIRST if getattr(known, name) is not None)


def tracker_of(desk: Desk, team: str | None) -> TrackerName:
    """Return where issues of a team are filed; Refused when there is no tracker."""
    settings = desk.config.teams.get(team or "")
    known = configured(desk)
    if settings is not None and settings.tracker in known and settings.tracker is not None:
        return settings.tracker
    if not known:
        raise Refused("bellhop.yml names no tracker under integrations: jira, linear or github.")
    return known[0]
