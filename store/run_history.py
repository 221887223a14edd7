"""What runs have done: to compare, to count, to look at, and at last to forget."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, and_, bindparam, delete, exists, func, or_, select, update

from store.occurrences import Occurrence, occurrences
from store.run_steps import StepStatus, run_steps
from store.runs import Run, RunState, runs
from store.unit import Rows

MOST_COMPARED = 200  # runs of one thread
GOING_ON = (RunState.working, RunState.waiting)
BROKEN = "system error"  # the category of a run that nobody's thread is to blame for


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many runs of a workflow came to this."""

    workflow: str
    state: RunState
    count: int


_ids: BindParameter[int] = bindparam("ids", expanding=True)
_to_compare = (
    select(*runs.c)
    .where(
        runs.c.thread_id == bindparam("thread"),
        runs.c.ended_at.is_not(None),
        runs.c.compared.is_(None),
    )
    .order_by(runs.c.file_id, runs.c.id)
    .limit(MOST_COMPARED)
)
_compared_before = select(
    exists().where(
        runs.c.thread_id == bindparam("thread"),
        runs.c.file_id == bindparam("file"),
        runs.c.compared.is_not(None),
    )
)
_counts = (
    select(runs.c.workflow, runs.c.state, func.count())
    .where(or_(runs.c.ended_at >= bindparam("since"), runs.c.state.in_(GOING_ON)))
    .group_by(runs.c.workflow, runs.c.state)
)
_failed_steps = (
    select(func.count())
    .select_from(run_steps)
    .join(runs, runs.c.id == run_steps.c.run_id)
    .where(runs.c.ended_at >= bindparam("since"), run_steps.c.status == StepStatus.failed)
)
_failure_ids = (
    select(func.max(runs.c.id))
    .where(
        runs.c.ended_at >= bindparam("since"),
        or_(
            runs.c.state == RunState.failed,
            and_(runs.c.state == RunState.handed_over, runs.c.category == BROKEN),
        ),
    )
    .group_by(runs.c.workflow)
)
_failures = select(*runs.c).where(runs.c.id.in_(_failure_ids))
_occurrences = (
    select(*occurrences.c)
    .where(
        occurrences.c.thread_id == bindparam("thread"),
        occurrences.c.id < bindparam("before"),
    )
    .order_by(occurrences.c.id.desc())
    .limit(bindparam("limit"))
)
_loose = (
    select(*runs.c)
    .where(
        runs.c.thread_id == bindparam("thread"),
        runs.c.occurrence_id.is_(None),
        runs.c.id < bindparam("before"),
    )
    .order_by(runs.c.id.desc())
    .limit(bindparam("limit"))
)
_of_occurrences = select(*runs.c).where(runs.c.occurrence_id.in_(_ids)).order_by(runs.c.id)
_old = (
    select(runs.c.id)
    .where(runs.c.ended_at < bindparam("before"))
    .order_by(runs.c.ended_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_orphan = update(runs).where(runs.c.parent_id.in_(_ids)).values(parent_id=None)
_forget_steps = delete(run_steps).where(run_steps.c.run_id.in_(_ids))
_forget = delete(runs).where(runs.c.id.in_(_ids))
_old_occurrences = (
    select(occurrences.c.id)
    .where(
        occurrences.c.at < bindparam("before"),
        ~exists().where(runs.c.occurrence_id == occurrences.c.id),
    )
    .order_by(occurrences.c.at)
    .limit(bindparam("limit"))
)
_forget_occurrences = delete(occurrences).where(occurrences.c.id.in_(_ids))


class RunHistory(Rows):
    """The queries about what runs have done."""

    def to_compare(self, thread_id: int) -> list[Run]:
        """Return the ended runs of a thread that were not compared yet, by version."""
        return self.many(Run, _to_compare, {"thread": thread_id})

    def compared_before(self, thread_id: int, file_id: int) -> bool:
        """Whether a run of this version was compared on a thread."""
        return bool(self.sql(_compared_before, {"thread": thread_id, "file": file_id}).scalar())

    def counts(self, since: datetime) -> list[StateCount]:
        """Return how many runs go on, and how many ended since then, by workflow and state."""
        return self.many(StateCount, _counts, {"since": since})

    def failed_steps(self, since: datetime) -> int:
        """Count the steps that failed in runs that ended since then."""
        return int(self.sql(_failed_steps, {"since": since}).scalar_one())

    def failures(self, since: datetime) -> dict[str, Run]:
        """Return the last run of each workflow that broke since then."""
        return {run.workflow: run for run in self.many(Run, _failures, {"since": since})}

    def occurrences(self, thread_id: int, before: int, limit: int) -> list[Occurrence]:
        """Return what happened to a thread before this occurrence, the newest first."""
        values = {"thread": thread_id, "before": before, "limit": limit}
        return self.many(Occurrence, _occurrences, values)

    def loose(self, thread_id: int, before: int, limit: int) -> list[Run]:
        """Return runs of a thread that no occurrence began, before this one, the newest first."""
        values = {"thread": thread_id, "before": before, "limit": limit}
        return self.many(Run, _loose, values)

    def of_occurrences(self, ids: list[int]) -> dict[int, list[Run]]:
        """Return the runs that occurrences began, the oldest first."""
        found: dict[int, list[Run]] = {one: [] for one in ids}
        for run in self.many(Run, _of_occurrences, {"ids": ids}):
            found[run.occurrence_id or 0].append(run)
        return found

    def forget(self, before: datetime, limit: int) -> int:
        """Delete runs that ended before then, with their steps; return how many."""
        ids = self.sql(_old, {"before": before, "limit": limit}).scalars()
        if ids:
            for statement in (_orphan, _forget_steps, _forget):
                self.sql(statement, {"ids": ids})
        return len(ids)

    def forget_occurrences(self, before: datetime, limit: int) -> int:
        """Delete what happened before then and no run is left of; return how many."""
        ids = self.sql(_old_occurrences, {"before": before, "limit": limit}).scalars()
        if ids:
            self.sql(_forget_occurrences, {"ids": ids})
        return len(ids)
