"""Follow-ups: promised once for each key, due on time, settled once."""

import asyncio
from datetime import timedelta

import pytest

from store.database import Store
from store.followups import Followup, FollowupState
from store.transaction import Transaction
from store.unit import Work
from tests.fakes import FakeClock
from tests.store.rows import open_thread

HOUR = timedelta(hours=1)
PENDING, FIRED, DONE, CANCELLED, DEAD = FollowupState


@pytest.fixture
async def thread_id(store: Store) -> int:
    return (await store.write(open_thread)).id


def promise(
    tx: Transaction, key: str, thread_id: int, within: timedelta = HOUR, kind: str = "nudge"
) -> bool:
    tx.followups.schedule(key, kind, thread_id, tx.now + within, {"key": key})
    return Work.followups in tx.kicked


def due(tx: Transaction, limit: int = 10) -> list[str]:
    return [one.key for one in tx.followups.due(limit)]


def by_key(tx: Transaction, thread_id: int) -> dict[str, Followup]:
    return {one.key: one for one in tx.followups.of(thread_id)}


async def test_what_is_due_comes_in_its_order_and_no_earlier(
    store: Store, clock: FakeClock, thread_id: int
) -> None:
    assert await store.read(lambda tx: tx.followups.next_due()) is None
    for key, hours in (("b", 2), ("a", 1), ("c", 3)):
        await store.write(promise, key, thread_id, hours * HOUR)

    assert await store.read(lambda tx: tx.followups.next_due()) == clock.now() + HOUR
    assert await store.write(due) == []
    clock.advance(2 * HOUR)
    assert await store.write(due) == ["a", "b"]
    assert await store.write(due, 1) == ["a"]


async def test_only_what_is_due_soon_kicks(store: Store, thread_id: int) -> None:
    kicked = [
        await store.write(promise, f"k{seconds}", thread_id, timedelta(seconds=seconds))
        for seconds in (-1, 0, 2, 3)
    ]

    assert kicked == [True, True, True, False]


async def test_the_same_key_moves_the_promise_and_revives_it(
    store: Store, clock: FakeClock, thread_id: int
) -> None:
    await store.write(promise, "a", thread_id)
    first = (await store.read(by_key, thread_id))["a"]
    await store.write(lambda tx: tx.followups.fired([first.id]))
    fired = (await store.read(by_key, thread_id))["a"]
    assert (fired.state, fired.due_at, fired.settled_at) == (FIRED, None, clock.now())

    clock.advance(HOUR)
    await store.write(promise, "a", thread_id, 2 * HOUR)
    moved = (await store.read(by_key, thread_id))["a"]
    assert (moved.id, moved.state, moved.settled_at) == (first.id, PENDING, None)
    assert moved.due_at == clock.now() + 2 * HOUR
    assert moved.payload == {"key": "a"}


async def test_what_failed_comes_again_until_it_is_dead(
    store: Store, clock: FakeClock, thread_id: int
) -> None:
    await store.write(promise, "a", thread_id, timedelta(0))
    (followup,) = await store.write(lambda tx: tx.followups.due(1))
    await store.write(lambda tx: tx.followups.failed(followup.id, "no such team", tx.now + HOUR))
    assert await store.write(due) == []

    clock.advance(HOUR)
    assert await store.write(due) == ["a"]
    await store.write(lambda tx: tx.followups.failed(followup.id, "still not", None))
    dead = await store.read(lambda tx: tx.followups.get(followup.id))
    assert dead is not None
    assert (dead.state, dead.attempts, dead.error, dead.due_at) == (DEAD, 2, "still not", None)
    assert await store.write(due) == []
    assert await store.read(lambda tx: tx.followups.get(404)) is None


async def test_what_another_replica_has_fired_does_not_come_again(
    store: Store, thread_id: int
) -> None:
    await store.write(promise, "a", thread_id, timedelta(0))
    (followup,) = await store.write(lambda tx: tx.followups.due(1))
    await store.write(lambda tx: tx.followups.fired([followup.id]))

    await store.write(lambda tx: tx.followups.failed(followup.id, "too late", tx.now))
    assert await store.write(due) == []


async def test_cancelling_spares_other_kinds_other_threads_and_what_has_fired(
    store: Store, clock: FakeClock, thread_id: int
) -> None:
    other = (await store.write(open_thread)).id
    for key, thread, kind in (
        ("nudge", thread_id, "nudge"),
        ("wake", thread_id, "wake"),
        ("close", thread_id, "close"),
        ("fired", thread_id, "nudge"),
        ("other", other, "nudge"),
    ):
        await store.write(promise, key, thread, HOUR, kind)
    fired = (await store.read(by_key, thread_id))["fired"]
    await store.write(lambda tx: tx.followups.fired([fired.id]))
    await store.write(lambda tx: tx.followups.fired([]))
    await store.write(lambda tx: tx.followups.cancel(thread_id, "nudge", "wake"))
    await store.write(lambda tx: tx.followups.cancel(thread_id))

    states = {key: one.state for key, one in (await store.read(by_key, thread_id)).items()}
    assert states == {"nudge": CANCELLED, "wake": CANCELLED, "close": PENDING, "fired": FIRED}
    assert (await store.read(by_key, other))["other"].state is PENDING


async def test_who_fires_at_once_shares_what_is_due(store: Store, thread_id: int) -> None:
    def fire(tx: Transaction) -> list[str]:
        followups = tx.followups.due(3)
        tx.followups.fired([one.id for one in followups])
        return [one.key for one in followups]

    for number in range(30):
        await store.write(promise, f"k{number}", thread_id, timedelta(0))
    shares = await asyncio.gather(*(store.write(fire) for _ in range(8)))
    shares += [await store.write(fire) for _ in range(10)]

    fired = [key for share in shares for key in share]
    assert sorted(fired) == sorted(f"k{number}" for number in range(30))


async def test_followups_are_listed_newest_first_and_counted(store: Store, thread_id: int) -> None:
    async def listed(state: FollowupState | None, before: int | None) -> list[str]:
        return [one.key for one in await store.read(lambda tx: tx.followups.page(state, before, 2))]

    for key in "abc":
        await store.write(promise, key, thread_id)
    rows = await store.read(by_key, thread_id)
    await store.write(lambda tx: tx.followups.fired([rows["a"].id]))

    assert await listed(None, None) == ["c", "b"]
    assert await listed(None, rows["b"].id) == ["a"]
    assert await listed(PENDING, rows["b"].id) == []
