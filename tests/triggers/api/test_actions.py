"""What other programs do with a thread: the rules behind the buttons, and their refusals."""

from datetime import timedelta
from typing import Any

from store.threads import Status
from tests.door import ACME, Door, words
from tests.triggers.api.client import Answered, Client


async def does(client: Client, what: str, ref: int = 1001, **body: Any) -> dict[str, Any]:
    answer = await client.post(f"/threads/T-{ref}/{what}", body)
    assert answer.status in (200, 201), answer.body
    found: dict[str, Any] = answer.body
    return found


async def last_actor(door: Door, ref: int = 1001) -> tuple[str, str]:
    [entry] = await door.read(lambda tx: tx.timeline.last_of(ref, 1))
    return entry.event, entry.actor


async def test_an_agent_claims_and_the_second_is_told_who_has_it(
    door: Door, client: Client
) -> None:
    await door.asks("carol", "The export is broken")

    claimed = await does(client, "claim", agent="ada")
    second = await client.post("/threads/T-1001/claim", {"agent": "ben"})
    await door.settle()

    assert (claimed["assignee"], claimed["status"]) == ("ada", "open")
    assert await last_actor(door) == ("thread.assigned", "agent:ada")
    assert (second.status, second.error["code"]) == (409, "refused")
    assert second.error["message"] == "Ada Agarwal already has T-1001."
    assert "Ada" in words(door.cards()[0])


async def test_a_claim_is_always_an_agents(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")

    nobody = await client.post("/threads/T-1001/claim")
    stranger = await client.post("/threads/T-1001/claim", {"agent": "zoe"})

    assert (nobody.status, nobody.error["field"]) == (422, "agent")
    assert (stranger.status, stranger.error["field"]) == (422, "agent")


async def test_the_life_of_a_thread(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")

    assert (await does(client, "assign", assignee="ben"))["assignee"] == "ben"
    assert await last_actor(door) == ("thread.assigned", "api")
    assert (await does(client, "assign", assignee=None, agent="ada"))["assignee"] is None
    assert await last_actor(door) == ("thread.assigned", "agent:ada")
    assert (await does(client, "priority", priority="urgent"))["priority"] == "urgent"
    assert (await does(client, "severity", severity="SEV1"))["severity"] == "SEV1"
    assert (await does(client, "severity", severity=None))["severity"] is None
    assert (await does(client, "labels", add=["Login  page", "export"]))["labels"] == [
        "export",
        "login-page",
    ]
    assert (await does(client, "labels", remove=["export"]))["labels"] == ["login-page"]
    assert (await does(client, "resolve"))["resolution"] == "answered"
    assert (await does(client, "reopen"))["status"] == "open"
    assert (await does(client, "dismiss"))["resolution"] == "not_a_request"
    refused = await client.post("/threads/T-1001/assign", {"assignee": "ben"})
    assert refused.error["message"] == "T-1001 is resolved: reopen it first."
    await door.settle()
    assert "*The API* resolved this" in "\n".join(await door.room())


async def test_a_snooze_ends_by_itself_or_by_call(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")
    until = door.clock.now() + timedelta(hours=3)

    there = until.astimezone().isoformat()
    snoozed = await does(client, "snooze", until=there)
    assert snoozed["snoozed_until"] == until.isoformat().replace("+00:00", "Z")
    await door.later(hours=3, minutes=1)
    assert (await door.thread()).status is Status.open

    await does(client, "snooze", until=(door.clock.now() + timedelta(hours=3)).isoformat())
    assert (await does(client, "wake"))["status"] == "open"


async def test_times_that_make_no_sense(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")

    async def asked(until: Any) -> Answered:
        return await client.post("/threads/T-1001/snooze", {"until": until})

    assert (await asked("2020-01-01T00:00:00Z")).status == 409
    wrong: list[Any] = ["2026-03-02T12:00:00", "tomorrow", "9999-12-31T23:59:59-12:00", None, []]
    for until in wrong:
        answer = await asked(until)
        assert (answer.status, answer.error["field"]) == (422, "until"), until


async def test_a_snooze_to_the_end_of_time(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")

    snoozed = await does(client, "snooze", until="9999-12-31T23:59:59Z")
    await door.later(hours=1)

    assert snoozed["status"] == "snoozed"
    assert (await client.get("/deliveries", state="dead")).body["items"] == []


async def test_merge_and_split(door: Door, client: Client) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.asks("carol", "And where is our invoice", thread_ts=ts)
    messages = (await client.get("/threads/T-1001")).body["messages"]["items"]

    fresh = await does(client, "split", messages=[messages[1]["id"]])
    assert (fresh["ref"], fresh["title"]) == ("T-1002", "And where is our invoice")
    assert await last_actor(door) == ("thread.messages_moved", "api")

    merged = await does(client, "merge", ref=1002, into="T-1001", agent="ada")
    assert merged["ref"] == "T-1001"
    gone = await client.post("/threads/T-1002/resolve")
    assert (gone.status, gone.error["message"]) == (409, "T-1002 was merged into T-1001.")
    assert (await client.get("/threads/T-1002")).body["merged_into"] == "T-1001"
    itself = await client.post("/threads/T-1001/merge", {"into": "T-1001"})
    nowhere = await client.post("/threads/T-1001/merge", {"into": "T-7"})
    strange = await client.post("/threads/T-1001/split", {"messages": [2**53]})
    assert (itself.status, nowhere.status, strange.status) == (409, 422, 409)
    await door.settle()
    assert door.person("carol").sees(ACME, ts)
