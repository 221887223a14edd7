"""What is known about an incident when something of it is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.views.status import SEVERITY
from bot.views.text import clip, escape, linked, one_line
from store.agents import Agent
from store.incident_roles import Role
from store.incidents import Condition, Incident, IncidentStatus
from store.links import Link
from store.threads import Thread

STATUS = {
    IncidentStatus.investigating: "🔎 Investigating",
    IncidentStatus.identified: "🎯 Identified",
    IncidentStatus.monitoring: "👁️ Monitoring",
    IncidentStatus.resolved: "✅ Resolved",
}
ROLES = {
    Role.commander: "Commander",
    Role.communications: "Communications",
    Role.scribe: "Scribe",
}
CONDITION = {
    Condition.major_outage: "🔴 Major outage",
    Condition.partial_outage: "🟠 Partial outage",
    Condition.degraded_performance: "🟡 Degraded performance",
    Condition.under_maintenance: "🔧 Under maintenance",
    Condition.operational: "🟢 Operational",
}
UNGRADED = "no severity yet"


class Concerned(NamedTuple):
    """A customer's thread that the incident is behind."""

    ref: str
    company: str
    url: str | None


@dataclass(frozen=True)
class Shown:
    """An incident and its thread; names are plain, `url` leads to the thread's card."""

    incident: Incident
    thread: Thread
    declared_by: str
    roles: Mapping[Role, Agent] = field(default_factory=dict)
    concerned: Sequence[Concerned] = ()
    acknowledged_by: str = ""
    resolved_by: str = ""
    url: str | None = None
    issues: Sequence[Link] = ()

    @property
    def severity(self) -> str:
        """How much harm it does, with its mark."""
        return SEVERITY[self.thread.severity] if self.thread.severity else UNGRADED

    @property
    def status(self) -> str:
        """How far it is, with its mark."""
        return STATUS[self.incident.status]

    @property
    def components(self) -> str:
        """How each component of the status page does that it is about."""
        known = self.incident.conditions.items()
        return ", ".join(f"{escape(name)} {CONDITION[state]}" for name, state in known)

    @property
    def title(self) -> str:
        """What it is about."""
        return escape(clip(one_line(self.incident.title), 150))

    @property
    def thread_link(self) -> str:
        """The thread, as a link to its card."""
        return linked(self.thread.ref, self.url)
