"""Answers that come to nothing: taken back at PagerDuty, or followed by silence."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.desk.threads import API, set_severity
from store.escalations import Escalation, EscalationState
from store.threads import Severity
from tests.desk.paging.calls import ONCALL, acknowledges, paged, sev1
from tests.door import Door, opened, words
from tests.fakes import FakeClock

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def oncall(database_url: str, clock: FakeClock) -> AsyncIterator[Door]:
    async with opened(database_url, clock, ONCALL) as door:
        yield door


async def escalation(door: Door) -> Escalation:
    return (await door.read(lambda tx: tx.escalations.of(1001)))[0]


async def test_silence_after_an_answer_rings_again(oncall: Door) -> None:
    await sev1(oncall)
    await acknowledges(oncall)
    await oncall.later(minutes=29)
    assert len(paged(oncall)) == 1

    await oncall.later(minutes=2)
    assert len(paged(oncall)) == 2
    assert any("nothing has happened since" in line for line in await oncall.room())
    assert "nobody has acknowledged" in words(oncall.cards()[0])

    await acknowledges(oncall)
    assert (await escalation(oncall)).ended_by == "agent:olga"
    assert "*Olga Orlova* has acknowledged" in words(oncall.cards()[0])


async def test_who_says_something_is_left_alone(oncall: Door) -> None:
    await sev1(oncall)
    await acknowledges(oncall)
    await oncall.later(minutes=25)
    card = await oncall.card_ts()
    await oncall.asks("olga", "The database is full, making room", "C0TRIAGE", thread_ts=card)
    await oncall.later(minutes=10)
    assert len(paged(oncall)) == 1

    await oncall.later(minutes=25)
    assert len(paged(oncall)) == 2


@pytest.mark.parametrize("over", ["thread.resolve", None])
async def test_what_is_over_or_does_little_harm_never_rings_again(
    oncall: Door, over: str | None
) -> None:
    await sev1(oncall)
    await acknowledges(oncall)
    if over is not None:
        await oncall.clicks("ada", over)
    else:
        desk = oncall.bot.deps.desk
        await oncall.bot.store.write(set_severity, desk, 1001, Severity.SEV4, API)
    await oncall.later(days=40)

    assert len(paged(oncall)) == 1
    assert (await escalation(oncall)).next_at is None


async def test_an_old_answer_wakes_nobody(oncall: Door) -> None:
    await sev1(oncall)
    await acknowledges(oncall)
    oncall.clock.advance(timedelta(days=120))  # we were away
    await oncall.settle()

    assert len(paged(oncall)) == 1
    assert (await escalation(oncall)).state is EscalationState.acknowledged
