"""Alive, ready, and the figures: what watches the bot, and what it is told."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from handlers import events
from playground.faults import Fault
from tests.door import ACME, Door


class Watch:
    """What a monitor asks."""

    def __init__(self, door: Door, session: aiohttp.ClientSession) -> None:
        self._door = door
        self._session = session

    async def ready(self) -> tuple[int, dict[str, Any]]:
        self._door.clock.advance(seconds=61)  # answers are remembered for a while
        async with self._session.get(f"{self._door.bot.url}/readyz") as response:
            body = await response.json()
            assert body["ready"] is (response.status == 200)
            return response.status, body["checks"]

    async def wrong(self) -> dict[str, str]:
        _, checks = await self.ready()
        return {name: check["detail"] for name, check in checks.items() if not check["ok"]}

    async def alive(self) -> int:
        async with self._session.get(f"{self._door.bot.url}/healthz") as response:
            return response.status

    async def figures(self) -> dict[str, float]:
        self._door.clock.advance(seconds=5)
        async with self._session.get(f"{self._door.bot.url}/metrics") as response:
            assert response.headers["Content-Type"].startswith("text/plain")
            families = text_string_to_metric_families(await response.text())
            samples = [sample for family in families for sample in family.samples]
        return {" ".join([one.name, *one.labels.values()]): one.value for one in samples}


@pytest.fixture
async def watch(door: Door) -> AsyncIterator[Watch]:
    async with aiohttp.ClientSession() as session:
        yield Watch(door, session)


async def test_ready_when_everything_is(door: Door, watch: Watch) -> None:
    assert await watch.wrong() == {"workers": "the workers have not started"}

    door.bot.work()
    status, checks = await watch.ready()

    assert status == 200
    assert set(checks) == {"database", "schema", "slack", "systems", "clock", "workers"}
    assert await watch.alive() == 200


async def test_a_token_that_was_revoked(door: Door, watch: Watch) -> None:
    await door.settle()
    door.slack.revoke_token()

    assert (await watch.wrong())["slack"] == (
        "SLACK_BOT_TOKEN does not work: auth.test: token_revoked"
    )

    await door.person("carol").says(ACME, "The export is broken")
    await door.slack.settled()
    await door.bot.courier.drain()
    assert "nothing is sent: " in (await watch.wrong())["slack"]
    door.slack.restore_token()
    await door.bot.courier.probe()
    assert "slack" not in await watch.wrong()


async def test_a_slack_that_is_down_is_no_reason_to_refuse_events(door: Door, watch: Watch) -> None:
    door.bot.work()
    door.slack.fails("auth.test", Fault.status(503))

    status, checks = await watch.ready()

    assert status == 200
    assert "cannot be reached" in checks["slack"]["detail"]


async def test_a_schema_that_is_old(door: Door, watch: Watch, database_url: str) -> None:
    door.bot.work()
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM alembic_version"))
    await engine.dispose()

    assert "run `bellhop migrate`" in (await watch.wrong())["schema"]


async def test_a_database_that_is_gone(door: Door, watch: Watch, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        await door.bot.store.stop()
    else:
        url = make_url(database_url)
        admin = create_async_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        async with admin.connect() as connection:
            await connection.execute(text(f"DROP DATABASE {url.database} WITH (FORCE)"))
        await admin.dispose()

    wrong = await watch.wrong()

    assert "database" in wrong
    assert "cannot be reached" in wrong["database"]
    for other in ("schema", "slack", "systems"):  # none of them is to blame
        assert wrong[other] == "not known while the database does not answer"
    assert await watch.alive() == 200
    if not database_url.startswith("sqlite"):  # there only the writer is gone
        assert (await watch.figures())["bellhop_database_up"] == 0


async def test_what_arrived_is_counted_by_what_became_of_it(
    door: Door, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    await door.asks("carol", "The export is broken")
    for _ in range(2):
        await door.slack.send_event({"type": "team_join"}, event_id="Ev1")
    monkeypatch.setitem(events.EVENTS, "message", lambda *_: 1 / 0)
    await door.person("carol").says(ACME, "And the import")
    await door.slack.settled()

    figures = await watch.figures()

    assert figures["bellhop_events_total message accepted"] == 1
    assert figures["bellhop_events_total message failed"] == 1
    assert figures["bellhop_events_total team_join ignored"] == 1
    assert figures["bellhop_events_total team_join duplicate"] == 1
    assert figures["bellhop_inbox_rows failed"] == 1
    assert figures["bellhop_inbox_rows parked"] == 0
    assert figures["bellhop_inbox_lag_seconds"] == 5
    assert figures["bellhop_threads new"] == 1
    assert figures["bellhop_threads resolved"] == 0
    assert figures["bellhop_followups pending"] == 1
    assert figures["bellhop_promises running"] == 1
    assert figures["bellhop_followup_lag_seconds"] == 0
    assert figures["bellhop_database_up"] == 1
    await door.bot.courier.drain()
    assert (await watch.figures())["bellhop_delivery_attempts_total delivered"] >= 2


async def test_group_commits_are_measured(door: Door, watch: Watch) -> None:
    await door.asks("carol", "The export is broken")

    figures = await watch.figures()

    assert figures["bellhop_commit_units_count"] > 0
    assert figures["bellhop_commit_units_sum"] >= figures["bellhop_commit_units_count"]
    assert figures["bellhop_commit_seconds_sum"] > 0


async def test_what_waits_is_counted_and_how_long(door: Door, watch: Watch) -> None:
    door.slack.fails("chat.postMessage", Fault.ratelimited(30))
    await door.person("carol").says(ACME, "The export is broken")
    await door.slack.settled()
    await door.bot.courier.drain()
    door.clock.advance(seconds=300)

    figures = await watch.figures()

    assert figures["bellhop_slack_rate_limited_total chat.postMessage"] == 1
    assert figures["bellhop_delivery_attempts_total unreachable"] == 1
    assert figures["bellhop_deliveries pending"] >= 1
    assert figures["bellhop_delivery_lag_seconds"] >= 300
    assert figures["bellhop_followup_lag_seconds"] > 200
