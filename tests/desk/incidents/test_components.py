"""Components of the status page: those of the incident change, and no others."""

from typing import Any

import aiohttp
import pytest

from bot.desk.by import BELLHOP
from bot.desk.declaring import Declaration
from bot.desk.incidents.ending import Ending, resolve
from bot.desk.incidents.leading import declare_by_hand, move
from playground.outages import Outages
from playground.outages.statuspage import COMPONENTS, PAGE
from store.incidents import Condition, IncidentStatus
from store.states import Severity
from tests.desk.incidents.warroom import (
    CONFIG,
    fills,
    incident,
    presses,
    said,
)
from tests.desk.paging.calls import graded
from tests.door import ACME, Door, opened
from tests.fakes import FakeClock
from tests.handlers.looks import dialog
from tests.triggers.api.client import Client

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
API, WEB, APP = COMPONENTS


def config(outages: Outages) -> str:
    known = f"components: {{API: {API}, Web app: {WEB}, Mobile: {APP}}}"
    page = f"page: {PAGE}, key_env: SP_KEY, private: true, url: {outages.url}/statuspage, {known}"
    return f"{CONFIG}integrations: {{statuspage: {{{page}}}}}\n"


@pytest.fixture
def bellhop_yml(outages: Outages) -> str:
    return config(outages)


async def labelled(door: Door, label: str) -> None:
    """Let a SEV1 be about what an agent has named."""
    await door.asks("carol", "Nothing works", ACME)
    await door.clicks("ada", "thread.more")
    await door.person("ada").submits({"new_labels": label})
    await door.settle()
    await graded(door, "SEV1")


async def test_a_label_names_a_component(door: Door, outages: Outages) -> None:
    await labelled(door, "Web app")

    assert outages.statuspage.components == {
        API: "operational",
        WEB: "major_outage",
        APP: "operational",
    }
    assert "Web app 🔴 Major outage" in said(door)[0]


async def test_what_an_update_does_not_name_stays_as_it_is(door: Door, outages: Outages) -> None:
    await labelled(door, "api")
    outages.statuspage.components[APP] = "under_maintenance"  # somebody said so over there
    await presses(door, "incident.update")
    named: dict[str, Any] = {"components": ["Web app"], "condition": "degraded_performance"}
    refused = await door.person("olga").submits({"conditions": "Slow", **named})
    assert "tell customers what that means" in refused["public"]
    await fills(door, public="The web app is slow.", **named)

    assert outages.statuspage.components == {
        API: "major_outage",
        WEB: "degraded_performance",
        APP: "under_maintenance",
    }
    shown = "API 🔴 Major outage, Web app 🟡 Degraded performance"
    assert shown in said(door)[0]


async def test_all_works_again_but_for_what_somebody_names(door: Door, outages: Outages) -> None:
    await labelled(door, "api")
    await presses(door, "incident.acknowledge")
    await presses(door, "incident.update")
    await fills(door, public="Slow", components=["Web app"], condition="partial_outage")
    await presses(door, "incident.move")
    await presses(door, "incident.move")
    await presses(door, "incident.move")
    assert "API: 🔴 Major outage" in str(dialog(door, "olga"))
    await fills(door, cause="other", root_cause="A cable", not_yet=["Web app"])

    assert outages.statuspage.components[API] == "operational"
    assert outages.statuspage.components[WEB] == "partial_outage"
    assert (await incident(door)).components == {"API": "operational", "Web app": "partial_outage"}


async def test_the_page_hears_of_no_end_without_a_beginning(door: Door, outages: Outages) -> None:
    await door.asks("carol", "Nothing works", ACME)
    quietly = Declaration("A cable", "", {"API": Condition.major_outage})
    desk, store = door.bot.deps.desk, door.bot.store
    one = await store.write(declare_by_hand, desk, 1001, Severity.SEV1, quietly, BELLHOP)
    await door.settle()
    for to in (IncidentStatus.identified, IncidentStatus.monitoring):
        await store.write(move, desk, one.id, to, BELLHOP)
    await store.write(resolve, desk, one.id, Ending(root_cause="A cable"), BELLHOP)
    await door.settle()

    assert outages.statuspage.incidents == []
    assert set(outages.statuspage.components.values()) == {"operational"}


async def test_the_page_may_wait_until_somebody_tells_customers(
    database_url: str, clock: FakeClock, outages: Outages
) -> None:
    later = f"{config(outages)}incidents: {{status_page: false}}\n"
    async with opened(database_url, clock, later) as door:
        await labelled(door, "api")
        assert outages.statuspage.incidents == []
        await presses(door, "incident.update")
        await fills(door, public="We know why.", status="identified")

        [page] = outages.statuspage.incidents
        assert page["status"] == "identified"
        assert outages.statuspage.components[API] == "major_outage"


async def test_the_api_says_how_components_do(door: Door, outages: Outages) -> None:
    await labelled(door, "api")
    one = await incident(door)
    async with aiohttp.ClientSession() as session:
        client, path = Client(door, session), f"/incidents/{one.id}/updates"
        told = {"public": "Slow, but up.", "components": {"API": "degraded_performance"}}
        answer = await client.post(path, told)
        unknown = await client.post(path, {**told, "components": {"Fax": "operational"}})
    await door.settle()

    assert answer.body["components"] == {"API": "degraded_performance"}
    assert outages.statuspage.components[API] == "degraded_performance"
    assert unknown.status == 409
    assert "no component 'Fax'" in str(unknown.body)
