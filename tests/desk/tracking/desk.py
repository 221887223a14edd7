"""A desk whose threads are about issues."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.desk.by import By
from bot.desk.threads import locked
from bot.desk.tracking.filing import file
from bot.desk.tracking.linking import link_by_url
from bot.desk.tracking.report import Report
from playground.trackers import Trackers
from playground.trackers.board import Board
from store.links import Link, Links
from store.transaction import Transaction
from tests.door import CONFIG, Door, opened
from tests.fakes import FakeClock

TOKEN, SECRET = "let-me-in", "the-secret-of-the-webhook"
SECRETS = {"EMAIL": "bot@example.com", "TOKEN": TOKEN, "SECRET": SECRET}
CONFIGS = {
    "jira": "url: '{url}/jira', email_env: EMAIL, token_env: TOKEN, project: ENG",
    "linear": "url: '{url}/linear/graphql', key_env: TOKEN, team: ENG",
    "github": "url: '{url}/github', token_env: TOKEN, repo: Acme/api",
}
REPORT = Report(
    "Login fails with 502",
    [("Steps", "1. Log in\n2. See a 502"), ("Customer", "Acme, carol@acme.example @kim")],
)
ADA = By("agent:ada", "Ada")
CREATES = {
    "jira": "/jira/rest/api/3/issue",
    "linear": "/linear/*",
    "github": "/github/repos/*/issues",
}
ALL = ("jira", "linear", "github")


@dataclass
class Tracking:
    """The door, the trackers, and the board of the tracker that the desk uses."""

    door: Door
    trackers: Trackers
    name: str

    @property
    def board(self) -> Board:
        board: Board = getattr(self.trackers, self.name).board
        return board

    async def files(self, number: int = 1001) -> Link:
        """File an issue, and let everything that follows happen."""

        def rule(tx: Transaction) -> Link:
            return file(tx, self.door.bot.deps.desk, locked(tx, number), REPORT, ADA)

        filed = await self.door.bot.store.write(rule)
        await self.door.settle()
        return filed

    async def links(self, url: str, number: int = 1001) -> Link:
        desk = self.door.bot.deps.desk
        linked = await self.door.bot.store.write(link_by_url, desk, number, url, ADA)
        await self.door.settle()
        return linked

    async def link(self, number: int = 1001) -> Link:
        [link] = await self.door.read(lambda tx: Links(tx).of_thread(number))
        return link

    async def told(self, drop: bool = False) -> None:
        """Let the webhooks come, or be lost, and everything that follows happen."""
        assert set(await self.trackers.tell(drop)) <= {200}
        await self.door.settle()

    def posts(self, path: str) -> list[str]:
        """What was posted there."""
        return [
            one["body"]
            for one in self.trackers.requests
            if one["method"] == "POST" and path in one["path"]
        ]


@asynccontextmanager
async def tracking(
    database_url: str,
    clock: FakeClock,
    trackers: Trackers,
    tracker: str,
    more: str = "",
    config: str = CONFIG,
) -> AsyncIterator[Tracking]:
    """Run a desk with one tracker, which has one thread of Acme's."""
    said = CONFIGS[tracker].format(url=trackers.url)
    config = f"""{config}
integrations: {{{tracker}: {{{said}, private: true{more}}}}}
webhooks: {{{tracker}: {{secret_env: SECRET}}}}
"""
    async with opened(database_url, clock, config) as door:
        trackers.hooks[tracker] = (f"{door.bot.url}/webhooks/{tracker}", SECRET)
        await door.asks("carol", "Login fails with a 502")
        yield Tracking(door, trackers, tracker)
