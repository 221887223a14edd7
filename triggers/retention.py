"""Retention: every hour, what nobody needs any more is deleted, a little at a time."""

import logging

from bot.config.upkeep import Retention
from store.arrived import Arrived
from store.database import Store
from store.transaction import Transaction

log = logging.getLogger(__name__)

BATCH = 500  # rows in one transaction: nobody waits long for it


class Forgetter:
    """Deletes what is older than bellhop.yml wants; what failed or died stays for people."""

    def __init__(self, store: Store, retention: Retention) -> None:
        self._store = store
        self._retention = retention

    async def forget(self) -> int:
        """Delete everything that is too old, and return how many rows that were."""
        total = 0
        while deleted := await self._store.write(self._batch):
            total += deleted
        if total:
            log.info("Forgot %s rows of the inbox and the outbox", total)
        return total

    def _batch(self, tx: Transaction) -> int:
        arrived = tx.inbox.forget(tx.now - self._retention.inbox, BATCH)
        return arrived + Arrived(tx).forget(tx.now - self._retention.deliveries, BATCH)
