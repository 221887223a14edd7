"""The record of an incident: what happened, and what was said in its channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.incidents import incidents
from store.schema import Id, UtcDateTime, metadata, one_of
from store.unit import Rows


class Fact(StrEnum):
    """What kind of thing happened."""

    declared = "declared"
    acknowledged = "acknowledged"
    status = "status"
    severity = "severity"
    component = "component"
    role = "role"
    update = "update"
    linked = "linked"
    paged = "paged"
    reminded = "reminded"
    pinned = "pinned"
    trouble = "trouble"
    resolved = "resolved"
    exported = "exported"


incident_messages = Table(
    "incident_messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("incident_id", ForeignKey("incidents.id"), nullable=False),
    Column("ts", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("edited_ts", Text),
    Column("deleted_at", UtcDateTime),
    UniqueConstraint("incident_id", "ts", name="uq_incident_messages_incident_id_ts"),
)

incident_entries = Table(
    "incident_entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("incident_id", ForeignKey("incidents.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("fact", one_of(Fact), nullable=False),
    Column("text", Text, nullable=False),
    Column("public", Text),
    Column("message_id", ForeignKey("incident_messages.id")),
    Index(None, "incident_id", "id"),
    # a message is pinned once
    UniqueConstraint("message_id"),
)


@dataclass(frozen=True, slots=True)
class Message:
    """Something that was said in the channel of an incident, as it reads now."""

    id: int
    incident_id: int
    ts: str
    author: str
    text: str
    edited_ts: str | None
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; `public` are the words for customers, `message_id` what was pinned."""

    id: int
    incident_id: int
    at: datetime
    actor: str
    fact: Fact
    text: str
    public: str | None
    message_id: int | None


_append = insert(incident_entries).on_conflict_do_nothing().returning(incident_entries.c.id)
_entries = (
    select(*incident_entries.c)
    .where(incident_entries.c.incident_id == bindparam("incident"))
    .order_by(incident_entries.c.at, incident_entries.c.id)
)
_keep = insert(incident_messages).on_conflict_do_nothing().returning(*incident_messages.c)
_message = select(*incident_messages.c).where(
    incident_messages.c.incident_id == bindparam("incident"),
    incident_messages.c.ts == bindparam("of_ts"),
)
_messages = (
    select(*incident_messages.c)
    .where(incident_messages.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(incident_messages.c.id)
)
_edit = (
    update(incident_messages)
    .where(incident_messages.c.id == bindparam("message"))
    .values(
        author=bindparam("new_author"),
        text=bindparam("new_text"),
        edited_ts=bindparam("new_edited_ts"),
    )
)
_delete = (
    update(incident_messages)
    .where(incident_messages.c.id == bindparam("message"))
    .values(deleted_at=bindparam("now"), text="")
)

_old = (
    select(incident_messages.c.id)
    .join(incidents, incidents.c.id == incident_messages.c.incident_id)
    .where(
        incidents.c.resolved_at < bindparam("before"),
        incident_messages.c.id.not_in(
            select(incident_entries.c.message_id).where(incident_entries.c.message_id.is_not(None))
        ),
    )
    .limit(bindparam("limit"))
)
_forget = (
    delete(incident_messages)
    .where(incident_messages.c.id.in_(_old.scalar_subquery()))
    .returning(incident_messages.c.id)
)


class IncidentRecord(Rows):
    """The queries about the record; entries are only ever added."""

    def append(
        self, incident_id: int, fact: Fact, actor: str, text: str, public: str | None = None
    ) -> None:
        """Write down what happened."""
        row = {"incident_id": incident_id, "at": self.now, "actor": actor, "fact": fact}
        self.sql(_append, {**row, "text": text, "public": public, "message_id": None})

    def pin(self, message: Message, actor: str, at: datetime) -> bool:
        """Write down that what was said then matters; False when we know."""
        row = {"incident_id": message.incident_id, "at": at, "actor": actor, "fact": Fact.pinned}
        more = {"text": "", "public": None, "message_id": message.id}
        return self.sql(_append, {**row, **more}).first() is not None

    def of(self, incident_id: int) -> list[Entry]:
        """Return what happened, in its order."""
        return self.many(Entry, _entries, {"incident": incident_id})

    def keep(self, incident_id: int, ts: str, author: str, text: str) -> Message | None:
        """Keep what was said; None when we know it."""
        row = {"incident_id": incident_id, "ts": ts, "author": author, "text": text}
        return self.one(Message, _keep, {**row, "edited_ts": None, "deleted_at": None})

    def message(self, incident_id: int, ts: str) -> Message | None:
        """Return what was said."""
        return self.one(Message, _message, {"incident": incident_id, "of_ts": ts})

    def messages(self, ids: Sequence[int]) -> dict[int, Message]:
        """Return messages by id."""
        found = self.many(Message, _messages, {"ids": list(ids)}) if ids else []
        return {one.id: one for one in found}

    def edit(self, message: Message, author: str, text: str, edited_ts: str | None) -> None:
        """Let a message read differently."""
        values = {"message": message.id, "new_author": author, "new_text": text}
        self.sql(_edit, {**values, "new_edited_ts": edited_ts})

    def delete(self, message: Message) -> None:
        """Forget the words of a message."""
        self.sql(_delete, {"message": message.id, "now": self.now})

    def forget(self, before: datetime, limit: int) -> int:
        """Delete what was said in incidents that were over by then and nobody pinned; return how much."""
        return len(self.sql(_forget, {"before": before, "limit": limit}).all())
