"""The inbox: each event once, what failed comes back, what is settled is forgotten in time."""

import asyncio
from datetime import datetime, timedelta

from store.database import Store
from store.inbox import InboxState
from store.transaction import Transaction
from store.unit import Work
from tests.fakes import FakeClock
from tests.store.rows import open_thread

HOUR = timedelta(hours=1)
DONE, IGNORED, FAILED, PARKED = InboxState


def accept(
    tx: Transaction,
    key: str,
    source: str = "slack",
    state: InboxState = DONE,
    due_at: datetime | None = None,
) -> int | None:
    arrived = {"source": source, "kind": "message", "key": key, "body": '{"text": "é “x”"}'}
    return tx.inbox.accept(arrived, state, "because", due_at=due_at)


def due(tx: Transaction) -> list[str]:
    return [row.key for row in tx.inbox.due(10)]


async def test_an_event_is_accepted_once_however_many_bring_it(store: Store) -> None:
    ids = await asyncio.gather(*(store.write(accept, "Ev1") for _ in range(20)))

    assert len([one for one in ids if one is not None]) == 1
    assert await store.write(accept, "Ev1", "stripe") is not None  # a key is its source's own
    rows = await store.read(lambda tx: tx.inbox.page())
    assert [(row.source, row.key, row.attempts) for row in rows] == [
        ("stripe", "Ev1", 1),
        ("slack", "Ev1", 1),
    ]
    assert rows[0].body == '{"text": "é “x”"}'


async def test_a_unit_that_fails_accepts_nothing(store: Store) -> None:
    def accept_and_fail(tx: Transaction) -> None:
        accept(tx, "Ev1")
        raise ValueError("the rule failed")

    await asyncio.gather(store.write(accept_and_fail), return_exceptions=True)

    assert await store.write(accept, "Ev1") is not None


async def test_what_failed_comes_back_until_it_is_parked(store: Store, clock: FakeClock) -> None:
    again = clock.now() + HOUR
    row_id = await store.write(accept, "Ev1", state=FAILED, due_at=again)
    assert row_id is not None
    await store.bell.rung(Work.inbox)
    assert await store.read(lambda tx: tx.inbox.next_due()) == again
    assert await store.write(due) == []

    clock.advance(HOUR)
    assert await store.write(due) == ["Ev1"]
    await store.write(lambda tx: tx.inbox.settle(row_id, FAILED, "worse", due_at=tx.now + HOUR))
    await store.bell.rung(Work.inbox)
    await store.write(lambda tx: tx.inbox.settle(row_id, PARKED, "hopeless"))

    row = await store.read(lambda tx: tx.inbox.get(row_id))
    assert row is not None
    assert (row.state, row.outcome, row.attempts, row.due_at) == (PARKED, "hopeless", 3, None)
    assert await store.read(lambda tx: tx.inbox.next_due()) is None


async def test_a_row_that_succeeds_in_the_end_names_its_thread(store: Store) -> None:
    def replay(tx: Transaction, row_id: int) -> int:
        row = tx.inbox.lock(row_id)
        assert row is not None
        thread = open_thread(tx)
        tx.inbox.settle(row_id, DONE, "opened", thread.id)
        return thread.id

    row_id = await store.write(accept, "Ev1", state=PARKED)
    assert row_id is not None
    thread_id = await store.write(replay, row_id)

    row = await store.read(lambda tx: tx.inbox.get(row_id))
    assert row is not None
    assert (row.state, row.thread_id, row.attempts) == (DONE, thread_id, 1)
    assert await store.write(lambda tx: tx.inbox.lock(404)) is None


async def test_only_settled_rows_are_forgotten_and_only_so_many_at_once(
    store: Store, clock: FakeClock
) -> None:
    for number in range(5):
        await store.write(accept, f"done{number}", state=DONE if number % 2 else IGNORED)
    await store.write(accept, "parked", state=PARKED)
    await store.write(accept, "failed", state=FAILED, due_at=clock.now())
    clock.advance(HOUR)
    await store.write(accept, "new")

    def forget(tx: Transaction, limit: int) -> int:
        return tx.inbox.forget(tx.now, limit)

    assert [await store.write(forget, 3) for _ in range(3)] == [3, 2, 0]
    rows = await store.read(lambda tx: tx.inbox.page())
    assert [row.key for row in rows] == ["new", "failed", "parked"]


async def test_rows_are_listed_newest_first_and_counted(store: Store) -> None:
    async def listed(state: InboxState | None, before: int | None) -> list[str]:
        return [row.key for row in await store.read(lambda tx: tx.inbox.page(state, before, 2))]

    ids = [await store.write(accept, key) for key in "abc"]
    await store.write(accept, "d", state=PARKED)

    assert await listed(None, None) == ["d", "c"]
    assert await listed(DONE, None) == ["c", "b"]
    assert await listed(DONE, ids[1]) == ["a"]
    count = await store.read(lambda tx: tx.inbox.count())
    assert count == {DONE: 3, IGNORED: 0, FAILED: 0, PARKED: 1}
