"""What happens by the clock alone: each occurrence once, by whichever replica is first.

When a job is due is a row. Occurrences that were missed are one, and it is left out when nobody
needs it any more.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.intake.inbox import described
from bot.views import alerts
from bot.workflows.beginning.ticking import following, is_tick
from bot.workflows.language.definition import Cron
from store.database import Store
from store.jobs import Job as Row
from store.jobs import Jobs
from store.transaction import Transaction

log = logging.getLogger(__name__)

LEASE = timedelta(hours=1)  # then whoever was at it is gone

Rule = Callable[[Transaction, int], int | None]  # from after whom, to after whom; None: the end


@dataclass(frozen=True)
class Job:
    """Something that is done at times; after `useful` an occurrence is left out.

    A `rule` is taken in batches, each in a transaction; an `errand` is outside of the database,
    and may be done once more when whoever was at it died.
    """

    name: str
    cron: Cron
    rule: Rule | None = None
    errand: Callable[[datetime], Awaitable[object]] | None = None
    useful: timedelta | None = None


class Daily:
    """Takes the jobs that are due."""

    def __init__(self, store: Store, desk: Desk, jobs: Sequence[Job]) -> None:
        self._store = store
        self._desk = desk
        self._jobs = jobs

    async def drain(self) -> int:
        """Take everything that is due; return how many jobs that were."""
        rows = await self._store.read(lambda tx: Jobs(tx).all())
        now = await self._store.read(lambda tx: tx.now)
        wanted = [job for job in self._jobs if _wants(job, rows.get(job.name), now)]
        for job in wanted:
            await self._take(job)
        return len(wanted)

    async def _take(self, job: Job) -> None:
        try:
            while await self._store.write(self._step, job):
                pass
            if job.errand is not None:
                await self._go(job, job.errand)
        except Exception as error:  # noqa: BLE001 - the row is as it was: it is tried again
            log.warning("The job %s failed: %s", job.name, described(error))
            await self._store.write(self._tell, job, described(error))

    def _step(self, tx: Transaction, job: Job) -> bool:
        """Take one batch of a job that is due; return whether more is left."""
        row = _due(tx, job)
        if row is None or job.rule is None:
            return False
        after = job.rule(tx, row.after or 0)
        if after is None:
            Jobs(tx).plan(job.name, following(job.cron, tx.now))
        else:
            Jobs(tx).came_to(job.name, after)
        return after is not None

    async def _go(self, job: Job, errand: Callable[[datetime], Awaitable[object]]) -> None:
        at = await self._store.write(_leased, job)
        if at is not None:
            await errand(at)
            await self._store.write(lambda tx: Jobs(tx).plan(job.name, following(job.cron, tx.now)))

    def _tell(self, tx: Transaction, job: Job, why: str) -> None:
        """Tell once of each occurrence that it does not work; it is tried until it does."""
        row = Jobs(tx).all().get(job.name)
        at = row.due_at.isoformat() if row else "new"
        raise_alert(tx, self._desk, f"job:{job.name}:{at}", alerts.job_failed(job.name, why))


def _wants(job: Job, row: Row | None, now: datetime) -> bool:
    return row is None or row.due_at <= now or not is_tick(job.cron, row.due_at)


def _due(tx: Transaction, job: Job) -> Row | None:
    """Return and hold the row of a job that is due; one that is new, or too late, is planned."""
    jobs, after = Jobs(tx), following(job.cron, tx.now)
    row = jobs.lock(job.name)
    if row is None:
        jobs.add(job.name, after)
        return None
    if not is_tick(job.cron, row.due_at):
        jobs.plan(job.name, after)
        return None
    if job.useful is not None and tx.now - row.due_at > job.useful:
        # of this morning, or later
        row = replace(row, due_at=following(job.cron, tx.now - job.useful))
        jobs.plan(job.name, row.due_at)
    return row if row.due_at <= tx.now else None


def _leased(tx: Transaction, job: Job) -> datetime | None:
    row = _due(tx, job)
    if row is None or (row.leased_until is not None and row.leased_until > tx.now):
        return None
    Jobs(tx).lease(job.name, tx.now + LEASE)
    return row.due_at
