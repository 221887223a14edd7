"""Runs: one row for each time a workflow works on something, with where it stands."""

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
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.schema import Id, Json, UtcDateTime, metadata, one_of
from store.unit import Rows, Work


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


CHILD_ENDED = "run.ended"  # what a run awaits that waits for one it began
SAVED = (
    "state",
    "position",
    "step",
    "tries",
    "context",
    "awaits",
    "due_at",
    "leased_until",
    "ended_at",
    "category",
    "reason",
)
_insert = insert(runs).on_conflict_do_nothing().returning(*runs.c)
_get = select(*runs.c).where(runs.c.id == bindparam("id"))
_by_key = select(*runs.c).where(runs.c.key == bindparam("key"))
_lock = _get.with_for_update()
_free = and_(
    runs.c.due_at <= bindparam("now"),
    or_(runs.c.leased_until.is_(None), runs.c.leased_until <= bindparam("now")),
)
_earlier = runs.alias("earlier")
# what is due of a thread is taken in the order it began: one that is being carried holds the rest
_head = (
    select(_earlier.c.id)
    .where(_earlier.c.thread_id == runs.c.thread_id, _earlier.c.due_at <= bindparam("now"))
    .order_by(_earlier.c.id)
    .limit(1)
    .correlate(runs)
    .scalar_subquery()
)
_due = (
    select(*runs.c)
    .where(_free, or_(runs.c.thread_id.is_(None), runs.c.id == _head))
    .order_by(runs.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
# each ends at the first row it finds, or looks at those that are held: never at all that wait
_first_free = (
    select(runs.c.due_at)
    .where(
        runs.c.due_at.is_not(None),
        runs.c.leased_until.is_(None),
        # one behind another of its thread is due when that one lets go of it
        or_(runs.c.due_at > bindparam("now"), runs.c.thread_id.is_(None), runs.c.id == _head),
    )
    .order_by(runs.c.due_at)
    .limit(1)
)
_first_lease = select(func.min(runs.c.leased_until)).where(
    runs.c.due_at <= bindparam("now"), runs.c.leased_until.is_not(None)
)
_save = (
    update(runs)
    .where(runs.c.id == bindparam("run"))
    .values({name: bindparam(f"new_{name}") for name in SAVED})
)
_wake_parent = (
    update(runs)
    .where(
        runs.c.id == bindparam("parent"),
        runs.c.state == RunState.waiting,
        runs.c.awaits == bindparam("child_ended", {"events": [CHILD_ENDED]}, Json),
    )
    .values(due_at=bindparam("now"))
    .returning(runs.c.id)
)
_compare = (
    update(runs).where(runs.c.id == bindparam("run")).values(compared=bindparam("new_compared"))
)
_open_of_thread = (
    select(*runs.c)
    .where(runs.c.thread_id == bindparam("thread"), runs.c.ended_at.is_(None))
    .order_by(runs.c.id)
    .with_for_update()
)
_of_thread = (
    select(*runs.c)
    .where(runs.c.thread_id == bindparam("thread"))
    .order_by(runs.c.id.desc())
    .limit(bindparam("limit"))
)
_last_of_workflow = (
    select(*runs.c)
    .where(runs.c.workflow == bindparam("name"))
    .order_by(runs.c.id.desc())
    .limit(bindparam("limit"))
)
_began_on = select(func.max(runs.c.began_at)).where(
    runs.c.thread_id == bindparam("thread"), runs.c.workflow == bindparam("name")
)


class Runs(Rows):
    """The queries about runs."""

    def begin(self, **values: object) -> Run | None:
        """Add a run whose first step is due now; None when one with this key began before."""
        start = {"state": RunState.working, "tries": 0, "due_at": self.now, "began_at": self.now}
        run = self.one(Run, _insert, {**start, **values})
        if run is not None:
            self.unit.kick(Work.runs)
        return run

    def due(self, limit: int) -> list[Run]:
        """Return and hold runs whose next step is due, at most one of each thread."""
        return self.many(Run, _due, {"now": self.now, "limit": limit})

    def save(self, run: Run) -> None:
        """Write down where a run stands."""
        self.sql(_save, {"run": run.id, **{f"new_{name}": getattr(run, name) for name in SAVED}})
        if run.due_at is None or run.due_at <= self.now + timedelta(seconds=2):
            self.unit.kick(Work.runs)  # one that ends makes room for those behind it
        if run.ended_at is not None and run.parent_id is not None:
            self._wake_parent(run.parent_id)

    def compare(self, run_id: int, compared: dict[str, Any]) -> None:
        """Keep how what a run would have done compares with what people did."""
        self.sql(_compare, {"run": run_id, "new_compared": compared})

    def get(self, run_id: int) -> Run | None:
        """Return a run by id."""
        return self.one(Run, _get, {"id": run_id})

    def by_key(self, key: str) -> Run | None:
        """Return the run that this key began."""
        return self.one(Run, _by_key, {"key": key})

    def lock(self, run_id: int) -> Run | None:
        """Return a run and hold it until the unit ends."""
        return self.one(Run, _lock, {"id": run_id})

    def open_of(self, thread_id: int) -> list[Run]:
        """Return and hold the runs of a thread that have not ended, the oldest first."""
        return self.many(Run, _open_of_thread, {"thread": thread_id})

    def of(self, thread_id: int, limit: int = 50) -> list[Run]:
        """Return runs of a thread, the newest first."""
        return self.many(Run, _of_thread, {"thread": thread_id, "limit": limit})

    def last_of(self, workflow: str, limit: int = 10) -> list[Run]:
        """Return the last runs of a workflow, the newest first."""
        return self.many(Run, _last_of_workflow, {"name": workflow, "limit": limit})

    def last_began(self, workflow: str, thread_id: int) -> datetime | None:
        """Return when a workflow last began to work on a thread."""
        return self.sql(_began_on, {"thread": thread_id, "name": workflow}).scalar()

    def next_due(self) -> datetime | None:
        """Return when the next step of any run is due, or the lease of one ends."""
        now = {"now": self.now}
        found = self.sql(_first_free, now).scalar(), self.sql(_first_lease, now).scalar()
        return min((due for due in found if due is not None), default=None)

    def page(
        self, state: RunState | None = None, before: int | None = None, limit: int = 50
    ) -> list[Run]:
        """Return runs, the newest first; `before` is the last id of the page before."""
        return self.newest(Run, runs, state, before, limit)

    def _wake_parent(self, run_id: int) -> None:
        if self.sql(_wake_parent, {"parent": run_id, "now": self.now}).first() is not None:
            self.unit.kick(Work.runs)
