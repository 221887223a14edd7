"""The row of a message or note."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Table, Text, UniqueConstraint

from store.schema import Id, Json, UtcDateTime, metadata, one_of


class Kind(StrEnum):
    """Who can see it."""

    message = "message"  # the customer sees it
    note = "note"  # internal only


class Author(StrEnum):
    """What kind of person wrote it."""

    customer = "customer"
    agent = "agent"
    colleague = "colleague"  # of our company, but no agent
    bellhop = "bellhop"  # nobody: a workflow


messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("thread_id", ForeignKey("threads.id")),
    Column("kind", one_of(Kind), nullable=False),
    Column("channel", Text, nullable=False),
    Column("ts", Text),
    Column("parent_ts", Text),
    Column("author_kind", one_of(Author), nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("files", Json, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("edited_ts", Text),
    Column("deleted_at", UtcDateTime),
    Column("decision", Text, nullable=False),
    Column("delivery_key", Text, unique=True),
    UniqueConstraint("channel", "ts"),
    Index(None, "thread_id", "id"),
    Index(None, "channel", "parent_ts"),
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a customer channel, or a note of the internal room.

    `ts` is None until Slack has it; `parent_ts` is the root of its Slack thread; `author` is a
    Slack user id; `files` are `{id, name, mimetype}`; `decision` says why it is (not) in a thread.
    """

    id: int
    thread_id: int | None
    kind: Kind
    channel: str
    ts: str | None
    parent_ts: str | None
    author_kind: Author
    author: str
    text: str
    files: list[dict[str, Any]]
    sent_at: datetime
    edited_ts: str | None
    deleted_at: datetime | None
    decision: str
    delivery_key: str | None
