"""A desk that runs in a test: a Slack on one side, the bot on the other, and a clock to turn."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import yaml
from aiohttp.web_app import _cached_build_middleware
from pydantic import SecretStr

from bot.app import Bellhop
from bot.config.load import parse
from bot.settings import Settings
from playground import Person, Slack
from store.threads import Thread
from store.transaction import Transaction
from tests.fakes import FakeClock

T = TypeVar("T")

MANIFEST = yaml.safe_load(Path("manifest.yml").read_text())
TRIAGE = "C0TRIAGE"
ACME = "C0ACME"
API_TOKEN = "let-me-in"
PATIENCE = timedelta(seconds=120)  # how far the clock is turned for what waits its turn

CONFIG = """
desk: {name: Example, timezone: Europe/Berlin, triage: C0TRIAGE, alerts: C0ALERTS}
agents:
  ada: {slack: U0ADA, teams: [support]}
  ben: {slack: U0BEN, teams: [support]}
  lea: {slack: U0LEA, role: lead, teams: [support]}
teams: {support: {}}
tiers: {growth: {}, enterprise: {priority: high}}
sla: [{first_response: 1h, always_on: true}]
incidents: {declare: []}
customers:
  acme: {tier: enterprise, channels: [C0ACME], domains: [acme.example], owner: ada}
  globex: {tier: growth, channels: [C0GLOBEX], domains: [globex.example]}
"""


@dataclass
class Door:
    """The bot and its Slack, as a test drives them."""

    slack: Slack
    bot: Bellhop
    clock: FakeClock

    def person(self, handle: str) -> Person:
        return self.slack.person(handle)

    async def settle(self) -> None:
        """Let everything that is due happen, turning the clock for what Slack makes wait."""
        end = self.clock.now() + PATIENCE
        while True:
            await self.slack.settled()
            moved = await self.bot.courier.drain()
            moved += await self.bot.followups.drain() + await self.bot.inbox.retry_due()
            moved += await self.bot.engine.answered() + await self.bot.engine.drain()
            if moved:
                continue
            due = await self.bot.store.read(lambda tx: tx.lanes.next_due())
            if due is None or due > end:
                return
            self.clock.advance(max(due - self.clock.now(), timedelta(milliseconds=1)))

    async def later(self, **by: float) -> None:
        """Turn the clock, and let happen what is due by then."""
        await self.settle()
        self.clock.advance(timedelta(**by))
        await self.settle()

    async def read(self, query: Callable[[Transaction], T]) -> T:
        return await self.bot.store.read(query)

    async def thread(self, number: int = 1001) -> Thread:
        thread = await self.read(lambda tx: tx.threads.get(number))
        assert thread is not None, f"there is no T-{number}"
        return thread

    async def asks(self, handle: str, text: str, channel: str = ACME, **said: Any) -> str:
        """Let a person write, and everything that follows happen."""
        ts = await self.person(handle).says(channel, text, **said)
        await self.settle()
        return ts

    def cards(self, channel: str = TRIAGE) -> list[dict[str, Any]]:
        """What an agent sees at the top level of a triage channel."""
        return self.person("ada").sees(channel)

    async def card_ts(self, number: int = 1001) -> str:
        ts = (await self.thread(number)).card_ts
        assert ts is not None, f"T-{number} has no card"
        return ts

    async def room(self, number: int = 1001) -> list[str]:
        """The words of the internal room, without its card."""
        thread = await self.thread(number)
        said = self.person("ada").sees(str(thread.card_channel), thread.card_ts)
        return [words(message) for message in said[1:]]

    async def clicks(self, handle: str, action_id: str, number: int = 1001, **args: Any) -> None:
        """Let a person press a button of a card, and everything that follows happen."""
        await self.person(handle).clicks(TRIAGE, await self.card_ts(number), action_id, **args)
        await self.settle()


def words(message: dict[str, Any]) -> str:
    """All text of a message: of its blocks, where it has some."""
    found: list[str] = []

    def collect(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("text"), str):
                found.append(part["text"])
            for value in part.values():
                collect(value)
        elif isinstance(part, list):
            for value in part:
                collect(value)

    collect(message.get("blocks", []))
    return "\n".join(found) or str(message.get("text", ""))


@asynccontextmanager
async def opened(
    database_url: str,
    clock: FakeClock,
    config: str = CONFIG,
    socket: bool = False,
    api_token: str | None = API_TOKEN,
    workflows: Path = Path("no-workflows"),
) -> AsyncIterator[Door]:
    """Run the bot against a Slack of its own."""
    seconds = lambda: clock.now().timestamp()
    async with Slack(MANIFEST, now=seconds, retry_after_seconds=(0, 0, 0)) as slack:
        settings = Settings(
            slack_bot_token=SecretStr(slack.bot_token),
            slack_signing_secret=SecretStr(slack.signing_secret),
            slack_app_token=SecretStr(slack.app_token) if socket else None,
            slack_api_url=slack.api_url,
            database_url=database_url,
            api_token=SecretStr(api_token) if api_token else None,
            workflows_path=workflows,
            port=0,
        )
        door = Door(slack, Bellhop(settings, parse(config.encode()), clock), clock)
        try:
            await door.bot.open()
            await door.bot.listen()
            if not socket:
                slack.send_to(f"{door.bot.url}/slack/events")
            yield door
        finally:
            await door.bot.close()  # which may be another by now
            # aiohttp keeps 1,024 applications: that would be all bots of all tests, and to look
            # through them takes the collector longer than Slack waits for an answer
            _cached_build_middleware.cache_clear()
