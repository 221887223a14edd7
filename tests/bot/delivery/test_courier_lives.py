"""Couriers that die, stop, or work beside each other: nothing is lost or sent twice."""

import asyncio
import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.courier import LANES, Call
from bot.tasks import spawn
from store.database import Store
from store.deliveries import Delivery, DeliveryState, Outcome, Urgency
from store.transaction import Transaction
from tests.fakes import FakeClock
from tests.post_office import ACME, ALERTS, LEASE, TRIAGE, Office
from tests.ways import dying, fickle, slow, unsteady

CHANNELS = (TRIAGE, ALERTS, "C0BILL", ACME, "C0GLOBEX")
SECOND = timedelta(seconds=1)


async def outcomes(office: Office, key: str) -> list[Outcome]:
    return [attempt.outcome for attempt in await office.attempts(key)]


@pytest.mark.parametrize("before", [True, False])
async def test_a_survivor_takes_over_when_the_lease_ends(
    office: Office, clock: FakeClock, before: bool
) -> None:
    await office.queue("first")
    await office.queue("second")
    await dying(office.courier("one"), before).drain()
    survivor = office.courier("two")

    clock.advance(LEASE - SECOND)
    assert await survivor.drain() == 0
    clock.advance(SECOND)
    await office.until_done(survivor)

    assert office.texts() == ["first", "second"]
    found = Outcome.delivered if before else Outcome.found
    assert await outcomes(office, "first") == [found]
    assert [key for key, _ in office.sent] == ["first", "second"]


async def test_a_delivery_that_kills_every_courier_is_given_up(
    office: Office, clock: FakeClock
) -> None:
    await office.queue("poison")
    await office.queue("hello")
    for number in range(3):
        await dying(office.courier(str(number), attempts=3), before=True).drain()
        clock.advance(LEASE)

    await office.until_done(office.courier("survivor", attempts=3))

    assert office.texts() == ["hello"]
    assert [key for _, key, _ in office.alerts] == ["poison"]


async def test_a_database_that_is_away_loses_nothing(office: Office, clock: FakeClock) -> None:
    await office.queue("hello")

    await unsteady(office.courier()).drain()
    assert office.sent == []
    clock.advance(LEASE)
    await office.until_done(office.courier())

    assert office.texts() == ["hello"]
    assert [key for key, _ in office.sent] == ["hello"]
    assert office.alerts == []


async def test_one_who_comes_back_too_late_changes_nothing(
    office: Office, clock: FakeClock
) -> None:
    sleepy = office.courier("sleepy")
    way = slow(sleepy)
    await office.queue("hello")
    drained = spawn(sleepy.drain(), "sleepy")
    await way.until(1)
    clock.advance(LEASE)
    while not office.texts():
        await asyncio.wait_for(office.session.get(office.slack.page_url), 1)

    await office.courier("awake").drain()
    way.answer.set()

    assert await drained == 0
    assert office.texts() == ["hello"]
    assert await outcomes(office, "hello") == [Outcome.found]
    assert len(office.sent) == 1


async def test_two_couriers_never_send_twice_nor_out_of_order(
    office: Office, second: Store
) -> None:
    for number in range(8):
        for channel in CHANNELS:
            await office.queue(f"{channel} {number}", channel)
    office.slack.limits = True
    couriers = [office.courier("one"), office.courier("two", store=second)]

    for _ in range(200):
        await asyncio.gather(*(courier.drain() for courier in couriers))
        due = await office.store.read(lambda tx: tx.lanes.next_due())
        if due is None:
            break
        office.clock.advance(max(due - office.clock.now(), timedelta()))

    for channel in CHANNELS:
        assert office.texts(channel) == [f"{channel} {number}" for number in range(8)]
    assert [call.status for call in office.slack.calls] == [200] * 8 * len(CHANNELS)
    assert len(office.sent) == 8 * len(CHANNELS)


@pytest.mark.parametrize("seed", range(3))
async def test_whoever_dies_whenever_all_arrives_once_and_in_order(
    office: Office, second: Store, seed: int
) -> None:
    chance = random.Random(seed)
    for number in range(8):
        for channel in CHANNELS:
            await office.queue(f"{channel} {number}", channel)

    for life in range(300):
        store = chance.choice([office.store, second])
        courier = office.courier(f"life {life}", attempts=100, store=store)
        await fickle(courier, chance).drain()
        office.clock.advance(seconds=chance.choice([1, 5, 31]))
        if await office.store.read(lambda tx: tx.lanes.next_due()) is None:
            break

    for channel in CHANNELS:
        assert office.texts(channel) == [f"{channel} {number}" for number in range(8)]
    assert len(office.sent) == len({key for key, _ in office.sent}) == 8 * len(CHANNELS)


async def test_a_graceful_stop_lets_what_is_on_its_way_arrive(office: Office) -> None:
    courier = office.courier()
    way = slow(courier)
    await office.queue("first")
    await office.queue("second")
    draining = spawn(courier.drain(), "drain")
    await way.until(1)

    stopping = spawn(courier.stop(timedelta(seconds=20)), "stop")
    way.answer.set()
    await stopping
    await draining

    assert (await office.delivery("first")).state is DeliveryState.delivered
    assert (await office.delivery("second")).attempts == 0
    office.clock.advance(SECOND)
    assert await office.courier("next").drain() == 1  # without waiting for a lease to end


async def test_what_does_not_arrive_in_time_is_given_back(office: Office) -> None:
    courier = office.courier()
    way = slow(courier)
    await office.queue("hello")
    draining = spawn(courier.drain(), "drain")
    await way.until(1)

    await courier.stop(timedelta())
    await draining

    await office.until_done(office.courier("next"))
    assert office.texts() == ["hello"]
    assert [key for key, _ in office.sent] == ["hello"]


async def test_a_page_needs_no_free_lane(office: Office) -> None:
    office.kinds["profile"] = office.kind(lambda _tx, _one: Call("users.info", {"user": "U0ADA"}))
    office.kinds["test"] = office.kind(lambda _tx, _one: Call("auth.test", {}))
    courier = office.courier()
    way = slow(courier)
    for number in range(LANES + 4):
        kind = "test" if number % 2 else "profile"
        await office.queue(f"{number}", lane=f"slack:lane {number}", kind=kind)
    working = spawn(courier.work(), "work")
    await way.until(LANES)

    await office.queue("page", lane="page:olga", urgency=Urgency.page, kind="profile")
    await way.until(1)

    assert (await office.delivery("page")).state is DeliveryState.leased
    way.answer.set()
    await courier.stop(SECOND)
    await working


async def test_it_works_until_it_is_stopped(office: Office) -> None:
    told = asyncio.Event()
    kind = office.kinds["text"]

    def sent(tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
        kind.sent(tx, delivery, answer)
        loop.call_soon_threadsafe(told.set)

    loop = asyncio.get_running_loop()
    office.kinds["text"] = type(kind)(kind.compose, sent)
    courier = office.courier()
    working = spawn(courier.work(), "work")
    for key in ("one", "two"):
        await office.queue(key, ALERTS if key == "two" else TRIAGE)
        await asyncio.wait_for(told.wait(), 5)
        told.clear()
    await courier.stop(SECOND)
    await working

    assert (office.texts(), office.texts(ALERTS)) == (["one"], ["two"])
