"""The outbox: queued once, sent in order, settled only by who holds it."""

from datetime import timedelta

import pytest

from store.database import Store
from store.deliveries import Attempt, Delivery, DeliveryState, Outcome, Urgency
from store.transaction import Transaction
from store.unit import Work
from tests.fakes import FakeClock
from tests.store.rows import queue, queued

MINUTE = timedelta(minutes=1)
PENDING, LEASED, DELIVERED, DEAD, CANCELLED = DeliveryState


def keys(tx: Transaction) -> list[str]:
    return [delivery.key for delivery in tx.deliveries.page()][::-1]


def head(tx: Transaction, lane: str = "slack:C1") -> str | None:
    first = tx.deliveries.head(lane)
    return None if first is None else first.key


def settle(tx: Transaction, leased: Delivery, state: DeliveryState) -> bool:
    return tx.deliveries.settle(leased, state)


def lease(tx: Transaction, key: str) -> Delivery:
    delivery = tx.deliveries.by_key(key)
    assert delivery is not None
    return tx.deliveries.lease(delivery.id, MINUTE)


async def test_a_key_is_queued_once(store: Store) -> None:
    def twice(tx: Transaction) -> None:
        queue(tx, "a", payload={"text": "first"})
        queue(tx, "a", payload={"text": "second"})

    await store.write(twice)
    await store.write(queue, "a", payload={"text": "third"})

    only = await store.read(lambda tx: tx.deliveries.page())
    assert [(one.key, one.payload) for one in only] == [("a", {"text": "first"})]


async def test_of_those_with_one_name_only_one_waits(store: Store) -> None:
    await store.write(queue, "card-1", coalesce="card:T-1001")
    await store.write(queue, "card-2", coalesce="card:T-1001")
    await store.write(queue, "other", coalesce="card:T-1002")
    assert await store.read(keys) == ["card-1", "other"]

    sending = await store.write(lease, "card-1")
    await store.write(queue, "card-3", coalesce="card:T-1001")  # what changed while it was sent
    await store.write(queue, "card-4", coalesce="card:T-1001")
    assert await store.read(keys) == ["card-1", "other", "card-3"]

    def fail(tx: Transaction) -> bool:
        return tx.deliveries.settle(sending, PENDING, tx.now + MINUTE, error="timeout")

    assert await store.write(fail)  # both wait now
    assert await store.read(head) == "card-1"


async def test_a_lane_is_sent_in_order_and_the_head_holds_the_others_back(
    store: Store, clock: FakeClock
) -> None:
    def queue_three(tx: Transaction) -> None:
        for key in "abc":
            queue(tx, key)
        queue(tx, "x", lane="slack:C2")

    await store.write(queue_three)
    assert await store.read(head) == "a"
    leased = await store.write(lease, "a")
    assert await store.read(head) == "a"
    await store.write(lambda tx: tx.deliveries.settle(leased, PENDING, tx.now + MINUTE))
    assert await store.read(head) == "a"  # not due, and still first

    for key, state in (("a", DELIVERED), ("b", DEAD), ("c", DELIVERED)):
        assert await store.read(head) == key
        leased = await store.write(lease, key)
        await store.write(settle, leased, state)
    assert await store.read(head) is None
    assert await store.read(head, "slack:C2") == "x"
    assert await store.read(head, "nowhere") is None


async def test_a_lease_counts_the_attempt_and_its_end_is_when_it_is_due(
    store: Store, clock: FakeClock
) -> None:
    before = await store.write(queued, "a")
    leased = await store.write(lease, "a")

    assert (before.state, before.attempts, before.due_at) == (PENDING, 0, clock.now())
    assert (leased.state, leased.attempts) == (LEASED, 1)
    assert leased.due_at == leased.leased_until == clock.now() + MINUTE


async def test_who_lost_the_lease_settles_nothing(store: Store, clock: FakeClock) -> None:
    await store.write(queue, "a")
    slow = await store.write(lease, "a")
    clock.advance(seconds=61)
    quick = await store.write(lease, "a")

    def arrive(tx: Transaction, leased: Delivery) -> bool:
        return tx.deliveries.settle(leased, DELIVERED, result_ts="1.0")

    assert not await store.write(arrive, slow)
    assert await store.write(arrive, quick)
    assert not await store.write(arrive, quick)
    ended = await store.read(lambda tx: tx.deliveries.by_key("a"))
    assert ended is not None
    assert (ended.state, ended.due_at, ended.leased_until) == (DELIVERED, None, None)
    assert (ended.result_ts, ended.attempts) == ("1.0", 2)


