"""Which threads of customers an incident is behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    PrimaryKeyConstraint,
    Table,
    Text,
    bindparam,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.incidents import incidents
from store.schema import UtcDateTime, metadata
from store.unit import Rows

incident_threads = Table(
    "incident_threads",
    metadata,
    Column("incident_id", ForeignKey("incidents.id"), nullable=False),
    Column("thread_id", ForeignKey("threads.id"), nullable=False, index=True),
    Column("linked_by", Text, nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
    Column("returned_at", UtcDateTime),
    PrimaryKeyConstraint("incident_id", "thread_id"),
)


@dataclass(frozen=True, slots=True)
class Affected:
    """A thread that suffers from an incident; it was given back when the incident was over."""

    incident_id: int
    thread_id: int
    linked_by: str
    linked_at: datetime
    returned_at: datetime | None


_link = insert(incident_threads).on_conflict_do_nothing().returning(incident_threads.c.thread_id)
_of = (
    select(*incident_threads.c)
    .where(incident_threads.c.incident_id == bindparam("incident"))
    .order_by(incident_threads.c.linked_at, incident_threads.c.thread_id)
)
_of_thread = (
    select(*incident_threads.c)
    .where(incident_threads.c.thread_id == bindparam("thread"))
    .order_by(incident_threads.c.incident_id)
)
_behind = (
    select(*incident_threads.c)
    .join(incidents, incidents.c.id == incident_threads.c.incident_id)
    .where(
        incident_threads.c.thread_id.in_(bindparam("threads", expanding=True)),
        incidents.c.resolved_at.is_(None),
    )
    .order_by(incident_threads.c.incident_id, incident_threads.c.thread_id)
)
_theirs = incident_threads.alias("theirs")
_return = (
    update(incident_threads)
    .where(
        incident_threads.c.incident_id == bindparam("incident"),
        incident_threads.c.thread_id == bindparam("thread"),
        incident_threads.c.returned_at.is_(None),
    )
    .values(returned_at=bindparam("now"))
    .returning(incident_threads.c.thread_id)
)


_move = (
    update(incident_threads)
    .where(
        incident_threads.c.thread_id == bindparam("source"),
        incident_threads.c.incident_id.not_in(
            select(_theirs.c.incident_id).where(_theirs.c.thread_id == bindparam("target"))
        ),
    )
    .values(thread_id=bindparam("target"))
)


class IncidentThreads(Rows):
    """The queries about threads that an incident is behind."""

    def link(self, incident_id: int, thread_id: int, actor: str) -> bool:
        """Say that a thread is about an incident; False when we know."""
        row = {"incident_id": incident_id, "thread_id": thread_id, "linked_by": actor}
        values = {**row, "linked_at": self.now, "returned_at": None}
        return self.sql(_link, values).first() is not None

    def of(self, incident_id: int) -> list[Affected]:
        """Return the threads of an incident, in the order in which they were linked."""
        return self.many(Affected, _of, {"incident": incident_id})

    def of_thread(self, thread_id: int) -> list[Affected]:
        """Return the incidents of a thread, oldest first."""
        return self.many(Affected, _of_thread, {"thread": thread_id})

    def behind(self, thread_ids: Sequence[int]) -> list[Affected]:
        """Return what is known of incidents behind these threads that are not over."""
        values = {"threads": list(thread_ids)}
        return self.many(Affected, _behind, values) if thread_ids else []

    def give_back(self, incident_id: int, thread_id: int) -> bool:
        """Let the thread go on without the incident; False when it does already."""
        values = {"incident": incident_id, "thread": thread_id, "now": self.now}
        return self.sql(_return, values).first() is not None

    def move(self, source: int, target: int) -> None:
        """Let incidents that are behind one thread be behind the one that takes it in."""
        self.sql(_move, {"source": source, "target": target})
