"""Replies and notes that other programs write for an agent."""

import asyncio

from tests.door import ACME, TRIAGE, Door, words
from tests.triggers.api.client import Client

REPLY = {"agent": "ada", "text": "We are <on> it."}


async def test_a_reply_reaches_the_customer_once(door: Door, client: Client) -> None:
    ts = await door.asks("carol", "The export is broken")

    first = await client.post("/threads/T-1001/replies", REPLY, key="k1")
    again = await client.post("/threads/T-1001/replies", REPLY, key="k1")
    await door.settle()

    assert (first.status, again.status) == (201, 201)
    assert first.body["message"]["id"] == again.body["message"]["id"]
    assert first.body["message"]["ts"] is None
    assert first.body["thread"]["status"] == "waiting_on_customer"
    answers = [one for one in door.person("carol").sees(ACME, ts) if "We are" in words(one)]
    assert [answer["username"] for answer in answers] == ["Ada Agarwal"]
    assert "&lt;on&gt;" in words(answers[0])
    later = (await client.post("/threads/T-1001/replies", REPLY, key="k1")).body
    assert later["message"]["ts"] == answers[0]["ts"]


async def test_the_same_reply_is_known_after_the_thread_was_resolved(
    door: Door, client: Client
) -> None:
    await door.asks("carol", "The export is broken")
    await client.post("/threads/T-1001/replies", REPLY, key="k1")
    await client.post("/threads/T-1001/resolve")

    assert (await client.post("/threads/T-1001/replies", REPLY, key="k1")).status == 201
    assert (await client.post("/threads/T-1001/replies", REPLY, key="k2")).status == 409


async def test_the_same_reply_sent_five_times_at_once(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")

    calls = [client.post("/threads/T-1001/replies", REPLY, key="k1") for _ in range(5)]
    answers = await asyncio.gather(*calls)

    assert [answer.status for answer in answers] == [201] * 5
    assert len({answer.body["message"]["id"] for answer in answers}) == 1


async def test_a_key_belongs_to_one_text_of_one_thread(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")
    await client.post("/threads/T-1001/replies", REPLY, key="k1")

    other_text = await client.post("/threads/T-1001/replies", {**REPLY, "text": "No."}, key="k1")
    other_agent = await client.post("/threads/T-1001/replies", {**REPLY, "agent": "ben"}, key="k1")
    note = await client.post("/threads/T-1001/notes", REPLY, key="k1")
    strange = await client.post("/threads/T-1001/notes", REPLY, key="k" * 201)

    assert (other_text.status, other_agent.status) == (409, 409)
    assert "Idempotency-Key" in other_text.error["message"]
    assert note.status == 201
    assert (strange.status, strange.error["field"]) == (422, "Idempotency-Key")


async def test_a_note_is_kept_and_shown_to_us_alone(door: Door, client: Client) -> None:
    ts = await door.asks("carol", "The export is broken")

    note = {"agent": "ben", "text": "CI says: fixed in 7.2"}
    added = await client.post("/threads/T-1001/notes", note, key="build-17")
    await client.post("/threads/T-1001/notes", note, key="build-17")
    await door.settle()

    assert added.body["message"]["kind"] == "note"
    shown = door.person("ada").sees(TRIAGE, await door.card_ts())[-1]
    assert (words(shown), shown["username"]) == ("CI says: fixed in 7.2", "Ben Brandt")
    assert "CI says" not in str(door.person("carol").sees(ACME, ts))
    thread = (await client.get("/threads/T-1001")).body
    [kept] = [one for one in thread["messages"]["items"] if one["kind"] == "note"]
    assert (kept["text"], kept["ts"]) == ("CI says: fixed in 7.2", shown["ts"])
    assert [
        one["actor"] for one in thread["timeline"]["items"] if one["event"] == "note.added"
    ] == ["agent:ben"]


async def test_words_that_cannot_be_sent(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")

    for body, status, field in (
        ({"text": "Hello"}, 422, "agent"),
        ({"agent": "ada", "text": ""}, 422, "text"),
        ({"agent": "ada", "text": "  "}, 409, None),
        ({"agent": "ada", "text": "x" * 4001}, 409, None),
        ({"agent": "ada", "text": "x" * 10_001}, 422, "text"),
        ({"agent": "ada", "text": "\x00"}, 422, "text"),
        ({"agent": "ada", "text": 7}, 422, "text"),
        ({"agent": "ada", "text": "Hi", "channel": ACME}, 422, "channel"),
    ):
        for what in ("replies", "notes"):
            answer = await client.post(f"/threads/T-1001/{what}", body)
            assert (answer.status, answer.error["field"]) == (status, field), body