async def test_a_forgiven_attempt_does_not_count_and_still_fences(
    store: Store, clock: FakeClock
) -> None:
    def forgive(tx: Transaction, leased: Delivery) -> bool:
        return tx.deliveries.settle(leased, PENDING, tx.now, error="slow down", forgiven=True)

    await store.write(queue, "a")
    slow = await store.write(lease, "a")
    clock.advance(seconds=61)
    quick = await store.write(lease, "a")
    assert await store.write(forgive, quick)
    again = await store.write(lease, "a")

    assert (slow.attempts, quick.attempts, again.attempts) == (1, 2, 2)
    assert not await store.write(forgive, slow)
    assert await store.write(forgive, again)


async def test_attempts_are_written_down_in_order(store: Store, clock: FakeClock) -> None:
    def attempt(tx: Transaction, outcome: Outcome, error: str | None) -> int:
        leased = lease(tx, "a")
        tx.deliveries.attempted(leased, outcome, error)
        return leased.id

    await store.write(queue, "a")
    for outcome, error in ((Outcome.unreachable, "timeout"), (Outcome.found, None)):
        delivery_id = await store.write(attempt, outcome, error)

    tries: list[Attempt] = await store.read(lambda tx: tx.deliveries.attempts(delivery_id))
    assert [(one.number, one.outcome, one.error, one.at) for one in tries] == [
        (1, Outcome.unreachable, "timeout", clock.now()),
        (2, Outcome.found, None, clock.now()),
    ]
    assert await store.read(lambda tx: tx.deliveries.attempts(404)) == []


async def test_only_a_dead_delivery_is_revived(store: Store, clock: FakeClock) -> None:
    def bury(tx: Transaction) -> Delivery | None:
        leased = lease(tx, "a")
        assert tx.deliveries.revive(leased.id) is None
        tx.deliveries.settle(leased, DEAD, error="no such channel")
        tx.lanes.claim("me", MINUTE, 1)
        tx.lanes.release("slack:C1", "me", None)
        return tx.deliveries.get(leased.id)

    first = await store.write(queued, "a", coalesce="card")
    dead = await store.write(bury)
    assert dead is not None
    assert (dead.state, dead.due_at, dead.error) == (DEAD, None, "no such channel")
    await store.write(queue, "b", coalesce="card")
    await store.bell.rung(Work.deliveries)

    clock.advance(seconds=5)
    revived = await store.write(lambda tx: tx.deliveries.revive(first.id))
    assert revived is not None
    assert (revived.state, revived.attempts, revived.error) == (PENDING, 0, None)
    assert revived.due_at == clock.now()
    assert await store.read(head) == "a"
    assert await store.write(lambda tx: tx.deliveries.revive(404)) is None


async def test_reviving_wakes_the_lane(store: Store) -> None:
    def bury(tx: Transaction) -> int:
        leased = lease(tx, "a")
        tx.deliveries.settle(leased, DEAD)
        tx.lanes.claim("me", MINUTE, 1)
        tx.lanes.release("slack:C1", "me", None)
        return leased.id

    await store.write(queue, "a")
    await store.bell.rung(Work.deliveries)
    delivery_id = await store.write(bury)
    await store.write(lambda tx: tx.deliveries.revive(delivery_id))

    await store.bell.rung(Work.deliveries)
    claimed = await store.write(lambda tx: tx.lanes.claim("me", MINUTE, 1))
    assert [(lane.lane, lane.urgency) for lane in claimed] == [("slack:C1", Urgency.person)]


async def test_deliveries_are_listed_newest_first_and_counted(
    store: Store, clock: FakeClock
) -> None:
    async def listed(state: DeliveryState | None, before: int | None, limit: int) -> list[str]:
        page = await store.read(lambda tx: tx.deliveries.page(state, before, limit))
        return [one.key for one in page]

    for key in "abcd":
        await store.write(queue, key, lane=f"slack:{key}")
        clock.advance(seconds=1)
    leased = await store.write(lease, "a")
    await store.write(lambda tx: tx.deliveries.settle(leased, DEAD))
    last = await store.read(lambda tx: tx.deliveries.by_key("c"))
    assert last is not None

    assert await listed(None, None, 2) == ["d", "c"]
    assert await listed(None, last.id, 2) == ["b", "a"]
    assert await listed(PENDING, last.id, 9) == ["b"]
    assert await listed(DEAD, None, 9) == ["a"]
    assert await store.read(lambda tx: tx.deliveries.count()) == {
        PENDING: 3,
        LEASED: 0,
        DELIVERED: 0,
        DEAD: 1,
        CANCELLED: 0,
    }


@pytest.mark.parametrize("text", ["", "naïve “quotes” 'and' \"more\"", "🎈" * 500, "\\u0041 \\x00"])
async def test_a_payload_comes_back_as_it_went_in(store: Store, text: str) -> None:
    payload = {"text": text, "deep": [{"n": 1.5, "none": None, "yes": True}]}

    assert (await store.write(queued, "a", payload=payload)).payload == payload
