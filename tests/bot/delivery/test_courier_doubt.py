"""Couriers that die, answers that get lost, two couriers at once: nothing is lost or sent twice."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery import doubt
from bot.delivery.courier import LANES, Call, Courier
from bot.delivery.slack import SlackApi
from bot.tasks import spawn
from playground import Fault
from store.database import Store, open_store
from store.deliveries import Delivery, DeliveryState, Outcome, Urgency
from store.transaction import Transaction
from tests.fakes import FakeClock
from tests.post_office import ACME, ALERTS, LEASE, TRIAGE, Office, opened

POST = "chat.postMessage"
CHANNELS = (TRIAGE, ALERTS, "C0BILL", ACME, "C0GLOBEX")
SECOND = timedelta(seconds=1)


class Mortal:
    """A way to Slack on which the courier dies, before the call or after it."""

    def __init__(self, api: SlackApi, before: bool) -> None:
        self._api = api
        self._before = before

    async def call(self, method: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
        if self._before:
            raise asyncio.CancelledError
        await self._api.call(method, args)
        raise asyncio.CancelledError


class Slow:
    """A way to Slack on which a call takes until the test says so."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        self._calls = asyncio.Semaphore(0)
        self.answer = asyncio.Event()

    async def until(self, calls: int) -> None:
        """Wait for so many calls more."""
        async with asyncio.timeout(5):
            for _ in range(calls):
                await self._calls.acquire()

    async def call(self, method: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
        self._calls.release()
        answer = await self._api.call(method, args)
        await self.answer.wait()
        return answer


@pytest.fixture
async def office(store: Store, clock: FakeClock) -> AsyncIterator[Office]:
    async with opened(store, clock) as office:
        yield office


@pytest.fixture
async def second(store: Store, database_url: str, clock: FakeClock) -> AsyncIterator[Store]:
    """Another replica's store; SQLite has one process, in which two couriers share it."""
    if store.dialect == "sqlite":
        yield store
        return
    other = open_store(database_url, clock.now)
    await other.start()
    yield other
    await other.stop()


def dying(courier: Courier, before: bool) -> Courier:
    courier.slack = Mortal(courier.slack, before)  # type: ignore[assignment]
    return courier


def slow(courier: Courier) -> Slow:
    courier.slack = way = Slow(courier.slack)  # type: ignore[assignment]
    return way


def methods(office: Office) -> list[str]:
    return [call.method for call in office.slack.calls]


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


async def test_a_lost_answer_is_looked_up_and_not_repeated(office: Office) -> None:
    office.slack.fails(POST, Fault.lost())
    await office.queue("hello")

    await office.until_done(office.courier())

    assert office.texts() == ["hello"]
    assert methods(office) == [POST, "conversations.history"]
    assert await outcomes(office, "hello") == [Outcome.unreachable, Outcome.found]
    [(_, answer)] = office.sent
    delivery = await office.delivery("hello")
    assert (answer["ok"], answer["channel"], answer["ts"]) == (True, TRIAGE, delivery.result_ts)
    assert answer["message"]["text"] == "hello"


async def test_a_lost_answer_in_a_thread_is_looked_up_there(office: Office) -> None:
    root = await office.slack.person("carol").says(ACME, "It broke")
    await office.queue("root", ALERTS)
    office.slack.fails(POST, Fault.lost(), where={"channel": ACME})
    await office.queue("answer", ACME, payload={"thread_ts": root})

    await office.until_done(office.courier())

    thread = office.slack.person("ada").sees(ACME, root)
    assert [message["text"] for message in thread] == ["It broke", "answer"]
    assert "conversations.replies" in methods(office)


async def test_it_is_found_behind_pages_of_talk(
    office: Office, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubt, "PAGE", 2)
    office.slack.fails(POST, Fault.lost())
    await office.queue("hello")
    courier = office.courier()
    await courier.drain()
    for number in range(5):
        await office.slack.person("ada").says(TRIAGE, f"talk {number}")

    await office.until_done(courier)

    assert methods(office) == [POST, *["conversations.history"] * 3]
    assert office.texts().count("hello") == 1


async def test_what_never_arrived_is_sent_again(office: Office) -> None:
    office.slack.fails(POST, Fault.reset())
    await office.queue("hello")

    await office.until_done(office.courier())

    assert methods(office) == [POST, "conversations.history", POST]
    assert office.texts() == ["hello"]


async def test_doubt_outlasts_a_look_up_that_fails(office: Office) -> None:
    office.slack.fails(POST, Fault.lost())
    office.slack.fails("conversations.history", Fault.error("service_unavailable"))
    office.slack.fails("conversations.history", Fault.ratelimited(30))
    office.slack.fails("conversations.history", Fault.reset())
    await office.queue("hello")

    await office.until_done(office.courier())

    assert office.texts() == ["hello"]
    assert methods(office) == [POST, *["conversations.history"] * 4]


async def test_doubt_that_cannot_be_looked_up_is_told_to_a_person(office: Office) -> None:
    office.slack.fails(POST, Fault.lost())
    office.slack.fails("conversations.history", Fault.error("missing_scope"))
    await office.queue("hello")

    await office.until_done(office.courier())

    why = "conversations.history: missing_scope; it may have arrived"
    assert office.alerts == [("dead", "hello", why)]


async def test_doubt_after_the_last_attempt_is_told_to_a_person(office: Office) -> None:
    office.slack.fails(POST, Fault.lost())
    await office.queue("hello")

    await office.until_done(office.courier(attempts=1))

    [(_, _, why)] = office.alerts
    assert why.endswith("given up after 1 attempts; it may have arrived")


async def test_a_replay_of_what_may_have_arrived_looks_first(office: Office) -> None:
    office.slack.fails(POST, Fault.lost())
    await office.queue("hello")
    courier = office.courier(attempts=1)
    await courier.drain()
    id_ = (await office.delivery("hello")).id

    await office.store.write(lambda tx: tx.deliveries.revive(id_))
    await office.until_done(courier)

    assert office.texts() == ["hello"]
    assert (await office.delivery("hello")).state is DeliveryState.delivered


async def test_a_replay_of_what_was_refused_is_sent(office: Office) -> None:
    await office.queue("hello", "C0NEW")
    courier = office.courier()
    await courier.drain()
    await office.slack.person("ada").invites_app("C0NEW")
    id_ = (await office.delivery("hello")).id

    await office.store.write(lambda tx: tx.deliveries.revive(id_))
    await office.until_done(courier)

    assert office.texts("C0NEW")[-1] == "hello"


async def test_other_methods_are_simply_repeated(office: Office) -> None:
    view = {"type": "home", "blocks": []}
    publish = lambda _tx, _delivery: Call("views.publish", {"user_id": "U0ADA", "view": view})
    office.kinds["home"] = office.kind(publish)
    office.slack.fails("views.publish", Fault.lost())
    await office.queue("home", kind="home")

    await office.until_done(office.courier())

    assert methods(office) == ["views.publish"] * 2


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
    couriers = [office.courier("one"), office.courier("two", store=second)]

    for _ in range(200):
        await asyncio.gather(*(courier.drain() for courier in couriers))
        due = await office.store.read(lambda tx: tx.lanes.next_due())
        if due is None:
            break
        office.clock.advance(max(due - office.clock.now(), timedelta()))

    for channel in CHANNELS:
        assert office.texts(channel) == [f"{channel} {number}" for number in range(8)]
    assert len(office.slack.calls) == 8 * len(CHANNELS)
    assert len(office.sent) == 8 * len(CHANNELS)


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
