"""The summary of an incident for its customers: nothing in it but what they may read."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.views.text import clip, one_line
from bot.views.times import span
from store.incidents import Incident

LONGEST = 700  # of each part: all of them fit into the field of a dialog
UPDATES = 8


class Told(NamedTuple):
    """What customers were told, and when."""

    at: datetime
    words: str


def customer_summary(incident: Incident, title: str, told: Sequence[Told]) -> str:
    """Return impact, what was told when, cause and remediation, as somebody may send it."""
    parts = [
        f"This is our summary of what happened: {title}.",
        f"*Impact*\n{_impact(incident)}",
        "*What we told you* (UTC)\n" + "\n".join(map(_line, told[-UPDATES:])) if told else "",
        f"*Cause*\n{clip(incident.root_cause, LONGEST)}" if incident.root_cause else "",
        f"*What we do about it*\n{clip(incident.remediation, LONGEST)}"
        if incident.remediation
        else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _impact(incident: Incident) -> str:
    began, ended = incident.declared_at, incident.resolved_at or incident.updated_at
    until = f"{ended:%H:%M}" if ended.date() == began.date() else f"{ended:%d %B, %H:%M}"
    when = f"From {began:%d %B %Y, %H:%M} to {until} UTC ({span(ended - began)})"
    names = ", ".join(incident.components)
    return f"{when}: {names}" if names else when


def _line(told: Told) -> str:
    return f"• {told.at:%H:%M} {clip(one_line(told.words), 140)}"
