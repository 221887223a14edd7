"""A page that does not go out: somebody hears of it, and the next person is called."""

import json
from collections.abc import AsyncIterator

import pytest

from playground import Fault
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
    assert steps[:4] == [0, 0, 1, 1]


async def test_a_page_that_will_never_arrive_does_not_wait_a_minute(oncall: Door) -> None:
    oncall.slack.fails(POST, Fault.error("user_disabled"), 1, {"channel": "U0OLGA"})
    oncall.slack.fails(POST, Fault.error("is_archived"), 1, {"channel": "C0ALERTS"})
    await oncall.asks("carol", "Nothing works any more")
    await oncall.person("ada").clicks("C0TRIAGE", await oncall.card_ts(), "thread.more")
    await oncall.person("ada").submits({"severity": "SEV1"})
    await oncall.bot.courier.drain()
    await oncall.bot.followups.drain()
    await oncall.bot.courier.drain()

    assert len(paged(oncall)) == 1  # the next step, to whom it is the same person


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


def told(receiver: Receiver) -> list[dict[str, dict[str, str]]]:
    return [json.loads(one.body) for one in receiver.received]
