"""The demo's desk with the shipped workflows live, asking the services of the playground."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from bot.cli.demo.product import SERVICES, TOKEN, WORKFLOWS, switch_on
from bot.config.tree import grow
from playground.services import Services
from tests.door import ACME, Door, opened, words
from tests.fakes import FakeClock

DESK = Path("bot/cli/demo/desk.yml").read_text("utf-8")
OFFERED = "Talk to a person"


@dataclass
class Shipped:
    """The desk, and the systems that its workflows ask."""

    door: Door
    services: Services
    clock: FakeClock

    async def fault(self, path: str, **what: Any) -> None:
        """Let the next requests to a path go wrong."""
        await self.posts("/_faults", path=path, **what)

    async def posts(self, to: str, **body: Any) -> None:
        """Do something in a service, as its own people would."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with (
            aiohttp.ClientSession(self.services.url, headers=headers) as http,
            http.post(to, json=body) as answer,
        ):
            assert answer.ok, await answer.text()

    async def presses(self, handle: str, label: str, ts: str, channel: str = ACME) -> None:
        """Let a person press a button under a message, and everything that follows happen."""
        person = self.door.person(handle)
        [(message, action)] = [
            (message["ts"], element["action_id"])
            for message in person.sees(channel, ts)
            for block in message.get("blocks", ())
            for element in block.get("elements", ())
            if element.get("text", {}) == {"type": "plain_text", "text": label, "emoji": True}
        ]
        await person.clicks(channel, message, action)
        await self.door.settle()

    async def answers(self, ts: str, channel: str = ACME) -> list[str]:
        """What the customer reads under a message, without the one that they began with."""
        said = self.door.person("carol" if channel == ACME else "dave").sees(channel, ts)[1:]
        return [words(one).replace("\n" + OFFERED, "").strip() for one in said]

    async def labels(self, number: int = 1001) -> list[str]:
        return await self.door.read(lambda tx: tx.labels.of(number))

    async def field(self, name: str, number: int = 1001) -> Any:
        return (await self.door.read(lambda tx: tx.fields.of(number))).get(name)

    async def runs(self, number: int = 1001) -> list[tuple[str, str]]:
        """The workflows that began, and how each of their runs stands."""
        runs = await self.door.read(lambda tx: tx.runs.of(number))
        return [(run.workflow, run.state.value) for run in runs]


@asynccontextmanager
async def desk(database_url: str, clock: FakeClock) -> AsyncIterator[Shipped]:
    """Open the desk."""
    services = Services(TOKEN, lambda: clock.now().timestamp())
    await services.start()
    try:
        config = _without_signals(DESK.replace(SERVICES.decode(), services.url))
        async with opened(database_url, clock, config, workflows=WORKFLOWS) as door:
            await door.bot.store.write(switch_on, door.bot.library)
            await door.settle()
            yield Shipped(door, services, clock)
    finally:
        await services.stop()


def _without_signals(desk: str) -> str:
    """The demo's desk when customers write to it, and no other system is there."""
    read = grow(desk.encode()).value
    assert isinstance(read, dict)
    kept = {key: read[key] for key in read.keys() - {"webhooks", "triggers", "integrations"}}
    return yaml.safe_dump({**kept, "acknowledgement": "off"})
