"""What waits is counted; what is done costs nothing."""

from datetime import timedelta

import pytest

from store.database import Store
from store.deliveries import DeliveryState
from store.inbox import InboxState
from store.tallies import Tallies
from store.threads import Status
from store.transaction import Transaction
from tests.fakes import START, FakeClock
from tests.store.rows import open_thread, queued
from tests.store.test_indexes import LONG, plans_of

LEASE = timedelta(seconds=30)


def filled(tx: Transaction) -> int:
    """Fill the store with one of each."""
    thread = open_thread(tx)
    open_thread(tx, status=Status.resolved)
    tx.followups.schedule("wake:1", "wake", thread.id, tx.now + timedelta(hours=1))
    for number, (state, due) in enumerate(
        ((InboxState.done, None), (InboxState.failed, tx.now), (InboxState.parked, None))
    ):
        arrived = {"source": "slack", "kind": "message", "key": str(number), "body": "{}"}
        tx.inbox.accept(arrived, state, "outcome", due_at=due)
    gone = tx.deliveries.lease(queued(tx, "one", thread_id=thread.id).id, LEASE)
    tx.deliveries.settle(gone, DeliveryState.delivered)
    queued(tx, "two", thread_id=thread.id)
    return thread.id


async def test_only_what_waits_is_counted(store: Store, clock: FakeClock) -> None:
    thread_id = await store.write(filled)

    tally = await store.read(lambda tx: Tallies(tx).waiting())

    assert tally.threads == {
        "new": 1,
        "open": 0,
        "waiting_on_customer": 0,
        "waiting_on_engineering": 0,
        "snoozed": 0,
    }
    assert tally.inbox == {"failed": 1, "parked": 1}
    assert tally.deliveries == {"pending": 1, "leased": 0, "dead": 0}
    assert tally.followups == {"pending": 1, "dead": 0}
    assert (tally.inbox_since, tally.delivery_due) == (START, START)
    assert tally.followup_due == START + timedelta(hours=1)
    assert await store.read(lambda tx: Tallies(tx).resolved()) == 1
    of_thread = await store.read(lambda tx: Tallies(tx).deliveries_of(thread_id))
    assert (of_thread[DeliveryState.delivered], of_thread[DeliveryState.pending]) == (1, 1)


@pytest.mark.parametrize("query", ["waiting", "resolved", "deliveries_of"])
async def test_every_count_has_its_index(store: Store, query: str) -> None:
    args = (1,) if query == "deliveries_of" else ()

    steps = await store.write(plans_of, lambda tx: getattr(Tallies(tx), query)(*args))

    whole = [step for step in steps if step.startswith("SCAN") and step.split()[1] in LONG]
    assert not whole, steps
    assert not [step for step in steps if "Seq Scan" in step]
