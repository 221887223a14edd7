"""The inbox: taking what arrives, exactly once in effect, and trying again what failed."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.desk.alerts import parked
from bot.desk.desk import Desk
from bot.desk.incoming import Outcome
from bot.desk.metrics import Metrics
from bot.errors import Refused
from store.ahead import Coming, Taking
from store.database import Store
from store.inbox import InboxRow, InboxState
from store.transaction import Transaction

log = logging.getLogger(__name__)

TRIES = 8  # with the delays below: given up after about two hours
BATCH = 20
WEBHOOK = "webhook:"  # the source of a webhook, before its name


@dataclass(frozen=True)
class Arrived:
    """Something that reached us; `key` is unique in its source."""

    source: str
    kind: str
    key: str
    body: str

    @property
    def counted_as(self) -> str:
        """What metrics call it: the senders of webhooks name as many kinds as they like."""
        return self.source if self.source.startswith(WEBHOOK) else self.kind


Route = Callable[[Transaction, Desk, Arrived], Outcome]  # what arrived to what it does


class Inbox:
    """Takes what arrives in one transaction, with its effects or with its error."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        routes: Mapping[str, Route],
        metrics: Metrics | None = None,
    ) -> None:
        self._store = store
        self._desk = desk
        self._routes = routes
        self._metrics = metrics or Metrics()

    async def accept(self, arrived: Arrived, coming: Coming | None = None) -> Outcome | None:
        """Take it: committed when this returns. None when it arrived before.

        Effects that fail are undone, and the row is kept with its error to be tried again; when
        even that fails the error goes to the sender, who has to send it once more. What arrived
        before fails as well: its key is taken.
        """
        take = Taking(self._take, coming) if coming else self._take
        try:
            outcome = await self._store.write(take, arrived)
        except Exception as error:  # noqa: BLE001 - whatever it is: nothing that arrived is lost
            why = described(error)
        else:
            return self._counted(arrived, outcome)
        row_id = await self._store.write(self._keep_failed, arrived, why)
        if row_id is None:
            return self._counted(arrived, None)
        self._metrics.arrived(arrived.counted_as, "failed")
        log.error("Inbox row %s (%s) failed: %s", row_id, arrived.kind, why)
        return Outcome(why, failed=True)

    def _counted(self, arrived: Arrived, outcome: Outcome | None) -> Outcome | None:
        ended = "duplicate" if outcome is None else "ignored" if outcome.ignored else "accepted"
        self._metrics.arrived(arrived.counted_as, ended)
        return outcome

    async def retry_due(self) -> int:
        """Try failed rows whose time has come, and return how many."""
        rows = await self._store.write(lambda tx: tx.inbox.due(BATCH))  # it locks
        for row in rows:
            await self._retry(row.id)
        return len(rows)

    async def replay(self, row_id: int) -> InboxRow:
        """Try a failed or parked row now, after the cause is gone."""
        row = await self._store.read(lambda tx: tx.inbox.get(row_id))
        if row is None:
            raise Refused(f"There is no inbox row {row_id}.")
        if row.state not in (InboxState.failed, InboxState.parked):
            raise Refused(f"Inbox row {row_id} is {row.state}: only what failed can be replayed.")
        await self._retry(row_id, by_hand=True)
        after = await self._store.read(lambda tx: tx.inbox.get(row_id))
        return after or row

    async def _retry(self, row_id: int, by_hand: bool = False) -> None:
        try:
            await self._store.write(self._take_again, row_id, by_hand)
        except Exception as error:  # noqa: BLE001 - the row keeps it, the next row is tried
            log.warning("Inbox row %s failed again: %s", row_id, described(error))
            await self._store.write(self._failed_again, row_id, described(error))

    def _take(self, tx: Transaction, arrived: Arrived) -> Outcome | None:
        outcome = self._routes[arrived.source](tx, self._desk, arrived)
        result = (vars(arrived), _state(outcome), outcome.text, outcome.thread_id)
        if outcome.again:  # Slack may send it because we were slow: others need not be undone
            return None if tx.inbox.accept(*result) is None else outcome
        tx.inbox.add(*result)
        return outcome

    def _keep_failed(self, tx: Transaction, arrived: Arrived, why: str) -> int | None:
        due = tx.now + _delay(1)
        return tx.inbox.accept(vars(arrived), InboxState.failed, why, due_at=due)

    def _take_again(self, tx: Transaction, row_id: int, by_hand: bool) -> None:
        row = tx.inbox.lock(row_id)
        if row is None or row.state not in (InboxState.failed, InboxState.parked):
            return
        if not by_hand and (row.due_at is None or row.due_at > tx.now):
            return  # another replica was faster
        outcome = self._routes[row.source](
            tx, self._desk, Arrived(row.source, row.kind, row.key, row.body)
        )
        tx.inbox.settle(row_id, _state(outcome), outcome.text, outcome.thread_id)

    def _failed_again(self, tx: Transaction, row_id: int, why: str) -> None:
        row = tx.inbox.lock(row_id)
        if row is None:
            return
        if row.attempts + 1 < TRIES and row.state is InboxState.failed:
            due = tx.now + _delay(row.attempts + 1)
            tx.inbox.settle(row_id, InboxState.failed, why, due_at=due)
            return
        tx.inbox.settle(row_id, InboxState.parked, why)
        parked(tx, self._desk, row_id)


def described(error: Exception) -> str:
    """Return what failed, for operators: the kind of error and what it says, cut short."""
    said = str(error).splitlines()[0][:300] if str(error) else ""
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _state(outcome: Outcome) -> InboxState:
    return InboxState.ignored if outcome.ignored else InboxState.done


def _delay(attempts: int) -> timedelta:
    """Return 4 s, 16 s, 1 min, 4 min, 17 min, 68 min: soon at first, then seldom."""
    return timedelta(seconds=4**attempts)
