"""How much harm is done decides who is called and how loudly, whatever was said before."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.desk.escalating import Escalation, escalate
from bot.desk.threads import API
from store.escalations import EscalationState
from store.threads import Severity
from tests.desk.paging.calls import ONCALL, acknowledges, graded, paged, sev1
from tests.door import Door, opened
from tests.fakes import FakeClock
from tests.handlers.looks import reads
from tests.triggers.api.client import Client

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LEAST = """paths:
  production:
    severities: [SEV1]
    steps: [{notify: {team: engineering, who: least_loaded}, wait: 5m}]
"""


@pytest.fixture
async def oncall(database_url: str, clock: FakeClock) -> AsyncIterator[Door]:
    async with opened(database_url, clock, ONCALL) as door:
        yield door


async def escalates(door: Door, severity: str = "none") -> None:
    await door.clicks("ada", "thread.escalate")
    wanted = {"path": "none", "severity": severity, "why": "It looks wrong"}
    await door.person("ada").submits(wanted)
    await door.settle()


@pytest.mark.parametrize("said", ["none", "SEV4", "SEV3"])
async def test_what_was_a_mention_is_as_fast_as_any_once_it_is_grave(
    oncall: Door, said: str
) -> None:
    await oncall.asks("carol", "The logo is blurred")
    await escalates(oncall, said)
    assert paged(oncall) == []
    assert any("<@U0OLGA> *You are needed:*" in line for line in reads(oncall, "ada"))

    await graded(oncall, "SEV1")
    assert len(paged(oncall)) == 1
    await oncall.later(minutes=11)
    assert len(paged(oncall)) == 2


async def test_who_was_called_in_vain_is_called_again_when_it_gets_worse(oncall: Door) -> None:
    await oncall.asks("carol", "Some exports are empty")
    await escalates(oncall, "SEV3")
    for _ in range(8):
        await oncall.later(days=1)
    [exhausted] = await oncall.read(lambda tx: tx.escalations.of(1001))
    assert (exhausted.state, paged(oncall)) == (EscalationState.exhausted, [])

    await graded(oncall, "SEV2")
    assert len(paged(oncall)) == 1


async def test_a_path_is_as_loud_as_it_is_called(oncall: Door) -> None:
    await oncall.asks("carol", "Nothing works any more")
    async with aiohttp.ClientSession() as session:
        wanted = {"path": "SEV1", "why": "Nothing works", "agent": "ada"}
        await Client(oncall, session).post("/threads/T-1001/escalate", wanted)
    await oncall.settle()

    assert len(paged(oncall)) == 1


async def test_where_everybody_is_away_everybody_is_called(
    database_url: str, clock: FakeClock
) -> None:
    async with opened(database_url, clock, ONCALL + LEAST) as door:
        await door.person("olga").types("C0TRIAGE", "/support away")
        await sev1(door)

        assert len(paged(door)) == 1


async def test_where_nobody_leads_the_admins_are_called(
    database_url: str, clock: FakeClock
) -> None:
    async with opened(database_url, clock, ONCALL.replace("role: lead", "role: admin")) as door:
        await sev1(door)
        for _ in range(2):
            await door.later(minutes=11)

        assert len(paged(door, "lea")) == 1


@pytest.mark.parametrize("other", [None, "SEV1"])
async def test_who_was_called_to_a_thread_is_called_to_what_takes_it_in(
    oncall: Door, other: str | None
) -> None:
    await oncall.asks("carol", "Some exports are empty")
    await oncall.later(hours=3)
    await oncall.asks("carol", "Now nothing works any more")
    await graded(oncall, "SEV1", number=1002)
    if other:
        await graded(oncall, other)
    await oncall.later(minutes=6)
    rung = len(paged(oncall))
    await oncall.clicks("ada", "thread.more", 1002)
    await oncall.person("ada").picks("thread.merge")
    await oncall.person("ada").submits({"ref": "T-1001"})
    await oncall.settle()
    assert all("T-1001" in page or "called this off" in page for page in paged(oncall))

    await oncall.later(minutes=6)
    assert len(paged(oncall)) == rung + 1
    await acknowledges(oncall)
    await oncall.later(minutes=25)
    assert len(paged(oncall)) == rung + 1
    assert (await oncall.thread()).severity is Severity.SEV1


async def test_who_was_woken_a_moment_ago_is_not_woken_by_another_path(oncall: Door) -> None:
    desk, write = oncall.bot.deps.desk, oncall.bot.store.write
    wanted = Escalation("engineering", "Acme is hit")
    await sev1(oncall)
    await write(escalate, desk, 1001, wanted, API)
    await oncall.settle()
    assert len(paged(oncall)) == 1
    assert "Acme is hit" in "\n".join(await oncall.room())

    await oncall.later(minutes=2)
    await write(escalate, desk, 1001, wanted, API)
    await oncall.settle()
    assert len(paged(oncall)) == 2
