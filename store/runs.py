"""Runs: the queries about them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, and_, bindparam, false, func, or_, select, union_all, update
from sqlalchemy.dialects.postgresql import insert

from store.ahead import Ahead
from store.prepared import Answer, Values
from store.run_row import Run, RunMode, RunState, runs
from store.schema import Json
from store.statements import save, saved
from store.threads import threads
from store.unit import Rows, Unit, Work

__all__ = ["CHILD_ENDED", "Run", "RunMode", "RunState", "Runs", "runs"]

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
# the thread is held before its run, as whoever writes in it does: those that are held are left
_due_on_threads = (
    select(*runs.c)
    .join(threads, threads.c.id == runs.c.thread_id)
    # PostgreSQL takes a bare comparison for rare, and would read all threads for each run
    .where(_free, func.coalesce(runs.c.id == _head, false()))
    .order_by(runs.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(of=(threads, runs), skip_locked=True)
    .subquery()
)
_due_alone = (
    select(*runs.c)
    .where(_free, runs.c.thread_id.is_(None))
    .order_by(runs.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .subquery()
)
_due = union_all(select(_due_on_threads), select(_due_alone))
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
_save = save(runs, SAVED)
_wake_parent = (
    update(runs)
    .where(
        runs.c.id == bindparam("parent"),
        runs.c.state == RunState.waiting,
        runs.c.awaits == bindparam("child_ended", {"events": [CHILD_ENDED]}, Json),
    )
    .values(due_at=bindparam("now"))
    .returning(runs.c.thread_id)
)
_compare = (
    update(runs).where(runs.c.id == bindparam("run")).values(compared=bindparam("new_compared"))
)
_open = select(*runs.c).where(runs.c.ended_at.is_(None)).order_by(runs.c.id).with_for_update()
_open_of_thread = _open.where(runs.c.thread_id == bindparam("id"))
_open_of_threads = _open.where(runs.c.thread_id.in_(bindparam("ids", expanding=True)))
_files = select(runs.c.file_id).where(runs.c.ended_at.is_(None)).distinct()
_wake_all = (
    update(runs)
    .where(runs.c.file_id == bindparam("file"), runs.c.ended_at.is_(None))
    .values(due_at=bindparam("now"))
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
    """The queries about runs; where they stand is written together, before anything is read.

    The open runs of a thread are held: nobody else changes them.
    """

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self.open_ahead = Ahead(self._read_open)
        self._saved: dict[int, Run] = {}

    def sql(self, statement: Executable, values: Values | None = None) -> Answer:
        """Send a statement; it sees what was saved."""
        self.flush()
        return super().sql(statement, values)

    def flush(self) -> None:
        """Write down what was saved."""
        written, self._saved = self._saved.values(), {}
        if written:
            self.later(_save, [saved(run, SAVED) for run in written])

    def begin(self, **values: object) -> Run | None:
        """Add a run whose first step is due now; None when one with this key began before."""
        start = {"state": RunState.working, "tries": 0, "due_at": self.now, "began_at": self.now}
        run = self.one(Run, _insert, {**start, **values})
        if run is not None:
            self._note(run)
            self.unit.kick(Work.runs)
        return run

    def due(self, limit: int) -> list[Run]:
        """Return and hold runs whose next step is due, at most one of each thread, and those."""
        return self.many(Run, _due, {"now": self.now, "limit": limit})

    def save(self, run: Run) -> None:
        """Write down where a run stands."""
        self._saved[run.id] = run
        self._note(run)
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
        return list(self.open_ahead.get(thread_id) or ())

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

    def files(self) -> list[int]:
        """Return the versions of files that runs follow which have not ended."""
        return list(self.sql(_files).scalars())

    def wake_all(self, file_id: int) -> None:
        """Let every run go on now that follows a file."""
        self.sql(_wake_all, {"file": file_id, "now": self.now})
        self.unit.kick(Work.runs)

    def page(
        self,
        state: RunState | None = None,
        before: int | None = None,
        limit: int = 50,
        thread_id: int | None = None,
    ) -> list[Run]:
        """Return runs, the newest first; `before` is the last id of the page before."""
        return self.newest(Run, runs, before, limit, state=state, thread_id=thread_id)

    def _wake_parent(self, run_id: int) -> None:
        woken = self.sql(_wake_parent, {"parent": run_id, "now": self.now}).first()
        if woken is not None:
            self.open_ahead.forget(woken[0])
            self.unit.kick(Work.runs)

    def _read_open(self, thread_ids: Sequence[int]) -> Mapping[int, list[Run]]:
        found: dict[int, list[Run]] = {thread_id: [] for thread_id in thread_ids}
        if len(thread_ids) == 1:  # a list has to be filled in anew each time
            runs_ = self.many(Run, _open_of_thread, {"id": thread_ids[0]})
        else:
            runs_ = self.many(Run, _open_of_threads, {"ids": thread_ids})
        for run in runs_:
            found[run.thread_id or 0].append(run)
        return found

    def _note(self, run: Run) -> None:
        """Keep what is known of the open runs of its thread true."""
        if run.thread_id is not None and run.thread_id in self.open_ahead:
            known = {one.id: one for one in self.open_of(run.thread_id)}
            known[run.id] = run
            still = [known[one] for one in sorted(known) if known[one].ended_at is None]
            self.open_ahead.keep(run.thread_id, still)
