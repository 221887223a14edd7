"""Webhooks to other systems: signed, tried for a day, and never lost without a word."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import aiohttp
import pytest
from standardwebhooks import Webhook

from bot.desk.webhooks_out import LARGEST, Notice, queue_webhook
from bot.errors import Misconfigured, Refused
from store.deliveries import Attempt, Delivery, DeliveryState, Outcome
from tests.door import CONFIG, Door, opened, words
from tests.fakes import FakeClock
from tests.receiver import Answer, Received, Receiver, listening
from tests.triggers.api.client import Client

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
DAY = timedelta(days=1)
RESOLVED = Notice("crm", "run:7:tell", "thread.resolved", {"ref": "T-1001", "name": "Zoë"}, None)


@dataclass
class Told:
    """A desk, and the system it tells."""

    door: Door
    receiver: Receiver

    async def tell(self, **changes: Any) -> None:
        notice = replace(RESOLVED, **changes)
        await self.door.bot.store.write(queue_webhook, self.door.bot.deps.desk, notice)
        await self.door.bot.courier.drain()

    async def until(self, state: DeliveryState, key: str = RESOLVED.key) -> Delivery:
        """Turn the clock to each next try until a webhook is where it should be."""
        while (found := await self.delivery(key)).state is not state:
            due = await self.door.read(lambda tx: tx.lanes.next_due())
            assert due is not None
            self.door.clock.advance(max(due - self.door.clock.now(), timedelta(milliseconds=1)))
            await self.door.bot.courier.drain()
        return found

    async def delivery(self, key: str = RESOLVED.key, endpoint: str = "crm") -> Delivery:
        found = await self.door.read(lambda tx: tx.deliveries.by_key(f"webhook:{endpoint}:{key}"))
        assert found is not None
        return found

    async def attempts(self, key: str = RESOLVED.key) -> list[Attempt]:
        id_ = (await self.delivery(key)).id
        return await self.door.read(lambda tx: tx.deliveries.attempts(id_))

    def alerts(self) -> list[str]:
        return [words(message) for message in self.door.person("ada").sees("C0ALERTS")]


@pytest.fixture
async def told(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Told]:
    monkeypatch.setenv("CRM_WEBHOOK_SECRET", SECRET)
    async with listening() as receiver:
        endpoints = f"""
endpoints:
  crm: {{url: "{receiver.url}/in?token=t0ken", secret_env: CRM_WEBHOOK_SECRET, private: true}}
  open: {{url: "http://localhost:{receiver.port}/in", secret_env: CRM_WEBHOOK_SECRET}}
