"""A page that does not go out: somebody hears of it, and the next person is called."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.desk.by import API
from bot.desk.escalations import start
from bot.desk.oncall import on_call
from playground import Fault
from store.transaction import Transaction
from tests.desk.paging.calls import ONCALL, acknowledges, alerts, paged, sev1
from tests.door import Door, opened
from tests.fakes import FakeClock
from tests.receiver import Receiver, listening

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
POST, NEVER = "chat.postMessage", 1_000

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def oncall(database_url: str, clock: FakeClock) -> AsyncIterator[Door]:
    async with opened(database_url, clock, ONCALL) as door:
        yield door


async def test_a_page_waits_for_no_limit_of_a_channel(oncall: Door) -> None:
    for number in range(4):
        await oncall.person("carol").says("C0ACME", f"Nothing works, {number}")
    await oncall.settle()
    oncall.slack.fails(POST, Fault.ratelimited(600), 1, {"channel": "C0TRIAGE"})
    for number in range(4):
        await oncall.person("carol").says("C0ACME", f"Still nothing works, {number}")
    await oncall.person("ada").clicks("C0TRIAGE", await oncall.card_ts(), "thread.more")
    await oncall.person("ada").submits({"severity": "SEV1"})
    await oncall.bot.courier.drain()

    assert len(paged(oncall)) == 1


async def test_who_cannot_be_reached_is_told_of_and_the_next_is_called(oncall: Door) -> None:
    oncall.slack.fails(POST, Fault.status(500), NEVER, {"channel": "U0OLGA"})
    oncall.slack.fails(POST, Fault.status(500), 1, {"channel": "C0ALERTS"})
    await oncall.asks("carol", "Nothing works any more")
    await oncall.person("ada").clicks("C0TRIAGE", await oncall.card_ts(), "thread.more")
    await oncall.person("ada").submits({"severity": "SEV1"})
    await oncall.bot.courier.drain()
    oncall.clock.advance(seconds=61)
    await oncall.bot.followups.drain()
    await oncall.settle()

    assert paged(oncall) == []
    assert any("*Olga Orlova could not be paged* (direct message)" in one for one in alerts(oncall))
    steps = [one.step for one in await oncall.read(lambda tx: tx.pages.of(1))]
    assert steps[:4] == [0, 0, 2, 2]


async def test_a_page_that_will_never_arrive_does_not_wait_a_minute(oncall: Door) -> None:
    oncall.slack.fails(POST, Fault.error("user_disabled"), 1, {"channel": "U0OLGA"})
    await oncall.asks("carol", "Nothing works any more")
    await rings(oncall)

    assert paged(oncall) == []  # the same person would not be reached again
    assert len(paged(oncall, "lea")) == 1  # who is named further on


async def test_the_next_in_turn_is_called_for_whom_nothing_reaches(
    database_url: str, clock: FakeClock
) -> None:
    config = ONCALL.replace("rotation: [olga]", "rotation: [olga, ben], start: 2026-01-05")
    async with opened(database_url, clock, config) as door:
        first = on_call(door.bot.deps.desk.config.oncall["engineering"], clock.now())
        second = {"olga": "ben", "ben": "olga"}[first]
        user = f"U0{first.upper()}"
        door.slack.fails(POST, Fault.error("user_disabled"), 1, {"channel": user})
        await door.asks("carol", "Nothing works any more")
        await rings(door)

        assert (len(paged(door, first)), len(paged(door, second))) == (0, 1)


async def test_an_outage_of_a_minute_uses_up_no_path(oncall: Door) -> None:
    await oncall.asks("carol", "Nothing works any more")
    oncall.slack.fails(POST, Fault.status(500), NEVER)
    await rings(oncall)
    for _ in range(5):
        oncall.clock.advance(seconds=61)
        await oncall.bot.followups.drain()

    pages = await oncall.read(lambda tx: tx.pages.of(1))
    assert {one.step for one in pages} == {
        0,
        2,
    }  # who is on call, then the lead: nobody else is there
    assert len(pages) == 4


async def test_a_room_that_customers_are_in_stops_no_page(oncall: Door) -> None:
    await oncall.asks("carol", "Nothing works any more")
    await rings(oncall)
    await oncall.bot.store.write(lambda tx: tx.channels.set_shared("C0TRIAGE", is_shared=True))
    await oncall.later(minutes=11)

    assert len(paged(oncall)) == 2
    await acknowledges(oncall)
    assert (await oncall.read(lambda tx: tx.escalations.of(1001)))[0].unanswered is False


@pytest.mark.parametrize("path", ["SEV3", "group"])
async def test_a_mention_that_has_nowhere_to_go_reaches_the_lead(
    database_url: str, clock: FakeClock, path: str
) -> None:
    group = "paths: {group: {steps: [{notify: {user_group: S0ENG}, wait: 5m}]}}\n"
    async with opened(database_url, clock, ONCALL + group) as door:
        await door.asks("carol", "The logo is blurred")

        def nowhere(tx: Transaction) -> None:
            thread, desk = tx.threads.lock(1001), door.bot.deps.desk
            assert thread is not None
            for channel in ("C0TRIAGE", "C0ALERTS"):
                tx.channels.set_shared(channel, is_shared=True)
            start(tx, desk, thread, path, "It looks blurred", API)

        await door.bot.store.write(nowhere)
        await door.settle()

        assert (len(paged(door, "lea")), paged(door)) == (1, [])


async def rings(door: Door) -> None:
    """Let a SEV1 call, and what fails at once fail."""
    await door.person("ada").clicks("C0TRIAGE", await door.card_ts(), "thread.more")
    await door.person("ada").submits({"severity": "SEV1"})
    await door.bot.courier.drain()
    await door.bot.followups.drain()
    await door.bot.courier.drain()


async def test_a_pager_gets_a_signed_webhook_and_hears_when_it_is_over(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER_SECRET", SECRET)
    async with listening() as receiver:
        config = f"""{ONCALL}
pager: {{endpoint: pager}}
endpoints: {{pager: {{url: "{receiver.url}/page", secret_env: PAGER_SECRET, private: true}}}}
"""
        async with opened(database_url, clock, config) as door:
            await sev1(door)
            await acknowledges(door)

        [page, over] = told(receiver)
    assert page["type"] == "escalation.paged"
    assert page["data"] | {"url": None} == {
        "escalation": 1,
        "dedup_key": "escalation:1",
        "thread": "T-1001",
        "title": "Nothing works any more",
        "severity": "SEV1",
        "why": "SEV1: production is down, or data is lost.",
        "people": ["olga"],
        "user_groups": [],
        "url": None,
    }
    assert (over["type"], over["data"]["by"]) == ("escalation.acknowledged", "agent:olga")


def told(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in receiver.received]
