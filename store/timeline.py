"""The timeline: append-only, who did what to a thread, when, and what it was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Table, Text, bindparam, delete, insert, select

from store.schema import Id, Json, UtcDateTime, metadata
from store.unit import Rows, Unit

timeline = Table(
    "timeline",
    metadata,
    Column("id", Id, primary_key=True),
    Column("thread_id", ForeignKey("threads.id")),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("before", Json),
    Column("after", Json),
    Index(None, "thread_id", "id"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; `event` is past tense (`thread.claimed`).

    `actor` is `agent:<key>`, `customer:<Slack user>`, `outsider:<Slack user>`, `api` or `bellhop`.
    """

    id: int
    thread_id: int | None
    at: datetime
    actor: str
    event: str
    before: Any
    after: Any


_append = insert(timeline)
_of = (
    select(*timeline.c)
    .where(timeline.c.thread_id == bindparam("thread"), timeline.c.id > bindparam("after"))
    .order_by(timeline.c.id)
    .limit(bindparam("limit"))
)
_last_of = (
    select(*timeline.c)
    .where(timeline.c.thread_id == bindparam("thread"))
    .order_by(timeline.c.id.desc())
    .limit(bindparam("limit"))
)
_since = (
    select(*timeline.c)
    .where(
        timeline.c.thread_id == bindparam("thread"),
        timeline.c.at > bindparam("since"),
        timeline.c.event.in_(bindparam("events", expanding=True)),
    )
    .order_by(timeline.c.id)
)

_old_of_nobody = (
    select(timeline.c.id)
    .where(
        timeline.c.thread_id.is_(None),
        timeline.c.event == bindparam("event"),
        timeline.c.at < bindparam("before"),
    )
    .order_by(timeline.c.id)
    .limit(bindparam("limit"))
)
_forget = delete(timeline).where(timeline.c.id.in_(_old_of_nobody)).returning(timeline.c.id)


class Timeline(Rows):
    """The queries about the timeline; entries are written together, when the unit ends."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self._unnoticed: list[dict[str, object]] = []

    def append(
        self,
        event: str,
        actor: str,
        thread_id: int | None,
        before: object = None,
        after: object = None,
    ) -> None:
        """Write down what happened."""
        row = {"thread_id": thread_id, "at": self.now, "actor": actor, "event": event}
        self._unnoticed.append({**row, "before": before, "after": after})
        self.later(_append, self._unnoticed[-1:])

    def fresh(self) -> list[dict[str, object]]:
        """Return what was appended since this was asked last."""
        fresh, self._unnoticed = self._unnoticed, []
        return fresh

    def of(self, thread_id: int, after: int = 0, limit: int = 200) -> list[Entry]:
        """Return entries of a thread after the entry `after`, oldest first."""
        return self.many(Entry, _of, {"thread": thread_id, "after": after, "limit": limit})

    def last_of(self, thread_id: int, limit: int = 10) -> list[Entry]:
        """Return the last entries of a thread, oldest first."""
        return self.many(Entry, _last_of, {"thread": thread_id, "limit": limit})[::-1]

    def since(self, thread_id: int, at: datetime, events: Sequence[str]) -> list[Entry]:
        """Return the entries of these kinds after a time, oldest first."""
        return self.many(Entry, _since, {"thread": thread_id, "since": at, "events": list(events)})

    def forget(self, event: str, before: datetime, limit: int = 1000) -> int:
        """Delete such entries that are of no thread and older than that; return how many."""
        values = {"event": event, "before": before, "limit": limit}
        return len(self.sql(_forget, values).all())
