"""Roles that somebody has to have: who hears that nobody does, and takes one."""

import pytest

from store.incident_roles import Role
from tests.desk.incidents.warroom import CONFIG, answered, channel, down, incident, said
from tests.door import ACME, Door
from tests.handlers.looks import reads

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def bellhop_yml() -> str:
    return CONFIG


def wanted(door: Door) -> list[str]:
    return [line for line in said(door) if "*Nobody " in line]


async def test_a_role_that_nobody_has_is_asked_for_and_taken(door: Door) -> None:
    await answered(door)
    await door.later(minutes=6)
    [line] = wanted(door)
    assert "*Nobody tells customers how it goes on.*" in line
    assert "<@U0LEA>" in line

    place = channel(door)
    ts = next(one["ts"] for one in door.person("ada").sees(place) if "*Nobody " in str(one))
    await door.person("ada").clicks(place, ts, "incident.take.communications")
    await door.person("lea").clicks(place, ts, "incident.take.communications")
    await door.later(minutes=6)
    ada = await door.read(lambda tx: tx.agents.by_key("ada"))
    one = await incident(door)
    roles = await door.read(lambda tx: tx.incident_roles.now_of(one.id))
    assert ada is not None
    assert roles[Role.communications] == ada.id
    assert any(" has it by now" in line for line in reads(door, "lea", place))
    assert len(wanted(door)) == 1


async def test_nobody_at_all_is_asked_for_a_few_times(door: Door) -> None:
    await down(door)
    await door.later(minutes=6)
    assert "*Nobody leads this and nobody tells customers how it goes on.*" in wanted(door)[0]

    for _ in range(6):
        await door.later(minutes=6)
    assert len(wanted(door)) == 3


async def test_who_has_the_thread_tells_customers(door: Door) -> None:
    await door.asks("carol", "Nothing works", ACME)
    await door.clicks("ada", "thread.claim")
    await answered(door)
    await door.later(minutes=6)

    assert wanted(door) == []


async def test_an_update_that_nobody_has_to_give_is_the_leads(door: Door) -> None:
    await down(door)
    await door.later(minutes=31)

    [due] = [line for line in said(door) if "an update is due now" in line]
    assert "<@U0LEA>" in due
