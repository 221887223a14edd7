"""The inbox: everything that reached us from outside, exactly as it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.schema import Id, UtcDateTime, metadata, one_of, only
from store.unit import Rows, Work

NEWEST = 2**62  # beyond every id


class InboxState(StrEnum):
    """What became of a row."""

    done = "done"
    ignored = "ignored"
    failed = "failed"  # tried again at due_at
    parked = "parked"  # given up: waits for a person


STATES = list(InboxState)
inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("state", one_of(InboxState), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("thread_id", ForeignKey("threads.id"), index=True),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime),
    UniqueConstraint("source", "key"),
    Index(None, "state", "id"),
    Index(None, "due_at"),
    Index(None, "received_at"),
    Index("ix_inbox_waiting", "received_at", **only("due_at IS NOT NULL")),
)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """Something that reached us; `key` is unique in its source, `outcome` says what it did."""

    id: int
    source: str
    kind: str
    key: str
    body: str
    received_at: datetime
    state: InboxState
    outcome: str
    thread_id: int | None
    attempts: int
    due_at: datetime | None


_add = insert(inbox)
_accept = _add.on_conflict_do_nothing().returning(inbox.c.id)
_settle = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"))
    .values(
        state=bindparam("new_state"),
        outcome=bindparam("result"),
        thread_id=bindparam("thread"),
        attempts=inbox.c.attempts + bindparam("tried"),
        due_at=bindparam("due"),
    )
)
_get = select(*inbox.c).where(inbox.c.id == bindparam("id"))
_known = select(inbox.c.id).where(
    inbox.c.source == bindparam("source"), inbox.c.key == bindparam("key")
)
_lock = _get.with_for_update()
_due = (
    select(*inbox.c)
    .where(inbox.c.due_at <= bindparam("now"))
    .order_by(inbox.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_next_due = select(func.min(inbox.c.due_at))
_of_source = (
    select(*inbox.c)
    .where(
        inbox.c.source.like(bindparam("like"), escape="\\"),
        inbox.c.state.in_(bindparam("states", expanding=True)),
        inbox.c.id < bindparam("before"),
    )
    .order_by(inbox.c.id.desc())
    .limit(bindparam("limit"))
)
_waits = select(inbox.c.id).where(inbox.c.due_at.is_not(None)).limit(1).offset(bindparam("most"))
_count = select(inbox.c.state, func.count()).group_by(inbox.c.state)
_old = select(inbox.c.id).where(
    inbox.c.received_at < bindparam("before"),
    # not `in_`: most rows are settled, and SQLite would look for them by state
    inbox.c.state.not_in([InboxState.failed, InboxState.parked]),
)
_forget = delete(inbox).where(inbox.c.id.in_(_old.limit(bindparam("limit"))))


class Inbox(Rows):
    """The queries about the inbox."""

    def accept(
        self,
        arrived: Mapping[str, str],
        state: InboxState,
        outcome: str,
        thread_id: int | None = None,
        due_at: datetime | None = None,
    ) -> int | None:
        """Add what arrived (source, kind, key, body) with what became of it.

        Return its id; None when it arrived before.
        """
        result = {"state": state, "outcome": outcome, "thread_id": thread_id, "due_at": due_at}
        found = self.sql(_accept, self._arrived(arrived, result)).scalar()
        if due_at is not None:
            self.unit.kick(Work.inbox)
        return None if found is None else int(found)

    def add(
        self,
        arrived: Mapping[str, str],
        state: InboxState,
        outcome: str,
        thread_id: int | None = None,
    ) -> None:
        """Add what arrived and is settled; when it arrived before, the whole unit fails."""
        result = {"state": state, "outcome": outcome, "thread_id": thread_id, "due_at": None}
        self.later(_add, [self._arrived(arrived, result)])

    def _arrived(
        self, arrived: Mapping[str, str], result: Mapping[str, object]
    ) -> dict[str, object]:
        return {**arrived, **result, "attempts": 1, "received_at": self.now}

    def settle(
        self,
        row_id: int,
        state: InboxState,
        outcome: str,
        thread_id: int | None = None,
        due_at: datetime | None = None,
    ) -> None:
        """Write down what became of a row; a failed one comes back at `due_at`."""
        values = {"row": row_id, "new_state": state, "result": outcome, "thread": thread_id}
        tried = 0 if state in (InboxState.done, InboxState.ignored) else 1
        self.sql(_settle, {**values, "due": due_at, "tried": tried})
        if due_at is not None:
            self.unit.kick(Work.inbox)

    def get(self, row_id: int) -> InboxRow | None:
        """Return a row by id."""
        return self.one(InboxRow, _get, {"id": row_id})

    def is_known(self, source: str, key: str) -> bool:
        """Whether this arrived before."""
        return self.sql(_known, {"source": source, "key": key}).first() is not None

    def lock(self, row_id: int) -> InboxRow | None:
        """Return a row and hold it until the unit ends."""
        return self.one(InboxRow, _lock, {"id": row_id})

    def due(self, limit: int) -> list[InboxRow]:
        """Return and hold failed rows whose time has come, those of other replicas aside."""
        return self.many(InboxRow, _due, {"now": self.now, "limit": limit})

    def next_due(self) -> datetime | None:
        """Return when the next failed row is to be tried again."""
        return self.sql(_next_due).scalar()

    def is_behind(self, most: int) -> bool:
        """Whether more rows than this wait to be tried again."""
        return self.sql(_waits, {"most": most}).first() is not None

    def page(
        self,
        state: InboxState | None = None,
        before: int | None = None,
        limit: int = 50,
        source: str = "",
    ) -> list[InboxRow]:
        """Return rows, the newest first; `before` is the last id of the page before.

        `source` is one of them, or ends with a colon: all that begin so.
        """
        if not source:
            return self.newest(InboxRow, inbox, before, limit, state=state)
        like = source.replace("_", r"\_") + ("%" if source.endswith(":") else "")
        values = {"like": like, "before": before or NEWEST, "limit": limit}
        return self.many(InboxRow, _of_source, {**values, "states": [state] if state else STATES})

    def count(self) -> dict[InboxState, int]:
        """Return how many rows ended how."""
        return dict.fromkeys(InboxState, 0) | dict(self.pairs(_count))

    def forget(self, before: datetime, limit: int = 1000) -> int:
        """Delete settled rows that arrived before then, and return how many."""
        return len(
            self.sql(_forget.returning(inbox.c.id), {"before": before, "limit": limit}).all()
        )
