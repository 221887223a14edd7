"""A run: one row for each time a workflow works on something, with where it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from store.schema import Id, Json, UtcDateTime, metadata, one_of


class RunMode(StrEnum):
    """What a run may do: everything, or only say what it would have done."""

    live = "live"
    shadow = "shadow"


class RunState(StrEnum):
    """Where a run stands; the first two go on, the others have ended."""

    working = "working"  # its next step is due, now or when it is tried again
    waiting = "waiting"  # for a time, an event or an answer
    done = "done"
    handed_over = "handed_over"  # to a human, with everything gathered so far
    cancelled = "cancelled"
    failed = "failed"


runs = Table(
    "runs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, unique=True),
    Column("workflow", Text, nullable=False),
    Column("file_id", ForeignKey("workflow_files.id"), nullable=False),
    Column("thread_id", ForeignKey("threads.id")),
    Column("customer_id", ForeignKey("customers.id")),
    Column("occurrence_id", ForeignKey("occurrences.id")),
    Column("position", Integer),
    Column("parent_id", ForeignKey("runs.id")),
    Column("chain", Json, nullable=False),
    Column("event", Json, nullable=False),
    Column("mode", one_of(RunMode), nullable=False),
    Column("variant", Text),
    Column("state", one_of(RunState), nullable=False),
    Column("step", Text),
    Column("tries", Integer, nullable=False),
    Column("context", Json, nullable=False),
    Column("awaits", Json),
    Column("due_at", UtcDateTime),
    Column("leased_until", UtcDateTime),
    Column("began_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("category", Text),
    Column("reason", Text),
    Column("compared", Json),
    Index(None, "thread_id", "id"),
    Index(None, "due_at"),
    Index(None, "state", "id"),
    Index(None, "workflow", "id"),
    Index(None, "parent_id"),
    Index(None, "occurrence_id"),
    Index(None, "ended_at"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """A workflow at work.

    `key` makes it begin once; `position` is its place in the set of the occurrence that began it,
    whose list goes on when it ends or waits; `chain` are the workflows that led to it, the first
    one first; `step` is the one to take next, tried `tries` times; `context` is what it gathered;
    `awaits` are the events that wake it before `due_at`; `compared` is what people did instead.
    """

    id: int
    key: str | None
    workflow: str
    file_id: int
    thread_id: int | None
    customer_id: int | None
    occurrence_id: int | None
    position: int | None
    parent_id: int | None
    chain: list[str]
    event: dict[str, Any]
    mode: RunMode
    variant: str | None
    state: RunState
    step: str | None
    tries: int
    context: dict[str, Any]
    awaits: dict[str, Any] | None
    due_at: datetime | None
    leased_until: datetime | None
    began_at: datetime
    ended_at: datetime | None
    category: str | None
    reason: str | None
    compared: dict[str, Any] | None
