"""The clock: APScheduler wakes whoever has something due. The rows are the promise, not it."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from store.database import Store
from store.unit import Work

SWEEP = timedelta(seconds=1)  # the safety net: a wake-up that was lost is late by this much
BREATH = timedelta(milliseconds=20)  # before we look again at what was left, as another holds it
logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells every second that it runs


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

    def start(self) -> None:
        """Begin to sweep."""
        self._scheduler.add_job(self._ring, "interval", [list(Work)], seconds=SWEEP.total_seconds())
        self._scheduler.start()

    def stop(self) -> None:
        """Ring no more."""
        self._scheduler.shutdown(wait=False)

    def hourly(self, job: Callable[[], Awaitable[object]]) -> None:
        """Do this now and every hour; APScheduler logs when it fails, and the next one comes."""
        self._scheduler.add_job(job, "interval", hours=1, next_run_time=_wall_clock())

    def every_minute(self, job: Callable[[], Awaitable[object]]) -> None:
        """Do this every minute; APScheduler logs when it fails, and the next one comes."""
        self._scheduler.add_job(job, "interval", minutes=1)

    def on_the_minute(self, job: Callable[[], Awaitable[object]]) -> None:
        """Do this now and as each minute begins; APScheduler logs when it fails."""
        self._scheduler.add_job(job, "cron", second=0, next_run_time=_wall_clock())

    def wake_at(self, work: Work, due: datetime | None) -> None:
        """Ring for this work at its earliest due time, and no longer at the one before."""
        if due is None or due > self._clock.now() + SWEEP:
            return  # the sweep comes first
        at = _wall_clock() + max(due - self._clock.now(), BREATH)
        self._scheduler.add_job(
            self._ring, "date", [[work]], run_date=at, id=work, replace_existing=True
        )

    async def _ring(self, works: Sequence[Work]) -> None:
        # a plain function would run in a thread, where the loop does not notice the bell
        self._store.bell.ring(works)


def _wall_clock() -> datetime:
    # APScheduler goes by this machine's clock, whatever ours says
    return datetime.now(UTC)  # noqa: TID251
