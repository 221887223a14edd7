"""Outcomes: what became of the threads that each variant of a workflow worked on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, extract, func, or_, select

from store.runs import RunMode, runs
from store.surveys import surveys
from store.threads import threads
from store.timeline import timeline
from store.unit import Rows


@dataclass(frozen=True, slots=True)
class VariantCounts:
    """The threads of one variant.

    `alone` were resolved without any human of ours, `touched` are those that one had to do with;
    the others are not decided yet. `scores` customers said how it was, `scored` is their sum.
    """

    variant: str
    threads: int
    alone: int
    touched: int
    resolved: int
    reopened: int
    scores: int
    scored: int


_worked_on = (
    select(runs.c.thread_id, runs.c.variant)
    .where(
        runs.c.workflow == bindparam("name"),
        runs.c.file_id == bindparam("file"),
        runs.c.mode == RunMode.live,
        runs.c.variant.is_not(None),
        runs.c.thread_id.is_not(None),
    )
    .distinct()
    .subquery()
)
_of_thread = timeline.c.thread_id == threads.c.id
_touched = or_(
    threads.c.first_response_at.is_not(None),
    exists().where(_of_thread, timeline.c.actor.like("agent:%")),
)
_reopened = exists().where(_of_thread, timeline.c.event == "thread.reopened")
_resolved = threads.c.resolved_at.is_not(None)
_one = (
    select(
        _worked_on.c.variant,
        _touched.label("touched"),
        _resolved.label("resolved"),
        _reopened.label("reopened"),
        surveys.c.score,
    )
    .select_from(
        _worked_on.join(threads, threads.c.id == _worked_on.c.thread_id).outerjoin(
            surveys, surveys.c.thread_id == threads.c.id
        )
    )
    .where(threads.c.merged_into.is_(None))
    .subquery()
)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_counts = (
    select(
        _one.c.variant,
        func.count(),
        _how_many(_one.c.resolved & ~_one.c.touched),
        _how_many(_one.c.touched),
        _how_many(_one.c.resolved),
        _how_many(_one.c.reopened),
        func.count(_one.c.score),
        func.coalesce(func.sum(_one.c.score), 0),
    )
    .group_by(_one.c.variant)
    .order_by(_one.c.variant)
)


def _median(seconds: ColumnElement[Any]) -> Select[tuple[str, float]]:
    """Return the statement for the middle of all times, which neither database has a word for."""
    variant = _worked_on.c.variant
    ranked = (
        select(
            variant,
            seconds.label("seconds"),
            func.row_number().over(partition_by=variant, order_by=seconds).label("place"),
            func.count().over(partition_by=variant).label("all"),
        )
        .select_from(_worked_on.join(threads, threads.c.id == _worked_on.c.thread_id))
        .where(_resolved, threads.c.merged_into.is_(None))
        .subquery()
    )
    middle = (2 * ranked.c.place).between(ranked.c.all, ranked.c.all + 2)
    return select(ranked.c.variant, func.avg(ranked.c.seconds)).where(middle).group_by("variant")


_medians: Mapping[str, Select[tuple[str, float]]] = {
    "sqlite": _median(
        86_400 * (func.julianday(threads.c.resolved_at) - func.julianday(threads.c.opened_at))
    ),
    "postgresql": _median(extract("epoch", threads.c.resolved_at - threads.c.opened_at)),
}


class Outcomes(Rows):
    """The queries about what variants came to, each in one statement over all of their threads."""

    def counts(self, workflow: str, file_id: int) -> list[VariantCounts]:
        """Return the counts of each variant of a version that worked live."""
        return self.many(VariantCounts, _counts, {"name": workflow, "file": file_id})

    def medians(self, workflow: str, file_id: int) -> dict[str, timedelta]:
        """Return the median time to resolution of each variant."""
        statement = _medians[self.unit.connection.dialect.name]
        found = self.pairs(statement, {"name": workflow, "file": file_id})
        return {variant: timedelta(seconds=round(seconds)) for variant, seconds in found}
