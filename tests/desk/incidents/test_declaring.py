"""Declaring an incident: the page first, then a channel with everything in it."""

import pytest

from bot.desk.by import BELLHOP
from bot.desk.incidents.leading import page
from bot.desk.threads import set_severity
from playground.faults import Fault
from store.incident_roles import Role
from store.states import Severity
from tests.desk.incidents.warroom import (
    ALERTS,
    CONFIG,
    answered,
    down,
    incident,
    said,
)
from tests.desk.paging.calls import acknowledges, alerts, paged
from tests.door import ACME, Door, words


@pytest.fixture
def bellhop_yml() -> str:
    return CONFIG


sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_sev1_pages_and_gathers_people_in_a_channel(door: Door) -> None:
    one = await down(door)

    assert one.channel_name == "incident-t-1001"
    place = door.slack.channels[str(one.channel)]
    assert {"U0OLGA", "U0ADA", "U0LEA"} <= set(place.members)
    assert place.topic.startswith("🔴 SEV1 | 🔎 Investigating | No commander yet | T-1001: The API")
    assert place.pins == [one.summary_ts]
    assert [mark["title"] for mark in place.bookmarks] == ["T-1001"]
    assert "nobody has acknowledged yet" in said(door)[0]
    assert [line for line in alerts(door) if "*Incident*" in line and place.id in line]
    assert len(paged(door)) == 1
    assert any("declared an incident" in line for line in await door.room())


@sqlite
async def test_who_answers_the_page_leads(door: Door) -> None:
    one = await answered(door)

    roles = await door.read(lambda tx: tx.incident_roles.now_of(one.id))
    olga = await door.read(lambda tx: tx.agents.by_key("olga"))
    assert olga is not None
    assert roles[Role.commander] == olga.id
    assert one.acknowledged_by == "agent:olga"
    assert f"it goes on in <#{one.channel}>" in paged(door)[0]
    assert "*Commander*\n<@U0OLGA>" in said(door)[0]
    assert "Commander: Olga" in door.slack.channels[str(one.channel)].topic
    await door.later(minutes=2)
    assert not any("Nobody has acknowledged" in line for line in alerts(door))


@sqlite
async def test_a_minute_without_an_answer_is_an_alarm(door: Door) -> None:
    await down(door)
    await door.later(seconds=61)

    [loud] = [line for line in alerts(door) if "Nobody has acknowledged for 1 min" in line]
    assert "<@U0LEA>" in loud
    [announced] = [one for one in door.person("lea").sees(ALERTS) if "*Incident*" in words(one)]
    await door.person("lea").clicks(ALERTS, announced["ts"], "incident.acknowledge")
    await door.settle()
    assert not any("Acknowledge" in line for line in alerts(door))


@sqlite
async def test_who_was_called_twice_answers_once(door: Door) -> None:
    one = await down(door)
    desk, store = door.bot.deps.desk, door.bot.store
    await store.write(page, desk, one.id, "team:engineering", "Acme cannot work", BELLHOP)
    await store.write(page, desk, one.id, "agent:ben", "Billing fails too", BELLHOP)
    await door.settle()
    calls = len(paged(door)), len(paged(door, "ben"))
    await acknowledges(door)
    await door.later(minutes=12)

    assert len(paged(door)) == calls[0]
    assert len(paged(door, "ben")) > calls[1]
    assert any("paged *Ben Brandt*" in line for line in said(door))


@sqlite
async def test_a_card_that_comes_later_is_marked_as_well(door: Door) -> None:
    await door.person("carol").says(ACME, "Nothing works")
    await door.slack.settled()
    desk, store = door.bot.deps.desk, door.bot.store
    door.slack.fails("chat.postMessage", Fault.status(503), times=3)
    await store.write(set_severity, desk, 1001, Severity.SEV1, BELLHOP)
    await door.settle()

    place = door.slack.channels[str((await incident(door)).channel)]
    assert [mark["title"] for mark in place.bookmarks] == ["T-1001"]
