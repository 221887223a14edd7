"""Outages: a system that takes nothing of anybody is waited for, and people are told of it once."""

from datetime import datetime, timedelta

from store.deliveries import Delivery
from store.outages import KNOWN, KNOWN_FOR, Outages
from store.transaction import Transaction

PATIENCE = timedelta(days=1)  # for one delivery, from its first try
LAST = 10  # tries that have to fail once the system takes what is of others


def system_of(lane: str) -> str:
    """Return which system a lane leads to."""
    return lane.partition(":")[0]


def is_out(tx: Transaction, leased: Delivery) -> bool:
    """Whether it seems to be the system that takes nothing, and not this delivery that does not go.

    It is the delivery when others got through before its last tries, and since: where a system
    comes back with every other request failing, none of those that waited dies of bad luck.
    """
    count = min(leased.attempts - 1, 2 * LAST)
    tries = tx.deliveries.attempts(leased.id)[-count:] if count else []
    if not tries:
        return True
    arrived = Outages(tx).arrived(system_of(leased.lane), tries[0].id)
    return arrived is None or not arrived[0] < tries[len(tries) // 2].id < arrived[1]


def is_news(tx: Transaction, leased: Delivery, next_try: datetime) -> bool:
    """Whether nobody knows of this outage; from now on it is known, for as long as it lasts."""
    name = KNOWN + system_of(leased.lane)
    known_until = tx.quotas.lock([name])[name]
    tx.quotas.keep({name: max(known_until, next_try + KNOWN_FOR)})
    return known_until <= tx.now
