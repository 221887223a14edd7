"""Slack or a tracker is down for three hours: all is there afterwards, once and in its order."""

from datetime import timedelta

import aiohttp
import pytest

from playground import Fault
from playground.services.faults import Fault as ServiceFault
from playground.trackers import Trackers
from store.deliveries import DeliveryState
from tests.desk.paging.calls import alerts
from tests.desk.tracking.conftest import trackers
from tests.desk.tracking.desk import SECRETS, tracking
from tests.door import ACME, CONFIG, Door
from tests.fakes import FakeClock

__all__ = ["trackers"]

COURIER = "courier: {attempts: 6}\n"  # half a minute, so that a test tries seldom


@pytest.fixture
def bellhop_yml() -> str:
    return CONFIG + COURIER


async def three_hours(door: Door) -> None:
    for _ in range(9):
        door.clock.advance(timedelta(minutes=20))
        await door.bot.courier.drain()
        await door.bot.followups.drain()


async def watched(door: Door) -> tuple[str, list[str]]:
    """What a monitor sees of other systems."""
    async with aiohttp.ClientSession(door.bot.url) as session:
        async with session.get("/readyz") as ready:
            systems = (await ready.json())["checks"]["systems"]["detail"]
        async with session.get("/metrics") as metrics:
            lines = (await metrics.text()).splitlines()
    return systems, [line for line in lines if line.startswith("bellhop_outages")]


def of(system: str) -> tuple[str, list[str]]:
    return f"nothing gets through to {system}", [f'bellhop_outages{{system="{system}"}} 1.0']


async def dead(door: Door) -> list[str]:
    return [one.key for one in await door.read(lambda tx: tx.deliveries.page(DeliveryState.dead))]


async def test_what_was_written_while_slack_was_down_is_seen_afterwards(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    said = len(await door.room())
    down = lambda method, _args: None if method == "auth.test" else Fault.status(500)
    door.slack.fails_as(down)
    texts = [f"{number}. of what I see" for number in range(1, 4)]
    for text in texts:
        await door.person("carol").says(ACME, text, thread_ts=ts)
    await door.person("dave").says("C0GLOBEX", "Nothing loads")
    await three_hours(door)
    assert await watched(door) == of("slack")

    door.slack.fails_as(lambda _method, _args: None)
    for _ in range(3):
        await door.later(minutes=6)

    room = "\n".join((await door.room())[said:])
    assert [room.count(text) for text in texts] == [1, 1, 1]
    assert sorted(texts, key=room.index) == texts
    assert len(door.cards()) == 2
    assert await dead(door) == []


async def test_a_tracker_that_is_down_is_told_of_once_and_gets_its_issue_afterwards(
    database_url: str, clock: FakeClock, trackers: Trackers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    async with tracking(database_url, clock, trackers, "jira", config=CONFIG + COURIER) as at:
        trackers.faults.judge = lambda _request: ServiceFault(path="/", status=503)
        await at.files()
        await three_hours(at.door)

        told = [line for line in alerts(at.door) if "Nothing gets through to Jira" in line]
        assert len(told) == 1
        assert "HTTP 503" in told[0]
        assert "deliveries that wait: 1" in told[0]
        assert await watched(at.door) == of("jira")
        trackers.faults.judge = lambda _request: None
        for _ in range(3):
            await at.door.later(minutes=6)

        assert len(at.board.tickets) == 1
        assert await dead(at.door) == []
        assert await watched(at.door) == ("none is known to be out", [])
