"""When Slack, its names or the status page are in the way, people are paged and the record is kept."""

import aiohttp
import pytest

from playground.faults import Fault
from playground.outages import Outages
from playground.outages.statuspage import PAGE
from store.deliveries import DeliveryState
from store.incident_record import Fact
from tests.desk.incidents.warroom import CONFIG, down, fills, incident, presses, said
from tests.desk.paging.calls import paged
from tests.door import TRIAGE, Door
from tests.triggers.api.client import Client

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def bellhop_yml(outages: Outages) -> str:
    page = f"page: {PAGE}, key_env: SP_KEY, private: true, url: {outages.url}/statuspage"
    return f"{CONFIG}integrations: {{statuspage: {{{page}}}}}\n"


async def test_a_name_that_is_taken_gets_a_number(door: Door) -> None:
    await door.bot.deps.slack.call("conversations.create", {"name": "incident-t-1001"})
    one = await down(door)

    assert one.channel_name == "incident-t-1001-2"
    assert len(paged(door)) == 1


@pytest.mark.parametrize("effect", [True, False], ids=["made", "not made"])
async def test_a_channel_whose_answer_was_lost_is_made_once(door: Door, effect: bool) -> None:
    door.slack.fails("conversations.create", Fault.lost() if effect else Fault.reset())
    one = await down(door)

    names = [each.name for each in door.slack.channels.values() if "incident" in each.name]
    assert names == [one.channel_name] == ["incident-t-1001"]


async def test_without_a_channel_people_are_paged_all_the_same(door: Door) -> None:
    door.slack.scopes.difference_update({"channels:manage", "groups:write"})
    one = await down(door)

    assert one.channel is None
    assert len(paged(door)) == 1
    assert any("no channel" in line for line in await door.room())
    entries = await door.read(lambda tx: tx.incident_record.of(one.id))
    assert [each.fact for each in entries] == [Fact.declared, Fact.trouble]


async def test_the_page_waits_for_nothing(door: Door) -> None:
    for method in ("conversations.create", "chat.update"):
        door.slack.fails(method, Fault.status(503), times=50)
    await down(door)

    pages = await door.read(lambda tx: tx.pages.of(1))
    sent = await door.read(lambda tx: [tx.deliveries.by_key(each.delivery_key) for each in pages])
    assert {each.state for each in sent if each} == {DeliveryState.delivered}
    assert all(each.attempts == 1 for each in sent if each)


async def test_the_public_hears_no_word_of_ours(door: Door, outages: Outages) -> None:
    one = await down(door)
    await presses(door, "incident.update")
    await fills(door, status="identified", conditions="db-7", public="We know why.")
    await presses(door, "incident.move")
    await presses(door, "incident.move")
    await fills(door, cause="other", root_cause="db-7 again", public="It works again.")

    [page] = outages.statuspage.incidents
    assert page["name"] == "A problem with our service"
    words = [each["body"] for each in page["incident_updates"][::-1]]
    assert words[0].startswith("We are looking into a problem")
    assert words[1:] == ["We know why.", "It works again."]
    assert page["status"] == "resolved"
    titles = [mark["title"] for mark in door.slack.channels[str(one.channel)].bookmarks]
    assert sorted(titles) == ["Status page", "T-1001"]
    assert "what the public reads" in said(door)[0]


async def test_the_api_declares_leads_and_writes(door: Door) -> None:
    await door.asks("carol", "Nothing works")
    async with aiohttp.ClientSession() as session:
        client = Client(door, session)
        body = {"agent": "ada", "severity": "SEV2", "title": "API down", "public": ""}
        declared = await client.post("/threads/T-1001/incident", body)
        again = await client.post("/threads/T-1001/incident", body)
        id_ = declared.body["id"]
        skipped = await client.post(f"/incidents/{id_}/status", {"status": "monitoring"})
        given = await client.post(
            f"/incidents/{id_}/roles", {"agent": "ada", "role": "commander", "to": "ben"}
        )
        text = await client.get(f"/incidents/{id_}/export")

    assert (declared.body["severity"], declared.body["thread"]) == ("SEV2", "T-1001")
    assert again.body["id"] == id_
    assert skipped.status == 409
    assert given.body["roles"] == [{"role": "commander", "agent": "ben"}]
    assert "# T-1001: API down" in text.body["markdown"]
    await door.settle()
    assert len(paged(door)) == 1


async def test_the_command_does_what_the_buttons_do(door: Door) -> None:
    await down(door)
    olga, place = door.person("olga"), str((await incident(door)).channel)
    for typed in ("ack", "status identified", "role scribe <@U0BEN>", "snooze 45m"):
        await olga.types(place, f"/incident {typed}")
    await door.settle()

    one = await incident(door)
    assert (one.status, one.acknowledged_by) == ("identified", "agent:olga")
    answer = await olga.types(place, "/incident status resolved")
    assert "Use Resolve" in str(answer)
    answer = await door.person("max").types(TRIAGE, "/incident ack")
    assert "Only agents" in str(answer)
