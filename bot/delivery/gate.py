"""The gate every call goes through: the limits of its way, kept in rows that all workers share."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.delivery.limits import Quota, allow, hold
from store.deliveries import Urgency
from store.transaction import Transaction


class Queue:
    """When those who wait for one quota may ask again: one after the other, not all at once.

    A worker keeps this in memory. It only spreads out who asks when; the rows decide.
    """

    def __init__(self) -> None:
        self._last: dict[tuple[str, Urgency], datetime] = {}

    def place(self, quota: Quota, urgency: Urgency, free_at: datetime) -> datetime:
        """Return when to ask again; whoever is more urgent stands in a queue of their own."""
        last = self._last.get((quota.name, urgency))
        place = free_at if last is None else max(free_at, last + quota.limit.every)
        self._last[quota.name, urgency] = place
        return place


class Gate:
    """The quotas that some calls need, held until the transaction ends."""

    def __init__(self, tx: Transaction, wanted: Iterable[Quota], queue: Queue) -> None:
        self._tx = tx
        self._queue = queue
        self._states = tx.quotas.lock(quota.name for quota in wanted)
        self._taken: set[str] = set()

    def blocked(self, quotas: Sequence[Quota], urgency: Urgency) -> datetime | None:
        """Let a call through all its quotas or none; return when to ask again, or None to go.

        A page does not wait for our own count of calls.
        """
        if not quotas:
            return None
        now = self._tx.now
        waits = {quota: allow(self._states[quota.name], now, quota.limit).wait for quota in quotas}
        longest = max(quotas, key=waits.__getitem__)
        if waits[longest] and urgency is not Urgency.page:
            return self._queue.place(longest, urgency, now + waits[longest])
        for name, limit in quotas:
            self._states[name] = max(self._states[name], now) + limit.every
            self._taken.add(name)
        return None

    def close(self) -> None:
        """Write down what was let through."""
        self._tx.quotas.keep({name: self._states[name] for name in self._taken})


def hold_back(tx: Transaction, quota: Quota, retry_after: timedelta) -> None:
    """Let no worker call what a quota counts for as long as we were asked."""
    state = tx.quotas.lock([quota.name])[quota.name]
    tx.quotas.keep({quota.name: hold(state, tx.now, quota.limit, retry_after)})
