"""The clock: APScheduler wakes whoever has something due. The rows are the promise, not it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.job import Job as Repeated
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.tasks import spawn
from store.database import Store
from store.unit import Work

SWEEP = timedelta(seconds=1)  # the safety net: a wake-up that was lost is late by this much
BREATH = timedelta(milliseconds=20)  # before we look again at what was left, as another holds it
log = logging.getLogger(__name__)
logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells every second that it runs

Job = Callable[[], Awaitable[object]]


class Schedule:
    """Rings the bell: at the earliest due time of each kind of work, and every second."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            # by default it drops what is 1 s late
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._again: list[Callable[[], object]] = []  # to begin to repeat anew
        self._keeper: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to sweep."""
        sweep = {"trigger": "interval", "seconds": SWEEP.total_seconds()}
        rings = self._repeat(partial(self._ring, list(Work)), sweep)
        self._scheduler.start()
        self._keeper = spawn(self._keep_time(rings), "schedule")

    def stop(self) -> None:
        """Ring no more."""
        self._scheduler.shutdown(wait=False)
        if self._keeper is not None:
            self._keeper.cancel()

    def every_minute(self, job: Job) -> None:
        """Do this every minute; APScheduler logs when it fails, and the next one comes."""
        self._repeat(job, {"trigger": "interval", "minutes": 1})

    def on_the_minute(self, job: Job) -> None:
        """Do this now and as each minute begins; APScheduler logs when it fails."""
        self._repeat(job, {"trigger": "cron", "second": 0}, next_run_time=_wall_clock())

    def wake_at(self, work: Work, due: datetime | None) -> None:
        """Ring for this work at its earliest due time, and no longer at the one before."""
        if due is None or due > self._clock.now() + SWEEP:
            return  # the sweep comes first
        at = _wall_clock() + max(due - self._clock.now(), BREATH)
        self._scheduler.add_job(
            self._ring, "date", [[work]], run_date=at, id=work, replace_existing=True
        )

    def _repeat(self, job: Job, when: Mapping[str, Any], **first: datetime) -> Repeated:
        added = self._scheduler.add_job(job, **when, **first)
        self._again.append(partial(added.reschedule, **when))
        return added

    async def _keep_time(self, sweep: Repeated) -> None:
        """Begin anew when this machine's clock was set back: APScheduler waits until it is late again."""
        while True:
            await asyncio.sleep(SWEEP.total_seconds())
            if sweep.next_run_time > _wall_clock() + SWEEP + BREATH:
                log.warning("The clock of this machine was set back")
                for again in self._again:
                    again()
                self._store.bell.ring(Work)

    async def _ring(self, works: Sequence[Work]) -> None:
        # a plain function would run in a thread, where the loop does not notice the bell
        self._store.bell.ring(works)


def _wall_clock() -> datetime:
    # APScheduler goes by this machine's clock, whatever ours says
    return datetime.now(UTC)  # noqa: TID251
