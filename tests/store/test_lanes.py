"""Lanes: woken once, claimed by one, the urgent ones first, none forgotten."""

import asyncio
from datetime import timedelta

import pytest

from store.database import Store
from store.deliveries import Urgency
from store.lanes import Lane
from store.transaction import Transaction
from store.unit import Work
from tests.fakes import FakeClock
from tests.store.rows import queue

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def claim(tx: Transaction, owner: str = "me", limit: int = 10) -> list[str]:
    return [lane.lane for lane in tx.lanes.claim(owner, MINUTE, limit)]


def wake(tx: Transaction, *names: str) -> bool:
    tx.lanes.wake(dict.fromkeys(names, Urgency.routine))
    return Work.deliveries in tx.kicked


def release(tx: Transaction, due: timedelta | None, blocked: timedelta | None = None) -> None:
    due_at = None if due is None else tx.now + due
    blocked_until = None if blocked is None else tx.now + blocked
    tx.lanes.release("slack:C1", "me", due_at, blocked_until)


async def test_a_lane_that_is_due_is_not_kicked_again(store: Store, clock: FakeClock) -> None:
    assert await store.write(wake, "slack:C1")
    assert not await store.write(wake, "slack:C1")
    assert await store.write(wake, "slack:C1", "slack:C2")
    await store.write(claim)
    assert not await store.write(wake, "slack:C1")  # busy: who holds it looks again

    await store.write(release, None)
    assert await store.write(wake, "slack:C1")
    await store.write(claim)
    clock.advance(seconds=61)
    await store.write(claim)
    await store.write(release, MINUTE)
    assert await store.write(wake, "slack:C1")  # it was to sleep for a minute


async def test_the_most_urgent_lanes_go_first(store: Store, clock: FakeClock) -> None:
    async def add(lane: str, urgency: Urgency) -> None:
        await store.write(queue, lane, lane=lane, urgency=urgency)
        clock.advance(seconds=1)

    for lane, urgency in (
        ("routine", Urgency.routine),
        ("person", Urgency.person),
        ("late page", Urgency.page),
        ("later page", Urgency.page),
    ):
        await add(lane, urgency)

    assert await store.write(claim, "me", 1) == ["late page"]
    few = await store.write(lambda tx: tx.lanes.claim("me", MINUTE, 5, least=Urgency.person))
    assert [lane.lane for lane in few] == ["later page", "person"]
    assert await store.write(claim) == ["routine"]
    assert await store.write(claim) == []


async def test_a_lane_takes_the_urgency_of_the_most_urgent_it_waits_for(store: Store) -> None:
    def queue_both(tx: Transaction) -> None:
        queue(tx, "a", urgency=Urgency.person)
        queue(tx, "b", urgency=Urgency.routine)

    await store.write(queue_both)
    (lane,) = await store.write(lambda tx: tx.lanes.claim("me", MINUTE, 1))
    assert lane.urgency == Urgency.person


async def test_many_who_claim_at_once_share_the_lanes(store: Store) -> None:
    await store.write(wake, *(f"slack:C{n}" for n in range(40)))
    shares = await asyncio.gather(*(store.write(claim, f"worker{n}", 3) for n in range(20)))

    claimed = [lane for share in shares for lane in share]
    assert all(len(share) <= 3 for share in shares)
    assert len(claimed) == len(set(claimed)) <= 40
    rest = await store.write(claim, "late", 100)
    assert sorted(claimed + rest) == sorted(f"slack:C{n}" for n in range(40))


async def test_who_lost_a_lane_neither_keeps_nor_releases_it(
    store: Store, clock: FakeClock
) -> None:
    def extend(tx: Transaction, owner: str) -> bool:
        return tx.lanes.extend("slack:C1", owner, MINUTE)

    await store.write(wake, "slack:C1")
    await store.write(claim, "slow")
    clock.advance(seconds=50)
    assert await store.write(extend, "slow")
    clock.advance(seconds=50)
    assert await store.write(claim, "quick") == []
    clock.advance(seconds=11)
    assert await store.write(claim, "quick") == ["slack:C1"]

    assert not await store.write(extend, "slow")
    await store.write(lambda tx: tx.lanes.release("slack:C1", "slow", tx.now))
    assert await store.write(claim, "third") == []
    await store.write(lambda tx: tx.lanes.release("slack:C1", "quick", tx.now))
    assert await store.write(claim, "third") == ["slack:C1"]


