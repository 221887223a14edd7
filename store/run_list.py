"""Lists of runs: filters and keyset pages, and how many there are."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from store.run_steps import StepStatus, run_steps
from store.runs import Run, RunState, runs
from store.unit import Rows

_failed_steps = (
    select(func.count())
    .select_from(run_steps)
    .join(runs, runs.c.id == run_steps.c.run_id)
    .where(runs.c.ended_at >= bindparam("since"), run_steps.c.status == StepStatus.failed)
)


class RunList(Rows):
    """The list queries about runs."""

    def page(
        self,
        state: RunState | None = None,
        thread_id: int | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> list[Run]:
        """Return runs, the newest first; `before` is the last id of the page before."""
        statement = select(*runs.c).order_by(runs.c.id.desc()).limit(limit)
        if state is not None:
            statement = statement.where(runs.c.state == state)
        if thread_id is not None:
            statement = statement.where(runs.c.thread_id == thread_id)
        if before is not None:
            statement = statement.where(runs.c.id < before)
        return self.many(Run, statement)

    def failed_steps(self, since: datetime) -> int:
        """Count the steps that failed in runs that ended since then."""
        return int(self.sql(_failed_steps, {"since": since}).scalar_one())
