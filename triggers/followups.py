"""Follow-ups whose time has come."""

import logging

from bot.desk import followups
from bot.desk.desk import Desk
from bot.desk.inbox import described
from store.database import Store
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
        due = await self._store.read(lambda tx: tx.followups.next_due())
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
