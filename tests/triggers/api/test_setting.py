"""Fields, status, team, followers, availability and canned answers, by other programs."""

from typing import Any

import pytest

from tests.door import CONFIG, Door
from tests.triggers.api.client import Client

OURS = (
    CONFIG.replace("support: {}}", "support: {}, billing: {channel: C0BILL}}")
    + "fields: {region: {type: choice, choices: [eu, us]}, seats: {type: number}}\n"
    + 'canned: {refund: "We have *refunded* it."}\n'
)


@pytest.fixture
def bellhop_yml() -> str:
    return OURS


async def sets(client: Client, what: str, **body: Any) -> dict[str, Any]:
    answer = await client.post(f"/threads/T-1001/{what}", body)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.body
    return found


async def test_fields_are_set_together_or_not_at_all(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")

    row = await sets(client, "fields", fields={"region": "eu", "seats": 5}, agent="ada")
    assert row["fields"] == {"region": "eu", "seats": 5}
    wrong = await client.post("/threads/T-1001/fields", {"fields": {"seats": 7, "region": "mars"}})
    unknown = await client.post("/threads/T-1001/fields", {"fields": {"colour": "red"}})

    assert wrong.error["message"] == "Region has to be one of eu, us."
    assert (unknown.status, unknown.error["field"]) == (422, "fields.colour")
    shown = await client.get("/threads/T-1001")
    assert shown.body["fields"] == {"region": "eu", "seats": 5}
    assert (await sets(client, "fields", fields={"seats": None}))["fields"] == {"region": "eu"}


async def test_status_and_team(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")

    row = await sets(client, "status", status="waiting_on_engineering")
    assert row["status"] == "waiting_on_engineering"
    assert (await sets(client, "team", team="billing", agent="ada"))["team"] == "billing"
    snoozed = await client.post("/threads/T-1001/status", {"status": "snoozed"})
    nowhere = await client.post("/threads/T-1001/team", {"team": "sales"})

    assert (snoozed.status, snoozed.error["code"]) == (409, "refused")
    assert (nowhere.status, nowhere.error["field"]) == (422, "team")
    await door.settle()
    assert len(door.cards("C0BILL")) == 1


async def test_an_agent_follows_and_no_longer(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")

    await sets(client, "followers", follower="ben")
    assert len(await door.read(lambda tx: tx.followers.of(1001))) == 1
    await sets(client, "followers", follower="ben", follow=False)
    assert await door.read(lambda tx: tx.followers.of(1001)) == []


async def test_leads_say_who_is_away_and_others_only_of_themselves(
    door: Door, client: Client
) -> None:
    by_lead = await client.post("/agents/ben/availability", {"available": False, "agent": "lea"})
    own = await client.post("/agents/ada/availability", {"available": False, "agent": "ada"})
    by_other = await client.post("/agents/lea/availability", {"available": False, "agent": "ada"})

    assert (by_lead.body["available"], own.body["available"]) == (False, False)
    assert (by_other.status, by_other.error["code"]) == (409, "refused")
    agents = (await client.get("/agents")).body["items"]
    assert {one["key"]: one["available"] for one in agents} == {
        "ada": False,
        "ben": False,
        "lea": True,
    }
    nobody = await client.post("/agents/zoe/availability", {"available": True})
    assert nobody.status == 404


async def test_canned_answers_are_listed(door: Door, client: Client) -> None:
    found = await client.get("/canned")

    assert found.body == {"items": [{"name": "refund", "text": "We have *refunded* it."}]}
