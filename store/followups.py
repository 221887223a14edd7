"""Follow-ups: what we promised to do later. The row is the promise; the clock only wakes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    and_,
    bindparam,
    func,
    select,
    union_all,
    update,
)

from store.schema import Id, Json, UtcDateTime, metadata, one_of, only
from store.statements import put
from store.threads import threads
from store.unit import Rows, Work

SOON = timedelta(seconds=2)  # what is due later is seen by the sweep in time: it needs no kick


class FollowupState(StrEnum):
    """Where a follow-up stands."""

    pending = "pending"
    fired = "fired"
    done = "done"  # somebody said so before or after its time
    cancelled = "cancelled"
    dead = "dead"  # firing it failed too often


UNSETTLED = (FollowupState.pending, FollowupState.fired)  # nobody said what became of it

followups = Table(
    "followups",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("thread_id", ForeignKey("threads.id"), nullable=False, index=True),
    Column("payload", Json, nullable=False),
    Column("state", one_of(FollowupState), nullable=False),
    Column("due_at", UtcDateTime),
    Column("settled_at", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Column("agent_id", ForeignKey("agents.id")),
    Index(None, "due_at"),
    Index(None, "state", "id"),
    Index(None, "agent_id", "due_at", **only("due_at IS NOT NULL")),
)


@dataclass(frozen=True, slots=True)
class Followup:
    """Something to do for a thread at `due_at` (None once it is settled).

    `agent_id` is whose it is; None: of whoever has the thread by then.
    """

    id: int
    key: str
    kind: str
    thread_id: int
    payload: dict[str, Any]
    state: FollowupState
    due_at: datetime | None
    settled_at: datetime | None
    attempts: int
    error: str | None
    agent_id: int | None


_schedule = put(
    followups, ["key"], "payload", "state", "due_at", "settled_at", "attempts", "error", "agent_id"
)
_due = (
    select(*followups.c)
    .where(followups.c.due_at <= bindparam("now"))
    .order_by(followups.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_get = select(*followups.c).where(followups.c.id == bindparam("id"))
_lock = _get.with_for_update()
_open = followups.c.due_at.is_not(None)
_fired = (
    update(followups)
    .where(followups.c.id.in_(bindparam("ids", expanding=True)), _open)
    .values(state=FollowupState.fired, due_at=None, settled_at=bindparam("now"))
)
_fail = (
    update(followups)
    .where(followups.c.id == bindparam("followup"), _open)
    .values(
        state=bindparam("new_state"),
        attempts=followups.c.attempts + 1,
        due_at=bindparam("again"),
        error=bindparam("why"),
    )
)
_revive = (
    update(followups)
    .where(followups.c.id == bindparam("followup"), followups.c.state == FollowupState.dead)
    .values(state=FollowupState.pending, due_at=bindparam("now"), attempts=0)
    .returning(*followups.c)
)
_cancel = (
    update(followups)
    .where(
        followups.c.thread_id == bindparam("thread"),
        followups.c.kind.in_(bindparam("kinds", expanding=True)),
        _open,
    )
    .values(state=FollowupState.cancelled, due_at=None, settled_at=bindparam("now"))
)
_move = (
    update(followups)
    .where(
        followups.c.thread_id == bindparam("source"),
        followups.c.kind.in_(bindparam("kinds", expanding=True)),
        _open,
    )
    .values(thread_id=bindparam("target"))
)
_put_off = (
    update(followups)
    .where(
        followups.c.due_at <= bindparam("now"),
        followups.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .values(due_at=bindparam("until"))
)
_settle = (
    update(followups)
    .where(followups.c.id == bindparam("followup"), followups.c.state.in_(UNSETTLED))
    .values(state=bindparam("new_state"), due_at=None, settled_at=bindparam("now"))
    .returning(followups.c.id)
)
_by_key = select(*followups.c).where(followups.c.key == bindparam("key"))
_listed = and_(_open, followups.c.kind.in_(bindparam("kinds", expanding=True)))
_open_of = (
    select(*followups.c)
    .where(followups.c.thread_id == bindparam("thread"), _listed)
    .order_by(followups.c.due_at, followups.c.id)
)
_theirs = union_all(
    select(*followups.c).where(followups.c.agent_id == bindparam("agent"), _listed),
    select(*followups.c)
    .join(threads, threads.c.id == followups.c.thread_id)
    .where(threads.c.assignee_id == bindparam("agent"), followups.c.agent_id.is_(None), _listed),
).subquery()
_open_for = select(*_theirs.c).order_by(_theirs.c.due_at, _theirs.c.id).limit(bindparam("limit"))
_of = (
    select(*followups.c)
    .where(followups.c.thread_id == bindparam("thread"))
    .order_by(followups.c.id)
)
_next_due = select(func.min(followups.c.due_at))


class Followups(Rows):
    """The queries about follow-ups."""

    def schedule(
        self,
        key: str,
        kind: str,
        thread_id: int,
        due_at: datetime,
        payload: object = None,
        *,
        agent_id: int | None = None,
    ) -> None:
        """Promise something; the same `key` again moves the promise."""
        values = {"key": key, "kind": kind, "thread_id": thread_id, "payload": payload or {}}
        start = {"state": FollowupState.pending, "settled_at": None, "attempts": 0, "error": None}
        values["agent_id"] = agent_id
        self.later(_schedule, [{**values, **start, "due_at": due_at}])
        if due_at <= self.now + SOON:
            self.unit.kick(Work.followups)

    def due(self, limit: int) -> list[Followup]:
        """Return and hold follow-ups whose time has come, those of other replicas aside."""
        return self.many(Followup, _due, {"now": self.now, "limit": limit})

    def fired(self, followup_ids: list[int]) -> None:
        """Mark follow-ups as done."""
        self.sql(_fired, {"ids": followup_ids, "now": self.now})

    def failed(self, followup_id: int, why: str, again_at: datetime | None) -> None:
        """Firing failed: try again then, or (None) never; what is settled by now stays."""
        state = FollowupState.dead if again_at is None else FollowupState.pending
        values = {"followup": followup_id, "new_state": state, "again": again_at, "why": why}
        self.sql(_fail, values)

    def revive(self, followup_id: int) -> Followup | None:
        """Let what is dead be fired after all; None when it is not dead."""
        revived = self.one(Followup, _revive, {"followup": followup_id, "now": self.now})
        if revived is not None:
            self.unit.kick(Work.followups)
        return revived

    def cancel(self, thread_id: int, *kinds: str) -> None:
        """Cancel what is promised for a thread, of these kinds."""
        self.sql(_cancel, {"thread": thread_id, "kinds": list(kinds), "now": self.now})

    def move(self, source: int, target: int, kinds: Sequence[str]) -> None:
        """Let another thread have what is promised for one, of these kinds."""
        self.sql(_move, {"source": source, "target": target, "kinds": list(kinds)})

    def put_off(self, kinds: Sequence[str], until: datetime) -> None:
        """Let what is due by now, of these kinds, be due then."""
        self.sql(_put_off, {"kinds": list(kinds), "now": self.now, "until": until})

    def settle(self, followup_id: int, state: FollowupState) -> bool:
        """Say what became of one promise, before its time or after; False when that was said."""
        values = {"followup": followup_id, "new_state": state, "now": self.now}
        return self.sql(_settle, values).first() is not None

    def get(self, followup_id: int) -> Followup | None:
        """Return a follow-up by id."""
        return self.one(Followup, _get, {"id": followup_id})

    def lock(self, followup_id: int) -> Followup | None:
        """Return a follow-up and hold it until the unit ends."""
        return self.one(Followup, _lock, {"id": followup_id})

    def by_key(self, key: str) -> Followup | None:
        """Return a follow-up by its key."""
        return self.one(Followup, _by_key, {"key": key})

    def open_of(self, thread_id: int, kinds: Sequence[str]) -> list[Followup]:
        """Return what is still to be done for a thread, of these kinds, the next first."""
        return self.many(Followup, _open_of, {"thread": thread_id, "kinds": list(kinds)})

    def open_for(self, agent_id: int, kinds: Sequence[str], limit: int) -> list[Followup]:
        """Return what an agent has still to do: theirs, and nobody's where they have the thread."""
        values = {"agent": agent_id, "kinds": list(kinds), "limit": limit}
        return self.many(Followup, _open_for, values)

    def of(self, thread_id: int) -> list[Followup]:
        """Return everything ever promised for a thread."""
        return self.many(Followup, _of, {"thread": thread_id})

    def next_due(self) -> datetime | None:
        """Return when the next follow-up is due."""
        return self.sql(_next_due).scalar()

    def page(
        self,
        state: FollowupState | None = None,
        before: int | None = None,
        limit: int = 50,
        *,
        thread_id: int | None = None,
        agent_id: int | None = None,
    ) -> list[Followup]:
        """Return follow-ups, the newest first; `before` is the last id of the page before."""
        wanted = {"state": state, "thread_id": thread_id, "agent_id": agent_id}
        return self.newest(Followup, followups, before, limit, **wanted)
