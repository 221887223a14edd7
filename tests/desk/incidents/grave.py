"""A SEV1 from the click to the archive, at a desk beside a PagerDuty, a Statuspage and a Jira."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.delivery import limits
from bot.delivery.limits import Limit
from bot.desk.by import By
from bot.desk.threads import locked
from bot.desk.tracking.filing import file
from bot.desk.tracking.report import Report
from playground.outages import Outages
from playground.outages.pagerduty import SERVICE, USER
from playground.outages.statuspage import PAGE
from playground.trackers import Trackers
from store.transaction import Transaction
from tests.desk.paging.calls import ONCALL
from tests.door import PATIENCE, Door, opened
from tests.fakes import FakeClock
from tests.triggers.api.client import Client

KEY, SECRET = "k" * 32, "s3cret-of-the-webhooks"
SECRETS = {"PD_KEY": KEY, "SP_KEY": KEY, "JIRA_MAIL": "bot@example.com", "JIRA_KEY": KEY}
PAGED = "page:1:0:1:pagerduty"
ADA = By("agent:ada", "Ada Agarwal")
REPORT = Report("The API answers 503", [("Steps", "POST /orders")])
# nothing but the flow happens in the hours that it takes when systems are down
CONFIG = (
    ONCALL.replace("declare: []", "acknowledge_within: 9h, update_every: 9h, archive_after: 30m")
    .replace("first_response: 1h", "first_response: 48h")
    .replace(
        "tiers:",
        "acknowledgement: off\npaths: {slow: {severities: [SEV1], steps: [{notify: {oncall: engineering}, wait: 9h}]}}\ntiers:",
    )
)


class NotTaken(Exception):
    """Whoever asked for it has to ask again."""


@dataclass
class Grave:
    """Everybody who takes part."""

    door: Door
    outages: Outages
    trackers: Trackers
    session: aiohttp.ClientSession

    async def begin(self) -> None:
        """Let two customers report, and an agent look at the first of them."""
        await self.door.asks("carol", "The API answers 503 to POST /orders")
        await self.door.asks("dave", "Nothing loads here", "C0GLOBEX")
        await self.door.clicks("ada", "thread.claim", 1001)
        await self.door.clicks("ben", "thread.claim", 1002)
        await self.door.clicks("ada", "thread.more", 1001)

    async def grade(self) -> None:
        """Let the agent press the button that declares it."""
        await self.door.person("ada").submits({"severity": "SEV1"})

    async def link(self) -> None:
        await self._post("links", thread="T-1002", agent="ada")

    async def file(self) -> None:
        desk = self.door.bot.deps.desk

        def rule(tx: Transaction) -> None:
            file(tx, desk, locked(tx, 1001), REPORT, ADA)

        await self.door.bot.store.write(rule)

    async def acknowledge(self) -> None:
        await self._post("acknowledge", agent="olga")

    async def update(self) -> None:
        said = {"conditions": "db-7 is full", "public": "We know why.", "status": "identified"}
        await self._post("updates", **said, agent="olga")

    async def watch(self) -> None:
        await self._post("status", status="monitoring", agent="olga")

    async def resolve(self) -> None:
        said = {"cause": "performance", "root_cause": "db-7", "public": "It works again."}
        await self._post("resolve", **said, agent="olga")

    async def write_down(self) -> None:
        await self._post("written", agent="ada")

    @property
    def acts(self) -> Mapping[str, Callable[[], Awaitable[None]]]:
        """What people do after the beginning, one after the other."""
        acts = (self.grade, self.link, self.file, self.acknowledge, self.update, self.watch)
        ending = (self.resolve, self.write_down)
        return {act.__name__: act for act in (*acts, *ending)}

    async def goes_on(self, between: Callable[[], None] = lambda: None) -> None:
        """Let people do all of it, and everything that follows happen."""
        for act in self.acts.values():
            between()
            await act()
            await self.settle()

    async def ends(self) -> None:
        """Let the time pass until everything has caught up."""
        for _ in range(3):
            self.door.clock.advance(timedelta(minutes=31))
            await self.settle()

    async def settle(self) -> None:
        """Let everything that is due happen, what is sent before all else."""
        bot = self.door.bot
        moved = 1
        while moved:
            await self.door.slack.settled()
            await self._send()
            moved = await bot.followups.drain() + await bot.inbox.retry_due()

    async def _send(self) -> None:
        """Send what is due within a while, turning the clock for what has to wait."""
        bot, clock = self.door.bot, self.door.clock
        end = clock.now() + PATIENCE
        while True:
            await bot.courier.drain()
            due = await bot.store.read(lambda tx: tx.lanes.next_due())
            if due is None or due > end:
                return
            clock.advance(max(due - clock.now(), timedelta(milliseconds=1)))

    async def _post(self, what: str, **said: Any) -> None:
        client = Client(self.door, self.session)
        answer = await client.post(f"/incidents/1/{what}", said, key=what)
        if answer.status >= 500:
            raise NotTaken
        assert answer.status in (200, 409), answer.body  # it may be done already


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator has set for the systems, and a Slack that may be called as often as we like."""
    often = Limit(timedelta(milliseconds=1), burst=1000)
    monkeypatch.setattr(limits, "TIERS", dict.fromkeys(limits.TIERS, often))
    monkeypatch.setattr(limits, "PER_CHANNEL", often)
    for name, secret in {**SECRETS, "PD_SECRET": SECRET, "JIRA_SECRET": SECRET}.items():
        monkeypatch.setenv(name, secret)


@asynccontextmanager
async def grave(
    database_url: str,
    clock: FakeClock,
    rest: bool = False,
    config: str = CONFIG,
    workflows: Path = Path("no-workflows"),
) -> AsyncIterator[Grave]:
    """Open the desk; `rest`: PagerDuty gets incidents, and not events."""
    now = lambda: clock.now().timestamp()
    outages, trackers = Outages(KEY, now), Trackers(KEY, now)
    await outages.start()
    await trackers.start()
    try:
        whole = config + _integrations(outages, trackers, rest)
        async with (
            opened(database_url, clock, whole, workflows=workflows) as door,
            aiohttp.ClientSession() as session,
        ):
            yield Grave(door, outages, trackers, session)
    finally:
        await outages.stop()
        await trackers.stop()


def _integrations(outages: Outages, trackers: Trackers, rest: bool) -> str:
    pagerduty = f"url: {outages.url}/pagerduty, events_url: {outages.url}/pagerduty"
    incidents = f"token_env: PD_KEY, from: {USER}, service: {SERVICE}, " if rest else ""
    jira = f"url: {trackers.url}/jira, email_env: JIRA_MAIL, token_env: JIRA_KEY, project: ENG"
    page = f"page: {PAGE}, key_env: SP_KEY, url: {outages.url}/statuspage"
    return f"""
integrations:
  pagerduty: {{routing_key_env: PD_KEY, {incidents}{pagerduty}, private: true}}
  statuspage: {{{page}, private: true}}
  jira: {{{jira}, private: true}}
webhooks: {{pagerduty: {{secret_env: PD_SECRET}}, jira: {{secret_env: JIRA_SECRET}}}}
"""