@pytest.mark.parametrize(
    ("due", "blocked", "free"),
    [
        (None, None, None),
        (SECOND, None, SECOND),
        (SECOND, MINUTE, MINUTE),
        (MINUTE, SECOND, MINUTE),
        (None, MINUTE, None),
    ],
)
async def test_a_released_lane_is_free_when_it_is_due_and_not_blocked(
    store: Store,
    clock: FakeClock,
    due: timedelta | None,
    blocked: timedelta | None,
    free: timedelta | None,
) -> None:
    await store.write(wake, "slack:C1")
    await store.write(claim)
    assert await store.read(lambda tx: tx.lanes.next_due()) == clock.now() + MINUTE  # its lease
    await store.write(release, due, blocked)

    assert await store.read(lambda tx: tx.lanes.next_due()) == (free and clock.now() + free)
    assert await store.write(claim) == []
    clock.advance(free or timedelta(days=1))
    assert await store.write(claim) == (["slack:C1"] if free else [])


async def test_nothing_is_sent_in_stopped_lanes_until_someone_resumes(store: Store) -> None:
    def stopped(tx: Transaction) -> list[tuple[str, str | None]]:
        return [(lane.lane, lane.stopped) for lane in tx.lanes.stopped()]

    await store.write(wake, "slack:C1", "slack:c_", "slackish", "SLACK:C1", "pagerduty")
    assert await store.write(lambda tx: tx.lanes.resume(["slack:C1"])) == []
    await store.write(lambda tx: tx.lanes.stop("slack:", "token revoked"))
    await store.write(lambda tx: tx.lanes.stop("pager_", "an underscore is no wildcard"))

    assert await store.read(stopped) == [
        ("slack:C1", "token revoked"),
        ("slack:c_", "token revoked"),
    ]
    assert sorted(await store.write(claim)) == ["SLACK:C1", "pagerduty", "slackish"]
    assert await store.write(lambda tx: tx.lanes.resume(["slack:c_", "slackish"])) == ["slack:c_"]
    assert await store.read(stopped) == [("slack:C1", "token revoked")]
    assert sorted(await store.write(claim)) == ["slack:c_"]


async def test_a_stopped_lane_is_not_what_we_wait_for(store: Store) -> None:
    await store.write(wake, "slack:C1")
    await store.write(lambda tx: tx.lanes.stop("slack:", "token revoked"))

    assert await store.read(lambda tx: tx.lanes.next_due()) is None


async def test_a_lane_that_sleeps_over_its_deliveries_is_roused(
    store: Store, clock: FakeClock
) -> None:
    def rouse(tx: Transaction) -> bool:
        tx.lanes.rouse()
        return Work.deliveries in tx.kicked

    await store.write(queue, "a", due_at=clock.now() + SECOND)
    await store.write(wake, "empty")
    await store.write(claim)
    await store.write(release, None)  # as who looked before the delivery was there
    await store.write(lambda tx: tx.lanes.release("empty", "me", None))
    assert not await store.write(rouse)  # nothing is due

    clock.advance(seconds=1)
    assert await store.write(rouse)
    assert not await store.write(rouse)
    assert await store.write(claim) == ["slack:C1"]


async def test_a_lane_keeps_what_it_was_told(store: Store, clock: FakeClock) -> None:
    await store.write(wake, "slack:C1")
    (lane,) = await store.write(lambda tx: tx.lanes.claim("me", MINUTE, 1))

    assert lane == Lane(
        lane="slack:C1",
        urgency=Urgency.routine,
        due_at=clock.now(),
        blocked_until=None,
        leased_until=clock.now() + MINUTE,
        owner="me",
        stopped=None,
    )
