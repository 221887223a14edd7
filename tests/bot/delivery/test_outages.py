"""A system that is down for hours: what is for it waits, and only what does not go itself dies."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.courier import Courier
from bot.delivery.outage import LAST, PATIENCE
from bot.tasks import spawn
from playground import Fault
from store.deliveries import DeliveryState
from store.outages import Outages
from tests.post_office import ALERTS, LEASE, TRIAGE, Office
from tests.ways import dying, slow

HOUR = timedelta(hours=1)
KEYS = [f"message {number}" for number in range(3)]
DOWN = (Fault.reset(), Fault.status(502), Fault.error("service_unavailable"))


class Down:
    """A Slack that is down, in one way after the other; the first call it still takes in silence.

    `only` in that channel, when it is said.
    """

    def __init__(self, office: Office, only: str | None = None, lost: int = 1) -> None:
        self.only = only
        self._lost = lost
        self._calls = 0
        self._is_over = False
        office.slack.fails_as(self._trouble)

    def _trouble(self, _method: str, args: Mapping[str, Any]) -> Fault | None:
        if self._is_over or (self.only and args.get("channel") != self.only):
            return None
        self._calls += 1
        return Fault.lost() if self._calls <= self._lost else DOWN[self._calls % len(DOWN)]

    def over(self) -> None:
        self._is_over = True


async def for_hours(office: Office, courier: Courier, hours: float) -> None:
    await office.until_done(courier, seconds=hours * 3600)


async def standing(office: Office) -> list[str]:
    return await office.store.read(lambda tx: Outages(tx).standing())


async def test_after_three_hours_all_arrives_once_and_in_order(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    down, courier = Down(office), office.courier(attempts=40)
    for key in KEYS:
        await office.queue(key)
        await office.queue(f"{key}, elsewhere", ALERTS)
    await for_hours(office, courier, 3)
    assert await standing(office) == ["slack"]
    assert (await office.delivery(KEYS[0])).attempts > 40

    down.over()
    await for_hours(office, courier, 0.2)

    assert office.texts() == KEYS
    assert office.texts(ALERTS) == [f"{key}, elsewhere" for key in KEYS]
    assert sorted(key for key, _ in office.sent) == sorted(office.texts() + office.texts(ALERTS))
    assert (office.refused, office.alerts) == ([], [])
    assert len([one for one in caplog.records if "it takes nothing" in one.message]) == 1
    office.clock.advance(HOUR)
    assert await standing(office) == []


async def test_people_are_told_once_of_each_outage_of_another_system(office: Office) -> None:
    office.ways["jira"] = office.courier().ways["slack"]
    courier = office.courier(attempts=3)
    for outage in ("first", "second"):
        down = Down(office)
        for number in range(2):
            await office.queue(f"{outage} {number}", lane=f"jira:{number}")
        await for_hours(office, courier, 1)
        down.over()
        await for_hours(office, courier, 0.5)
        office.clock.advance(2 * HOUR)

    assert [(what, key.split()[0]) for what, key, _ in office.alerts] == [
        ("out", "first"),
        ("out", "second"),
    ]
    assert len(office.texts()) == 4


async def others_get_through(office: Office, courier: Courier) -> None:
    """Let another one arrive, and turn the clock to the next try of what waits."""
    await office.queue(f"{office.clock.now()}", ALERTS)
    await courier.drain()
    await to_next(office)
    await courier.drain()


async def to_next(office: Office) -> None:
    due = await office.store.read(lambda tx: tx.lanes.next_due())
    assert due is not None
    office.clock.advance(max(due - office.clock.now(), timedelta()))


@pytest.mark.parametrize("attempts", [3, 40])
async def test_one_that_fails_alone_is_dead_after_its_attempts(
    office: Office, attempts: int
) -> None:
    down, courier = Down(office, TRIAGE, lost=0), office.courier(attempts=attempts)
    await office.queue("poison")
    await office.queue("behind it")
    await courier.drain()
    for _ in range(attempts - 1):
        await others_get_through(office, courier)

    dead = await office.delivery("poison")
    assert (dead.state, dead.attempts) == (DeliveryState.dead, attempts)
    assert [(what, key) for what, key, _ in office.alerts] == [("dead", "poison")]
    down.over()
    await for_hours(office, courier, 0.1)
    assert office.texts() == ["behind it"]


async def test_who_comes_back_stumbling_kills_nothing(office: Office) -> None:
    down, courier = Down(office), office.courier(attempts=40)
    await office.queue("first")
    await for_hours(office, courier, 3)

    down.only = TRIAGE  # all others get through, and this one is out of luck for a while
    for _ in range(LAST):
        await others_get_through(office, courier)
        assert (await office.delivery("first")).state is not DeliveryState.dead
    down.over()
    await for_hours(office, courier, 0.1)

    assert office.texts() == ["first"]


async def test_after_a_day_it_is_dead_reported_and_can_be_replayed(office: Office) -> None:
    down, courier = Down(office), office.courier(attempts=12)
    await office.queue("first")
    await office.queue("second")
    await for_hours(office, courier, 1)
    office.clock.advance(PATIENCE - 1.5 * HOUR)
    await courier.drain()
    assert (await office.delivery("first")).state is not DeliveryState.dead
    await for_hours(office, courier, 0.6)

    dead = await office.delivery("first")
    assert dead.state is DeliveryState.dead
    why = f"{dead.error}"
    assert why.endswith(f"given up after {dead.attempts} attempts; it may have arrived")
    assert office.alerts == [("dead", "first", why)]

    await office.store.write(lambda tx: tx.deliveries.revive(dead.id))
    await for_hours(office, courier, 1)
    down.over()
    await for_hours(office, courier, 0.2)
    assert sorted(office.texts()) == ["first", "second"]
    assert len(office.alerts) == 1


@pytest.mark.parametrize("gracefully", [True, False])
async def test_who_stops_in_an_outage_leaves_it_to_the_next(
    office: Office, gracefully: bool
) -> None:
    down = Down(office)
    await office.queue("first")
    await office.queue("second")
    await for_hours(office, office.courier("one", attempts=40), 3)
    await to_next(office)

    if gracefully:
        stopping = office.courier("stopping", attempts=40)
        way = slow(stopping)
        draining = spawn(stopping.drain(), "drain")
        await way.until(1)
        await stopping.stop(timedelta())
        await draining
    else:
        await dying(office.courier("dying", attempts=40), before=True).drain()
        office.clock.advance(LEASE)
    next_one = office.courier("next", attempts=40)
    await for_hours(office, next_one, 0.5)
    down.over()
    await for_hours(office, next_one, 0.2)

    assert office.texts() == ["first", "second"]
    assert office.alerts == []
