"""The written summary of an incident, in Markdown, for whoever was not there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from bot.views.incidents.shown import ROLES, STATUS, Shown
from bot.views.times import span
from store.incident_record import Fact
from store.incident_roles import Role
from store.incidents import IncidentStatus

STILL = "_Not known yet._"
ACTING = re.compile(r"[\[\]<]")  # begins a link, a picture, HTML


@dataclass(frozen=True)
class Happened:
    """One line of the timeline, in plain words; `public` is what customers read."""

    at: datetime
    who: str
    fact: Fact
    text: str
    public: str | None


@dataclass(frozen=True)
class Stint:
    """Who had a role, from when until when."""

    role: Role
    who: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Summary:
    """All of it."""

    shown: Shown
    happened: Sequence[Happened]
    stints: Sequence[Stint]


def written_summary(summary: Summary) -> str:
    """Return impact, timeline, root cause and remediation."""
    shown, incident = summary.shown, summary.shown.incident
    parts = [
        f"# {shown.thread.ref}: {_line(incident.title)}",
        _facts(summary),
        "## Impact",
        _impact(summary),
        "## Timeline",
        "All times are UTC.\n\n" + "\n".join(map(_entry, summary.happened)),
        "## Root cause",
        incident.root_cause or STILL,
        "## Remediation",
        incident.remediation or STILL,
    ]
    return "\n\n".join(parts) + "\n"


def _facts(summary: Summary) -> str:
    shown, incident = summary.shown, summary.shown.incident
    lines = [
        f"- Severity: {shown.thread.severity or 'not set'}",
        f"- Status: {incident.status.capitalize()}",
        f"- Declared: {incident.declared_at:%Y-%m-%d %H:%M} by {_line(shown.declared_by)}",
    ]
    if incident.acknowledged_at is not None:
        after = span(incident.acknowledged_at - incident.declared_at)
        lines.append(f"- Acknowledged: after {after} by {_line(shown.acknowledged_by)}")
    if incident.resolved_at is not None:
        after = span(incident.resolved_at - incident.declared_at)
        lines.append(f"- Resolved: {incident.resolved_at:%Y-%m-%d %H:%M}, after {after}")
    if incident.cause is not None:
        lines.append(f"- Kind of cause: {incident.cause}")
    if incident.components:
        said = incident.conditions.items()
        told = ", ".join(f"{name} ({state.replace('_', ' ')})" for name, state in said)
        lines.append(f"- Components of the status page: {told}")
    lines += [_stint(stint) for stint in summary.stints]
    return "\n".join(lines)


def _stint(stint: Stint) -> str:
    until = f" to {stint.until:%H:%M}" if stint.until else ""
    return f"- {ROLES[stint.role]}: {_line(stint.who)} (from {stint.since:%H:%M}{until})"


def _impact(summary: Summary) -> str:
    concerned = summary.shown.concerned
    companies = list(dict.fromkeys(one.company for one in concerned))
    count = f"{len(companies)} customer{'' if len(companies) == 1 else 's'}"
    listed = [f"- {_line(one.company)} ({one.ref})" for one in concerned]
    return "\n".join([f"{count} told us of it:\n", *listed]) if listed else STILL


def _entry(one: Happened) -> str:
    words = _words(one)
    stop = "" if words.endswith((".", "”")) else "."
    public = f"{stop} Told to customers: “{_line(one.public)}”" if one.public else ""
    return f"- {one.at:%Y-%m-%d %H:%M} {_line(one.who)} {words}{public}"


def _words(one: Happened) -> str:
    text = "; ".join(map(_line, one.text.splitlines()))
    match one.fact:
        case Fact.status:
            return f"said: {STATUS[IncidentStatus(one.text)].partition(' ')[2]}."
        case Fact.pinned:
            return f"wrote: “{text}”"
        case _:
            return DONE[one.fact] + (f": {text}" if text else ".")


DONE = {
    Fact.declared: "declared the incident",
    Fact.acknowledged: "acknowledged",
    Fact.severity: "changed the severity",
    Fact.component: "said how a component does",
    Fact.role: "said who has which role",
    Fact.update: "told how it stands",
    Fact.linked: "linked a thread",
    Fact.paged: "paged",
    Fact.reminded: "noted",
    Fact.trouble: "noted",
    Fact.resolved: "resolved the incident",
    Fact.exported: "wrote the summary",
}


def _line(text: str) -> str:
    """Return plain words in one line; what Slack escaped is as it was typed, and no Markdown."""
    return ACTING.sub(r"\\\g<0>", " ".join(unescape(text).split()))
