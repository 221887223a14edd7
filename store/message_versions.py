"""Versions: what messages said before they were edited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    Table,
    Text,
    bindparam,
    column,
    delete,
    insert,
    select,
    table,
)

from store.schema import Id, UtcDateTime, metadata
from store.unit import Rows

versions = Table(
    "message_versions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("replaced_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said before an edit."""

    id: int
    message_id: int
    text: str
    replaced_at: datetime


_messages = table("messages", column("id"), column("thread_id"))
_keep = insert(versions)
_forget = delete(versions).where(versions.c.message_id == bindparam("message"))
_of_message = (
    select(*versions.c).where(versions.c.message_id == bindparam("message")).order_by(versions.c.id)
)
_of_thread = (
    select(*versions.c)
    .join(_messages, _messages.c.id == versions.c.message_id)
    .where(_messages.c.thread_id == bindparam("thread"))
    .order_by(versions.c.id)
)


class Versions(Rows):
    """The queries about what messages said before."""

    def keep_version(self, message_id: int, text: str, at: datetime | None = None) -> None:
        """Keep what a message said before, until then or until now."""
        self.sql(_keep, {"message_id": message_id, "text": text, "replaced_at": at or self.now})

    def versions_of(self, message_id: int) -> list[Version]:
        """Return what a message said before, oldest first."""
        return self.many(Version, _of_message, {"message": message_id})

    def forget_versions(self, message_id: int) -> None:
        """Remove what a message said before."""
        self.sql(_forget, {"message": message_id})

    def versions(self, thread_id: int) -> dict[int, list[Version]]:
        """Return the earlier versions of a thread's messages, by message id, oldest first."""
        found: dict[int, list[Version]] = {}
        for version in self.many(Version, _of_thread, {"thread": thread_id}):
            found.setdefault(version.message_id, []).append(version)
        return found
