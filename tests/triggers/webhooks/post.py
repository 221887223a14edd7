"""Other systems, as they post to the desk."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bot.config.webhooks import SchemeName
from store.inbox import InboxRow
from store.timeline import Entry, timeline
from tests.door import CONFIG, Door, opened
from tests.fakes import FakeClock
from triggers.webhooks.scheme import SCHEMES
from triggers.webhooks.verify import Request, Secret, key_of, sign

SHARED = "a-secret-of-32-bytes-for-posthog"
SECRETS = {
    "STRIPE": "whsec_stripe_is_taken_as_it_is",
    "STRIPE_OLD": "whsec_the_old_one",
    "SEGMENT": "segments-own-secret",
    "LINEAR": "linears-own-secret",
    "SHARED": SHARED,
    "STANDARD": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
}
WEBHOOKS = """
webhooks:
  stripe: {secrets: [{env: STRIPE_OLD, not_after: 2026-03-02}, {env: STRIPE}]}
  segment: {secret_env: SEGMENT}
  linear: {secret_env: LINEAR}
  posthog: {secret_env: SHARED}
  datadog: {secret_env: SHARED, may_act: true, header: Authorization}
  alertmanager: {secret_env: SHARED}
  statuspage: {secret_env: SHARED, secret_in: path}
  small: {source: stripe, secret_env: STRIPE, largest: 64B, rate: 1/s, burst: 2}
  crm:
    source: generic
    secret_env: STANDARD
    mapping: {title: data.subject, customer: {account: data.account}, facts: {total: data.total}}
"""
RECEIVED = select(*timeline.c).where(timeline.c.event == "webhook.received").order_by(timeline.c.id)
FAILED = {
    "id": "evt_1",
    "type": "invoice.payment_failed",
    "created": 1772442000,
    "data": {"object": {"object": "invoice", "id": "in_1", "customer": "cus_1"}},
}


@asynccontextmanager
async def listening(
    database_url: str,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    config: str = WEBHOOKS,
    workflows: Path = Path("no-workflows"),
) -> AsyncIterator["Posting"]:
    """Run a desk to which others may post."""
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    known = CONFIG.replace(
        "owner: ada}", "owner: ada, external: {stripe: cus_1, account: acct_42}}"
    )
    async with (
        opened(database_url, clock, known + config, workflows=workflows) as door,
        aiohttp.ClientSession() as session,
    ):
        yield Posting(door, session)


class Posting:
    """The desk's door for webhooks."""

    def __init__(self, door: Door, session: aiohttp.ClientSession) -> None:
        self.door = door
        self._session = session

    async def post(
        self, path: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str, Mapping[str, str]]:
        """Post these bytes; answers the status, the words and the headers."""
        url = f"{self.door.bot.url}/webhooks/{path}"
        async with self._session.post(url, data=body, headers=headers) as answer:
            return answer.status, await answer.text(), answer.headers

    async def signed(
        self,
        path: str,
        said: Any,
        variable: str = "STRIPE",
        scheme: SchemeName = SchemeName.stripe,
        **headers: str,
    ) -> int:
        """Post as the holder of a secret does."""
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        row = SCHEMES[scheme]
        secret = Secret(key_of(row, SECRETS[variable]))
        shown = sign(row, secret, Request({}, body), self.door.clock.now())
        status, *_ = await self.post(path, body, {**headers, **shown})
        return status

    async def told(self, path: str, said: Any, **headers: str) -> int:
        """Post with a shared secret."""
        shown = {"X-Bellhop-Secret": SHARED, **headers}
        status, *_ = await self.post(path, json.dumps(said).encode(), shown)
        return status

    async def rows(self) -> list[InboxRow]:
        """What the inbox has, the oldest first."""
        return (await self.door.read(lambda tx: tx.inbox.page()))[::-1]

    async def received(self) -> list[dict[str, Any]]:
        """What the timeline says that was told, the oldest first."""
        entries = await self.door.read(lambda tx: tx.timeline.many(Entry, RECEIVED))
        return [entry.after for entry in entries]
