"""Retention: every hour, what nobody needs any more is deleted, a little at a time."""

import logging

from bot.config.upkeep import Retention
from bot.desk.signals.receiving import RECEIVED
from store.arrived import Arrived
from store.database import Store
from store.product import Product
from store.run_history import RunHistory
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
            log.info("Forgot %s rows of inbox, outbox, signals, incidents and workflows", total)
        return total

    def _batch(self, tx: Transaction) -> int:
        kept, runs = self._retention, RunHistory(tx)
        return (
            tx.inbox.forget(tx.now - kept.inbox, BATCH)
            + tx.timeline.forget(RECEIVED, tx.now - kept.signals, BATCH)
            + tx.episodes.forget(tx.now - kept.signals, BATCH)
            + tx.incident_record.forget(tx.now - kept.incidents, BATCH)
            + Product(tx).forget(tx.now - kept.product, BATCH)
            + Arrived(tx).forget(tx.now - kept.deliveries, BATCH)
            + runs.forget(tx.now - kept.runs, BATCH)
            + runs.forget_occurrences(tx.now - kept.runs, BATCH)
        )