"""
        async with opened(database_url, clock, CONFIG + endpoints) as door:
            yield Told(door, receiver)


def signature(received: Received) -> str:
    """Sign what was received once more, with the reference library."""
    id_, at = received.headers["webhook-id"], int(received.headers["webhook-timestamp"])
    return Webhook(SECRET).sign(id_, datetime.fromtimestamp(at, UTC), received.body.decode())


async def test_what_happened_is_told_with_a_signature(told: Told) -> None:
    ts = await told.door.asks("carol", "The export is broken")
    await told.tell(thread_id=(await told.door.thread()).id)
    await told.tell()

    [received] = told.receiver.received
    said = {"type": "thread.resolved", "timestamp": "2026-03-02T09:00:00Z", "data": RESOLVED.data}
    assert ts
    assert json.loads(received.body) | {"timestamp": said["timestamp"]} == said
    assert received.headers["content-type"] == "application/json"
    assert received.headers["webhook-id"] == "webhook:crm:run:7:tell"
    assert received.headers["webhook-signature"] == signature(received)
    found = await told.delivery()
    assert (found.state, found.thread_id) == (DeliveryState.delivered, 1001)
    assert (found.lane, found.audience) == ("webhook:crm", "internal")
    assert [one.outcome for one in await told.attempts()] == [Outcome.delivered]


async def test_a_receiver_in_trouble_gets_the_same_again(told: Told) -> None:
    told.receiver.will(500, Answer(dies=True), 302, 401)
    await told.tell()
    await told.until(DeliveryState.delivered)

    assert len(told.receiver.received) == 5
    assert len({one.body for one in told.receiver.received}) == 1
    assert len(set(told.receiver.ids)) == 1
    assert len({one.headers["webhook-timestamp"] for one in told.receiver.received}) == 5
    assert all(one.headers["webhook-signature"] == signature(one) for one in told.receiver.received)
    tries = await told.attempts()
    assert [one.outcome for one in tries] == [Outcome.unreachable] * 4 + [Outcome.delivered]
    waits = [(later.at - one.at) / timedelta(minutes=1) for one, later in pairwise(tries)]
    assert waits == pytest.approx([1 / 12, 5, 30, 120], rel=0.11)  # jitter of a tenth
    assert "t0ken" not in str(tries)
    assert not told.alerts()


async def test_after_a_day_it_is_dead_and_somebody_is_told(told: Told) -> None:
    told.receiver.will(*[500] * 10)  # jitter may leave room for a ninth
    begun = told.door.clock.now()
    await told.tell()
    dead = await told.until(DeliveryState.dead)
    await told.door.settle()

    assert begun + DAY == (await told.attempts())[-1].at
    assert 8 <= dead.attempts <= 9
    assert f"webhook crm: HTTP 500; given up after {dead.attempts} attempts" in str(dead.error)
    [alert] = told.alerts()
    assert "webhook crm: HTTP 500" in alert
    assert f"bellhop deliveries replay {dead.id}" in alert


async def test_a_replayed_one_has_another_day(told: Told) -> None:
    told.receiver.will(410, 500, 500)
    await told.tell()
    dead = await told.delivery()
    assert (dead.state, dead.attempts) == (DeliveryState.dead, 1)
    assert dead.error == "webhook crm: HTTP 410, the receiver wants no more"

    told.door.clock.advance(3 * DAY)
    async with aiohttp.ClientSession() as session:
        replayed = await Client(told.door, session).post(f"/deliveries/{dead.id}/replay")
    assert replayed.status == 200
    await told.until(DeliveryState.delivered)

    assert len(told.receiver.received) == 4
    assert len(set(told.receiver.ids)) == 1


async def test_one_that_is_never_taken_keeps_no_other_waiting(told: Told) -> None:
    told.receiver.will(500)
    await told.tell(key="poison")
    await told.tell(key="second")
    await told.tell(key="third")

    ids = [id_.removeprefix("webhook:crm:") for id_ in told.receiver.ids]
    assert ids == ["poison", "second", "third"]
    assert (await told.delivery("poison")).due_at == pytest.approx(
        told.door.clock.now() + timedelta(seconds=5), abs=timedelta(seconds=1)
    )


@pytest.mark.parametrize("status", [429, 503])
async def test_a_receiver_says_how_long_to_wait(told: Told, status: int) -> None:
    told.receiver.will(Answer(status, {"Retry-After": "600"}))
    begun = told.door.clock.now()
    await told.tell()
    await told.tell(key="another")

    assert len(told.receiver.received) == 1
    await told.until(DeliveryState.delivered)
    await told.until(DeliveryState.delivered, "another")
    assert told.door.clock.now() - begun >= timedelta(seconds=600)
    assert len(told.receiver.received) == 3


async def test_nobody_asks_us_to_wait_for_ever(told: Told) -> None:
    told.receiver.will(Answer(429, {"Retry-After": "99999999"}), 500)
    begun = told.door.clock.now()
    await told.tell()
    await told.until(DeliveryState.dead)

    assert told.door.clock.now() == begun + DAY


async def test_our_own_network_is_told_nothing(told: Told) -> None:
    await told.tell(endpoint="open")
    await told.door.settle()
    dead = await told.delivery(endpoint="open")

    assert dead.state is DeliveryState.dead
    assert "POST localhost/in: not a public address" in str(dead.error)
    assert not told.receiver.received
    assert len(told.alerts()) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"endpoint": "cmr"}, "There is no endpoint 'cmr' in bellhop.yml."),
        ({"data": {"score": float("nan")}}, "cannot be written as JSON"),
        ({"data": {"at": datetime(2026, 3, 2, tzinfo=UTC)}}, "cannot be written as JSON"),
        ({"data": {"text": "x" * LARGEST}}, "is too long"),
    ],
)
async def test_what_cannot_be_told_is_refused(
    told: Told, changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        await told.tell(**changes)


async def test_a_bot_without_its_secrets_does_not_start(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRM_WEBHOOK_SECRET", raising=False)
    config = CONFIG + 'endpoints: {crm: {url: "https://x.example", secret_env: CRM_WEBHOOK_SECRET}}'

    with pytest.raises(Misconfigured, match=r"CRM_WEBHOOK_SECRET is not set.*endpoints\.crm"):
        async with opened(database_url, clock, config):
            pass
