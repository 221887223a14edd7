"""The page of a SEV1: at once while everything else hangs, and once whoever asks for it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.delivery import slack
from bot.delivery.courier import LANES, Courier
from bot.delivery.outbox import Post, to_team
from bot.tasks import spawn
from playground import Fault as SlackFault
from playground.services.faults import Fault
from store.database import Store
from store.runs import RunState
from store.transaction import Transaction
from store.unit import Work
from tests.databases import only_sqlite
from tests.desk.incidents.grave import CONFIG, PAGED, Grave, grave, surroundings
from tests.desk.paging.calls import paged
from tests.fakes import FakeClock
from tests.triggers.api.client import Client

__all__ = ["surroundings"]

pytestmark = pytest.mark.usefixtures("surroundings")

LONG = 600.0  # seconds: nobody waits for the end of it
AT_MOST = timedelta(seconds=5)
MANY = CONFIG.replace("{oncall: engineering}", "{oncall: engineering, team: support}")
ENQUEUE = "/pagerduty/v2/enqueue"
GRADES = """
description: Knows an outage when it sees one
on: label.added
mode: live
steps:
  - {id: harm, set_severity: SEV1}
"""


class Hanging:
    """Systems of which none ever answers, but PagerDuty, which stumbles as it is told to."""

    def __init__(self, grave: Grave, *stumbles: Mapping[str, Any]) -> None:
        self._grave = grave
        self._stumbles = [Fault(path=ENQUEUE, **one) for one in stumbles]
        self._hanging = asyncio.Semaphore(0)
        self._paged = asyncio.Event()
        self.paged_at: list[datetime] = []
        grave.door.slack.fails_as(self.of_slack)
        for double in (grave.outages, grave.trackers):
            double.faults.judge = self.elsewhere

    def of_slack(self, _method: str, _args: Mapping[str, Any]) -> SlackFault:
        self._hanging.release()
        return SlackFault.timeout(LONG)

    def elsewhere(self, request: web.Request) -> Fault | None:
        if request.path != ENQUEUE:
            return Fault(path=request.path, delay=LONG)
        self.paged_at.append(self._grave.door.clock.now())
        self._paged.set()
        return self._stumbles.pop(0) if self._stumbles else None

    async def hang(self, calls: int) -> None:
        """Wait until so many calls hang."""
        async with asyncio.timeout(10):
            for _ in range(calls):
                await self._hanging.acquire()

    async def page(self) -> None:
        """Wait for the next page."""
        async with asyncio.timeout(10):
            await self._paged.wait()
        self._paged.clear()


def busy(tx: Transaction) -> None:
    """Queue more than can be sent at once."""
    for number in range(2 * LANES):
        lane = f"slack:question {number}"
        to_team(tx, Post(f"{lane}:busy", "profile", lane, payload={"user": "U0ADA"}))


async def tried(store: Store) -> None:
    """Wait until it is written down that a page has failed."""
    async with asyncio.timeout(10):
        while True:
            found = await store.read(lambda tx: tx.deliveries.by_key(PAGED))
            if found is not None and found.error is not None:
                return


@asynccontextmanager
async def at_work(courier: Courier) -> AsyncIterator[None]:
    """Let a courier send, and what hangs in the end be given up."""
    working = spawn(courier.work(), "courier")
    try:
        yield
    finally:
        await courier.stop(timedelta())
        await working


@only_sqlite
@pytest.mark.parametrize(
    "stumbles", [(), ({"status": 500},), ({"reset": True, "effect": True},)], ids=len
)
async def test_it_waits_for_nobody_who_hangs(
    database_url: str,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    stumbles: tuple[Mapping[str, Any], ...],
) -> None:
    monkeypatch.setattr(slack, "TIMEOUT", timedelta(seconds=LONG))
    async with grave(database_url, clock, config=MANY) as desk:
        await desk.begin()
        bot, hanging = desk.door.bot, Hanging(desk, *stumbles)
        await bot.store.write(busy)
        async with at_work(bot.courier):
            await hanging.hang(LANES)
            clicked = clock.now()
            await desk.grade()
            await hanging.page()
            for _ in stumbles:
                await tried(bot.store)
                clock.advance(seconds=2.2)  # the first pause of a page, with its jitter
                bot.store.bell.ring([Work.deliveries])
                await hanging.page()

        assert hanging.paged_at[-1] - clicked <= AT_MOST
        assert [one.key for one in desk.outages.pagerduty.incidents] == [PAGED]


async def test_it_is_one_whoever_and_whatever_asks_for_it_at_once(
    database_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    (tmp_path / "grades.yml").write_text(GRADES)
    async with grave(database_url, clock, workflows=tmp_path) as desk:
        await desk.begin()
        await desk.door.clicks("ben", "thread.more", 1001)
        client = Client(desk.door, desk.session)
        await client.post("/threads/T-1001/labels", {"add": ["outage"]})
        await asyncio.gather(
            desk.grade(),
            desk.grade(),  # a double click
            desk.door.person("ben").submits({"severity": "SEV1"}),
            desk.door.bot.engine.drain(),
            client.post("/threads/T-1001/incident", {"severity": "SEV1", "agent": "lea"}),
        )
        await desk.door.settle()

        run = (await desk.door.read(lambda tx: tx.runs.of(1001)))[0]
        assert run.state is RunState.done
        assert [one.key for one in desk.outages.pagerduty.incidents] == [PAGED]
        assert [one["path"] for one in desk.outages.requests].count(ENQUEUE) == 1
        assert len(paged(desk.door)) == 1
        assert len(await desk.door.read(lambda tx: tx.incidents.page())) == 1
        assert [one.name for one in desk.door.slack.channels.values()].count("incident-t-1001") == 1
