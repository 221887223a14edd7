"""Paging: the right person is woken first, until somebody answers, and no longer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from store.deliveries import DeliveryState
from store.escalations import Escalation, EscalationState
from store.threads import Status
from tests.desk.paging.calls import (
    ONCALL,
    acknowledges,
    alerts,
    graded,
    last_page,
    paged,
    sev1,
)
from tests.door import TRIAGE, Door, opened, words
from tests.fakes import FakeClock
from tests.handlers.looks import buttons, reads


@pytest.fixture
async def oncall(database_url: str, clock: FakeClock) -> AsyncIterator[Door]:
    async with opened(database_url, clock, ONCALL) as door:
        yield door


sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def escalation(door: Door, number: int = 1001) -> Escalation:
    return (await door.read(lambda tx: tx.escalations.of(number)))[-1]


async def test_a_sev1_pages_who_is_on_call_at_once(oncall: Door) -> None:
    await sev1(oncall)

    [page] = paged(oncall)
    assert "*You are needed:* 🔴 SEV1" in page
    assert "Nothing works any more" in page
    assert any("<@U0OLGA> *You are needed:*" in line for line in alerts(oncall))
    assert any("Paged *Olga Orlova*" in line for line in await oncall.room())
    assert (await escalation(oncall)).state is EscalationState.ringing


async def test_who_answers_stops_it(oncall: Door) -> None:
    await sev1(oncall)
    await oncall.later(minutes=6)
    await acknowledges(oncall)
    await oncall.later(minutes=25)

    [page] = paged(oncall)
    assert "*Olga Orlova* has acknowledged" in page
    assert not buttons(oncall.person("olga").sees(oncall.person("olga").app_dm)[-1])
    assert not any("You are needed" in line for line in alerts(oncall))
    assert any("*Olga Orlova* has acknowledged" in line for line in await oncall.room())
    assert (await escalation(oncall)).ended_by == "agent:olga"


@sqlite
async def test_without_an_answer_it_rings_again_then_the_lead_hears(oncall: Door) -> None:
    await sev1(oncall)

    await oncall.later(minutes=9)
    assert len(paged(oncall)) == 1
    await oncall.later(minutes=2)
    assert len(paged(oncall)) == 2
    assert paged(oncall, "lea") == []
    await oncall.later(minutes=5)
    assert (len(paged(oncall)), len(paged(oncall, "lea"))) == (3, 1)


@sqlite
async def test_when_nobody_ever_answers_it_says_so_and_can_still_be_answered(oncall: Door) -> None:
    await sev1(oncall)
    for _ in range(20):
        await oncall.later(minutes=16)

    assert (await escalation(oncall)).state is EscalationState.exhausted
    [loud] = [line for line in alerts(oncall) if "Nobody has answered" in line]
    assert "<@U0LEA>" in loud
    assert (await oncall.thread()).status is not Status.resolved
    rung = len(paged(oncall))

    await acknowledges(oncall)
    assert (await escalation(oncall)).state is EscalationState.acknowledged
    assert len(paged(oncall)) == rung


@sqlite
async def test_the_first_answer_wins(oncall: Door) -> None:
    await sev1(oncall)
    ts = last_page(oncall)
    channel = "C0ALERTS"
    seen = oncall.person("ada").sees(channel)
    mention = next(one["ts"] for one in seen if "You are needed" in words(one))
    await oncall.person("ada").clicks(channel, mention, "escalation.acknowledge")
    await oncall.person("olga").clicks(oncall.person("olga").app_dm, ts, "escalation.acknowledge")
    await oncall.settle()

    assert (await escalation(oncall)).ended_by == "agent:ada"
    assert "Ada Agarwal has acknowledged T-1001 already" in paged(oncall)[-1]


@sqlite
async def test_an_emoji_on_the_page_answers_it(oncall: Door) -> None:
    await sev1(oncall)
    await oncall.person("olga").reacts(oncall.person("olga").app_dm, last_page(oncall), "eyes")
    await oncall.settle()

    assert (await escalation(oncall)).ended_by == "agent:olga"
    assert (await oncall.thread()).assignee_id is None


@sqlite
async def test_an_engineer_who_takes_it_has_answered_and_support_has_not(oncall: Door) -> None:
    await sev1(oncall)
    await oncall.clicks("ada", "thread.claim")
    assert (await escalation(oncall)).state is EscalationState.ringing

    await oncall.clicks("ada", "thread.assign")
    olga = await oncall.read(lambda tx: tx.agents.by_key("olga"))
    assert olga is not None
    await oncall.person("ada").submits({"assignee": str(olga.id)})
    await oncall.settle()
    assert (await escalation(oncall)).ended_by == "agent:olga"


@sqlite
@pytest.mark.parametrize("by_dialog", [True, False])
async def test_so_has_one_who_takes_it_with_an_answer(
    database_url: str, clock: FakeClock, by_dialog: bool
) -> None:
    async with opened(database_url, clock, ONCALL.replace("[olga]", "[ben]")) as door:
        await sev1(door)
        if by_dialog:
            await door.clicks("ben", "thread.reply")
            await door.person("ben").submits({"text": "We are on it"})
            await door.settle()
        else:
            await door.asks("ben", "We are on it", thread_ts=(await door.thread()).root_ts)

        assert (await escalation(door)).ended_by == "agent:ben"


async def test_resolving_stops_it_and_a_late_answer_reopens_nothing(oncall: Door) -> None:
    await sev1(oncall)
    ts, box = last_page(oncall), oncall.person("olga").app_dm
    oncall.clock.advance(seconds=600)
    await oncall.bot.followups.drain()  # the next page is queued, and not sent
    await oncall.person("ada").clicks(TRIAGE, await oncall.card_ts(), "thread.resolve")
    await oncall.person("olga").clicks(box, ts, "escalation.acknowledge")
    await oncall.settle()

    pages = await oncall.read(lambda tx: tx.pages.of(1))
    kept = await oncall.read(lambda tx: [tx.deliveries.by_key(one.delivery_key) for one in pages])
    sent, waited = [DeliveryState.delivered] * 2, [DeliveryState.cancelled] * 2
    assert [one.state for one in kept if one] == sent + waited
    assert "called this off" in paged(oncall)[0]
    assert any("nobody has to answer for T-1001" in line for line in reads(oncall, "olga", box))
    assert (await oncall.thread()).status is Status.resolved
    assert (await escalation(oncall)).state is EscalationState.stopped


@pytest.mark.parametrize("answer", ["escalation.acknowledge", "thread.resolve"])
async def test_an_answer_at_the_moment_of_the_next_call_is_the_last_word(
    oncall: Door, answer: str
) -> None:
    await sev1(oncall)
    ts, card = last_page(oncall), await oncall.card_ts()
    olga, ada = oncall.person("olga"), oncall.person("ada")
    oncall.clock.advance(seconds=601)
    acknowledged = answer == "escalation.acknowledge"
    press = (
        olga.clicks(olga.app_dm, ts, answer) if acknowledged else ada.clicks(TRIAGE, card, answer)
    )
    await asyncio.gather(oncall.bot.followups.drain(), press, oncall.bot.followups.drain())

    pages = await oncall.read(lambda tx: tx.pages.of(1))
    kept = await oncall.read(lambda tx: [tx.deliveries.by_key(one.delivery_key) for one in pages])
    assert {one.state for one in kept if one} <= {DeliveryState.delivered, DeliveryState.cancelled}
    assert not (await escalation(oncall)).unanswered
    await oncall.later(minutes=20)
    assert len(paged(oncall)) == 1


@sqlite
async def test_what_can_wait_is_a_mention_in_business_hours(oncall: Door) -> None:
    await oncall.asks("carol", "The logo is blurred")
    await oncall.clicks("ada", "thread.claim")
    await oncall.clicks("ada", "thread.escalate")
    await oncall.person("ada").submits(
        {"path": "none", "severity": "SEV3", "why": "It looks blurred since Monday"}
    )
    await oncall.settle()

    assert paged(oncall) == []
    assert any("<@U0OLGA> *You are needed:*" in line for line in reads(oncall, "ada"))
    thread = await oncall.thread()
    assert thread.status is Status.waiting_on_engineering
    assert thread.assignee_id is not None

    await oncall.later(hours=23)
    mentions = [line for line in reads(oncall, "ada") if "You are needed" in line]
    assert len(mentions) == 1
    await oncall.later(hours=2)
    mentions = [line for line in reads(oncall, "ada") if "You are needed" in line]
    assert len(mentions) == 2


@sqlite
async def test_another_severity_is_louder_or_quieter(oncall: Door) -> None:
    await sev1(oncall)
    await graded(oncall, "SEV3")
    await oncall.later(hours=2)

    assert len(paged(oncall)) == 1
    assert any("says it is SEV3" in line for line in await oncall.room())

    await graded(oncall, "SEV1")
    assert len(paged(oncall)) == 2
    await oncall.later(minutes=11)
    assert len(paged(oncall)) == 3

    await graded(oncall, "SEV4")
    await oncall.later(hours=5)
    assert len(paged(oncall)) == 3
    assert (await escalation(oncall)).state is EscalationState.stopped


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_of_two_replicas_one_pages(database_url: str, clock: FakeClock) -> None:
    async with (
        opened(database_url, clock, ONCALL) as door,
        opened(database_url, clock, ONCALL) as other,
    ):
        await sev1(door)
        clock.advance(seconds=601)
        await asyncio.gather(*(one.bot.followups.drain() for one in (door, other, door, other)))

        pages = await door.read(lambda tx: tx.pages.of(1))
        assert [(one.step, one.round) for one in pages] == [(0, 1), (0, 1), (1, 1), (1, 1)]
