"""Follow-ups, promises and episodes whose time has come."""

import logging
from datetime import datetime

from bot.desk import followups, sla_watch
from bot.desk.desk import Desk
from bot.desk.inbox import described
from bot.desk.signals import responding
from store.database import Store
from store.transaction import Transaction
from store.unit import Work
from triggers.schedule import Schedule

log = logging.getLogger(__name__)


class FollowupWorker:
    """Fires what is due; a batch in which one fails is fired one by one."""

    def __init__(self, store: Store, desk: Desk, schedule: Schedule) -> None:
        self._store = store
        self._desk = desk
        self._schedule = schedule

    async def drain(self) -> int:
        """Fire everything that is due and return how many; then set the clock to the next."""
        total = 0
        while fired := await self._batch():
            total += fired
        while told := await self._promises():
            total += told
        while responded := await self._episodes():
            total += responded
        due = await self._store.read(_next_due)
        self._schedule.wake_at(Work.followups, due)
        return total

    async def _batch(self) -> int:
        try:
            return await self._store.write(followups.fire_due, self._desk)
        except Exception:
            log.exception("A batch of follow-ups failed: they are fired one by one")
        ids = await self._store.read(followups.due_ids)
        for followup_id in ids:
            try:
                await self._store.write(followups.fire_one, self._desk, followup_id)
            except Exception as error:  # noqa: BLE001 - the row keeps it, the others are fired
                log.warning("Follow-up %s failed: %s", followup_id, described(error))
                await self._store.write(followups.failed, followup_id, described(error))
        return len(ids)

    async def _promises(self) -> int:
        try:
            return await self._store.write(sla_watch.tell_due, self._desk)
        except Exception:
            log.exception("A batch of promises failed: they are told one by one")
        ids = await self._store.write(sla_watch.due_ids)
        for thread_id in ids:
            try:
                await self._store.write(sla_watch.tell_one, self._desk, thread_id)
            except Exception as error:  # noqa: BLE001 - it comes again, the others are told
                log.warning("Nobody heard of the promise of T-%s: %s", thread_id, described(error))
                await self._store.write(sla_watch.failed, thread_id)
        return len(ids)

    async def _episodes(self) -> int:
        try:
            return await self._store.write(responding.respond_due, self._desk)
        except Exception:
            log.exception("A batch of episodes failed: they are looked at one by one")
        ids = await self._store.write(responding.due_ids)
        for episode_id in ids:
            try:
                await self._store.write(responding.respond_one, self._desk, episode_id)
            except Exception as error:  # noqa: BLE001 - it comes again, the others are looked at
                log.warning("Episode %s failed: %s", episode_id, described(error))
                await self._store.write(responding.failed, episode_id)
        return len(ids)


def _next_due(tx: Transaction) -> datetime | None:
    times = (tx.followups.next_due(), tx.thread_list.next_promise(), tx.episodes.next_due())
    return min((at for at in times if at is not None), default=None)
