"""A courier or two between a fresh database and a Slack that can be told to fail."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from pydantic import SecretStr

from bot.config.upkeep import Courier as Settings
from bot.delivery.courier import Call, Courier, Kind
from bot.delivery.kinds import SLACK
from bot.delivery.outbox import Post, channel_lane, to_team
from bot.delivery.slack import SlackApi
from bot.delivery.way import Way
from bot.delivery.ways.slack import SlackWay
from playground import Slack
from store.database import Store
from store.deliveries import Attempt, Delivery, Urgency
from store.transaction import Transaction
from tests.fakes import FakeClock

MANIFEST = yaml.safe_load(Path("manifest.yml").read_text())
TRIAGE, ALERTS, ACME = "C0TRIAGE", "C0ALERTS", "C0ACME"
LEASE = timedelta(seconds=30)


def post_text(_tx: Transaction, delivery: Delivery) -> Call:
    payload = delivery.payload
    place = {"channel": delivery.channel, "thread_ts": payload.get("thread_ts")}
    return Call("chat.postMessage", {**place, "text": payload["text"]})


@dataclass
class Office:
    """What a test drives: the store, the Slack, and what the couriers told."""

    store: Store
    slack: Slack
    clock: FakeClock
    session: aiohttp.ClientSession
    kinds: dict[str, Kind] = field(default_factory=dict)
    ways: dict[str, Way] = field(default_factory=dict)
    sent: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    alerts: list[tuple[str, str, str]] = field(default_factory=list)
    limited: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kinds["text"] = self.kind(post_text)

    def kind(self, compose: Callable[[Transaction, Delivery], Call | None]) -> Kind:
        return Kind(
            compose,
            lambda _tx, delivery, answer: self.sent.append((delivery.key, answer)),
            lambda _tx, delivery, why: self.refused.append((delivery.key, why)),
        )

    def courier(self, name: str = "one", attempts: int = 12, store: Store | None = None) -> Courier:
        token = SecretStr(self.slack.bot_token)
        api = SlackApi(token, self.session, self.slack.api_url, self.limited.append)
        settings = Settings(attempts=attempts, lease=LEASE)
        return Courier(
            store or self.store,
            {SLACK: SlackWay(api), **self.ways},
            self.kinds,
            settings,
            name,
            self.alert,
            chance=lambda: 1.0,
        )

    def alert(self, _tx: Transaction, what: str, delivery: Delivery, why: str) -> None:
        self.alerts.append((what, delivery.key, why))

    async def queue(self, key: str, channel: str = TRIAGE, **values: Any) -> None:
        """Queue a text for a channel."""
        payload = {"text": values.pop("text", key), **values.pop("payload", {})}
        post = {"kind": "text", "lane": channel_lane(channel), **values, "payload": payload}
        await self.store.write(to_team, Post(key=key, channel=channel, **post))

    async def delivery(self, key: str) -> Delivery:
        found = await self.store.read(lambda tx: tx.deliveries.by_key(key))
        assert found is not None
        return found

    async def attempts(self, key: str) -> list[Attempt]:
        id_ = (await self.delivery(key)).id
        return await self.store.read(lambda tx: tx.deliveries.attempts(id_))

    def texts(self, channel: str = TRIAGE) -> list[str]:
        """What people read in a channel."""
        return [message["text"] for message in self.slack.person("ada").sees(channel)]

    def called(self, method: str = "chat.postMessage") -> list[dict[str, Any]]:
        return [call.args for call in self.slack.calls if call.method == method]

    async def until_done(self, *couriers: Courier, seconds: float = 600) -> None:
        """Turn the clock from one due lane to the next, and let the couriers work in turns."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while True:
            moved = 0
            for courier in couriers:
                moved += await courier.drain()
            due = await self.store.read(lambda tx: tx.lanes.next_due())
            if not moved and (due is None or due > end):
                return
            if due is not None and due <= end:
                self.clock.advance(max(due - self.clock.now(), timedelta()))


@asynccontextmanager
async def opened(store: Store, clock: FakeClock) -> AsyncIterator[Office]:
    """Open an office on a database."""
    seconds = lambda: clock.now().timestamp()
    async with Slack(MANIFEST, now=seconds) as slack, aiohttp.ClientSession() as session:
        yield Office(store, slack, clock, session)


__all__ = ["ACME", "ALERTS", "LEASE", "TRIAGE", "Office", "Urgency", "opened", "post_text"]
