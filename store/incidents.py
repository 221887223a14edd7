"""Incidents: a thread whose harm is so great that people meet in a channel of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    insert,
    select,
    text,
)

from store.schema import Id, Json, UtcDateTime, metadata, one_of, only
from store.statements import save, saved
from store.unit import Rows


class IncidentStatus(StrEnum):
    """How far an incident is."""

    investigating = "investigating"
    identified = "identified"
    monitoring = "monitoring"
    resolved = "resolved"


class Cause(StrEnum):
    """What kind of thing was the root cause."""

    auth = "auth"
    billing = "billing"
    integration = "integration"
    performance = "performance"
    ui = "ui"
    other = "other"


class Condition(StrEnum):
    """How a component does, as Statuspage calls it."""

    operational = "operational"
    under_maintenance = "under_maintenance"
    degraded_performance = "degraded_performance"
    partial_outage = "partial_outage"
    major_outage = "major_outage"


incidents = Table(
    "incidents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("thread_id", ForeignKey("threads.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("status", one_of(IncidentStatus), nullable=False),
    Column("declared_by", Text, nullable=False),
    Column("declared_at", UtcDateTime, nullable=False),
    Column("acknowledged_by", Text),
    Column("acknowledged_at", UtcDateTime),
    Column("channel", Text, unique=True),
    Column("channel_name", Text),
    Column("summary_ts", Text),
    Column("announced_channel", Text),
    Column("announced_ts", Text),
    Column("status_page", Text),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("update_due_at", UtcDateTime),
    Column("reminders", Integer, nullable=False),
    Column("resolved_by", Text),
    Column("resolved_at", UtcDateTime),
    Column("cause", one_of(Cause)),
    Column("root_cause", Text),
    Column("remediation", Text),
    Column("exported_at", UtcDateTime),
    Column("archived_at", UtcDateTime),
    Column("components", Json, nullable=False, server_default=text("'{}'")),
    Index(None, "status", "id"),
    # a thread has one that is not over
    Index("uq_incidents_open", "thread_id", unique=True, **only("resolved_at IS NULL")),
)


@dataclass(frozen=True, slots=True)
class Incident:
    """What is known about an incident; its severity is its thread's.

    `channel` and `channel_name` are None until Slack has made it; `summary_ts` is the pinned message
    there, `announced_ts` the one in the alert channel; `status_page` is where the public reads.
    `updated_at` is the last update, `update_due_at` when the next one is due, `reminders` how often
    somebody heard of that. Actors are named as the timeline names them. `components` of the status
    page have the names of bellhop.yml.
    """

    id: int
    thread_id: int
    title: str
    status: IncidentStatus
    declared_by: str
    declared_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    channel: str | None
    channel_name: str | None
    summary_ts: str | None
    announced_channel: str | None
    announced_ts: str | None
    status_page: str | None
    updated_at: datetime
    update_due_at: datetime | None
    reminders: int
    resolved_by: str | None
    resolved_at: datetime | None
    cause: Cause | None
    root_cause: str | None
    remediation: str | None
    exported_at: datetime | None
    archived_at: datetime | None
    components: Mapping[str, str]

    @property
    def conditions(self) -> dict[str, Condition]:
        """How each component does that it is about."""
        return {name: Condition(said) for name, said in self.components.items()}

    @property
    def key(self) -> str:
        """The name by which the status page, lanes and deliveries know it."""
        return f"incident:{self.id}"

    @property
    def over(self) -> bool:
        """Whether it is resolved."""
        return self.status is IncidentStatus.resolved


_WRITTEN = [field.name for field in fields(Incident) if field.name != "id"]
_insert = insert(incidents).returning(*incidents.c)
_save = save(incidents, _WRITTEN)
_get = select(*incidents.c).where(incidents.c.id == bindparam("id"))
_lock = _get.with_for_update()
_of = (
    select(*incidents.c)
    .where(incidents.c.thread_id == bindparam("thread"))
    .order_by(incidents.c.id)
)
_open_of = _of.where(incidents.c.resolved_at.is_(None))
_open = select(*incidents.c).where(incidents.c.resolved_at.is_(None)).order_by(incidents.c.id)
_by_channel = select(*incidents.c).where(incidents.c.channel == bindparam("in_channel"))
_awaited = _open.where(incidents.c.channel.is_(None)).limit(1)


class Incidents(Rows):
    """The queries about incidents. Whoever changes one holds it, and its thread before that."""

    def declare(self, thread_id: int, title: str, actor: str, due_at: datetime) -> Incident:
        """Begin one; the first update is due at `due_at`."""
        row: dict[str, object] = dict.fromkeys(_WRITTEN)
        row |= {"thread_id": thread_id, "title": title, "declared_by": actor, "reminders": 0}
        row |= {"status": IncidentStatus.investigating, "update_due_at": due_at}
        row |= {"declared_at": self.now, "updated_at": self.now, "components": {}}
        return Incident(*self.sql(_insert, row).one())

    def get(self, incident_id: int) -> Incident | None:
        """Return an incident by id."""
        return self.one(Incident, _get, {"id": incident_id})

    def lock(self, incident_id: int) -> Incident | None:
        """Return an incident and hold it until the unit ends."""
        return self.one(Incident, _lock, {"id": incident_id})

    def save(self, incident: Incident) -> Incident:
        """Write an incident that we hold."""
        self.sql(_save, saved(incident, _WRITTEN))
        return incident

    def of(self, thread_id: int) -> list[Incident]:
        """Return every incident that was declared of a thread, oldest first."""
        return self.many(Incident, _of, {"thread": thread_id})

    def open_of(self, thread_id: int) -> Incident | None:
        """Return the incident of a thread that is not over."""
        return self.one(Incident, _open_of, {"thread": thread_id})

    def open(self) -> list[Incident]:
        """Return the incidents that are not over, oldest first."""
        return self.many(Incident, _open)

    def by_channel(self, channel: str) -> Incident | None:
        """Return the incident whose channel it is."""
        return self.one(Incident, _by_channel, {"in_channel": channel})

    def awaits_channel(self) -> bool:
        """Whether a channel is being made for one of them."""
        return self.sql(_awaited).first() is not None

    def page(
        self, status: IncidentStatus | None = None, before: int | None = None, limit: int = 50
    ) -> list[Incident]:
        """Return incidents, the newest first; `before` is the last id of the page before."""
        return self.newest(Incident, incidents, before, limit, status=status)
