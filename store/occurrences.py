"""Occurrences: what happened that workflows listen to, and what was considered because of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from store.ahead import Ahead
from store.schema import Id, Json, UtcDateTime, metadata
from store.unit import Rows, Unit

occurrences = Table(
    "occurrences",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("event", Text, nullable=False),
    Column("thread_id", ForeignKey("threads.id")),
    Column("set_id", ForeignKey("workflow_sets.id"), nullable=False),
    Column("known", Json, nullable=False),
    Column("considered", Json, nullable=False),
    Index(None, "thread_id", "id"),
    Index(None, "at"),
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event that workflows listen to.

    `considered` is a list of [workflow, matched, what decided] for those whose conditions were
    looked at one by one. The others of the set that listen to it were ruled out by one condition
    each, looked up in an index: `known` are the values it was looked up by.
    """

    id: int
    at: datetime
    event: str
    thread_id: int | None
    set_id: int
    known: dict[str, Any]
    considered: list[list[Any]]


_add = insert(occurrences).returning(occurrences.c.id)
_get = select(*occurrences.c).where(occurrences.c.id == bindparam("id"))
_these = select(*occurrences.c).where(occurrences.c.id.in_(bindparam("ids", expanding=True)))
_considered = (
    update(occurrences)
    .where(occurrences.c.id == bindparam("occurrence"))
    .values(known=bindparam("new_known"), considered=bindparam("new_considered"))
)
_of = (
    select(*occurrences.c)
    .where(occurrences.c.thread_id == bindparam("thread"))
    .order_by(occurrences.c.id.desc())
    .limit(bindparam("limit"))
)


class Occurrences(Rows):
    """The queries about occurrences."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self.ahead = Ahead(partial(self.by_id, Occurrence, _get, _these))

    def add(self, event: str, thread_id: int | None, set_id: int, **values: object) -> int:
        """Keep an occurrence and return its id."""
        row = {"at": self.now, "event": event, "thread_id": thread_id, "set_id": set_id}
        return int(self.sql(_add, {**row, **values}).scalar_one())

    def get(self, occurrence_id: int) -> Occurrence | None:
        """Return an occurrence by id."""
        return self.ahead.get(occurrence_id)

    def consider(self, occurrence_id: int, known: object, considered: object) -> None:
        """Write down what else was considered."""
        values = {"new_known": known, "new_considered": considered}
        self.sql(_considered, {"occurrence": occurrence_id, **values})
        self.ahead.forget(occurrence_id)

    def of(self, thread_id: int, limit: int = 50) -> list[Occurrence]:
        """Return the occurrences of a thread, the newest first."""
        return self.many(Occurrence, _of, {"thread": thread_id, "limit": limit})
