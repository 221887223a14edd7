"""Lists of threads, one thread, and opening one."""

from typing import Any

import pytest

from tests.door import ACME, Door
from tests.triggers.api.client import Client

GLOBEX = "C0GLOBEX"


async def refs(client: Client, **query: Any) -> list[str]:
    answer = await client.get("/threads", **query)
    assert answer.status == 200, answer.body
    return [thread["ref"] for thread in answer.body["items"]]


async def test_a_thread_as_lists_show_it(door: Door, client: Client) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.clicks("ada", "thread.claim")

    [thread] = (await client.get("/threads")).body["items"]

    assert thread["ref"] == "T-1001"
    assert thread["title"] == "The export is broken"
    assert thread["status"] == "open"
    assert thread["customer"] == {
        "key": "acme",
        "name": "Acme",
        "tier": "enterprise",
        "owner": "ada",
    }
    assert thread["assignee"] == "ada"
    assert thread["opened_at"].endswith("Z")
    assert thread["links"]["slack"].endswith(f"/archives/{ACME}/p{ts.replace('.', '')}")
    assert "/archives/C0TRIAGE/p" in thread["links"]["card"]


async def test_filters_and_orders(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")
    await door.asks("dave", "Where is our invoice", channel=GLOBEX)
    await door.clicks("ada", "thread.claim", 1001)
    await client.post("/threads/T-1002/labels", {"add": ["Billing"]})

    assert await refs(client) == ["T-1002", "T-1001"]
    assert await refs(client, status="open") == ["T-1001"]
    assert await refs(client, status="open,new") == ["T-1002", "T-1001"]
    assert await refs(client, status=["open", "new"]) == ["T-1002", "T-1001"]
    assert await refs(client, assignee="ada") == ["T-1001"]
    assert await refs(client, assignee="nobody") == ["T-1002"]
    assert await refs(client, customer="globex") == ["T-1002"]
    assert await refs(client, label="billing") == ["T-1002"]
    assert await refs(client, q="expo bro") == ["T-1001"]
    assert await refs(client, team="support") == []
    assert await refs(client, order="waiting") == ["T-1001", "T-1002"]
    assert await refs(client, order="due", customer="acme") == ["T-1001"]


async def test_pages_follow_each_other(door: Door, client: Client) -> None:
    for number in range(5):
        await door.person("carol").says(ACME, f"🎫 Question {number}")
    await door.settle()

    for order in ("newest", "waiting", "due"):
        seen: list[str] = []
        query: dict[str, str] = {}
        while True:
            page = (await client.get("/threads", limit=2, order=order, **query)).body
            assert len(page["items"]) <= 2
            seen += [thread["ref"] for thread in page["items"]]
            if page["cursor"] is None:
                break
            query = {"cursor": page["cursor"]}
        expected = [f"T-{number}" for number in range(1001, 1006)]
        assert seen == (expected[::-1] if order == "newest" else expected)


async def test_words_that_find_nothing_do_no_harm(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")

    for query in ("q=%ff", "q=%ed%a0%80", "q='%22*)(:%26|!", "q=%F0%9F%8E%AB", "q=\\", "label=%ff"):
        answer = await client.get(f"/threads?{query}")
        assert (answer.status, answer.body) == (200, {"items": [], "cursor": None}), query


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_a_list_does_not_understand(client: Client) -> None:
    for query, field in (
        ({"status": "lost"}, "status.0"),
        ({"assignee": "zoe"}, "assignee"),
        ({"customer": "initech"}, "customer"),
        ({"team": "sales"}, "team"),
        ({"order": "random"}, "order"),
        ({"cursor": "zzz"}, "cursor"),
        ({"cursor": "é"}, "cursor"),
        ({"limit": "0"}, "limit"),
        ({"limit": "1000"}, "limit"),
        ({"limit": ["1", "2"]}, "limit"),
        ({"q": "a\x00b"}, "q"),
        ({"page": "2"}, "page"),
    ):
        answer = await client.get("/threads", **query)
        assert (answer.status, answer.error["field"]) == (422, field), answer.body
        assert answer.error["code"] == "invalid"


async def test_a_thread_with_everything_that_belongs_to_it(door: Door, client: Client) -> None:
    ts = await door.asks("carol", "The export is brokn")
    await door.person("carol").edits(ACME, ts, "The export is broken")
    secret = await door.asks("carol", "my password is hunter2", thread_ts=ts)
    await door.person("carol").deletes(ACME, secret)
    await door.person("ada").says("C0TRIAGE", "same as last week", thread_ts=await door.card_ts())
    await door.settle()

    thread = (await client.get("/threads/t1001")).body

    assert thread["contact"] == {
        "slack_user": "U0CAROL",
        "name": "Carol Chen",
        "email": "carol@acme.example",
    }
    assert thread["mode"] == {"mode": "grouped", "set_by": "Bellhop's own default"}
    first, gone, note = thread["messages"]["items"]
    assert first["text"] == "The export is broken"
    assert [version["text"] for version in first["versions"]] == ["The export is brokn"]
    assert gone["deleted_at"] is not None
    assert "hunter2" not in str(thread["messages"])
    assert (note["kind"], note["text"]) == ("note", "same as last week")
    assert thread["timeline"]["items"][0]["event"] == "thread.created"
    assert thread["followups"][0]["kind"] == "acknowledge"
    assert thread["deliveries"]["pending"] == 0
    assert thread["deliveries"]["delivered"] >= 3


async def test_messages_and_timeline_have_pages(door: Door, client: Client) -> None:
    ts = await door.asks("carol", "one")
    for word in ("two", "three"):
        await door.asks("carol", word, thread_ts=ts)

    first = (await client.get("/threads/T-1001", limit=2)).body
    query = {"messages_cursor": first["messages"]["cursor"], "limit": 2}
    second = (await client.get("/threads/T-1001", **query)).body

    assert [one["text"] for one in first["messages"]["items"]] == ["one", "two"]
    assert [one["text"] for one in second["messages"]["items"]] == ["three"]
    assert second["messages"]["cursor"] is None
    assert len(second["timeline"]["items"]) == 2
    assert second["timeline"]["cursor"] is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_threads_that_are_not_there(client: Client) -> None:
    for ref in ("T-9", "nonsense", "9" * 40, "%00"):
        answer = await client.get(f"/threads/{ref}")
        assert (answer.status, answer.error["code"]) == (404, "not_found")
    assert (await client.get("/threads/T-9", messages_cursor="x")).status == 404


async def test_opening_a_thread_from_a_message(door: Door, client: Client) -> None:
    ts = await door.asks("carol", "📣 We ship version 7 tomorrow")
    assert await refs(client) == []

    why = (await client.get(f"/messages/{ACME}/{ts}/why")).body
    opened = await client.post("/threads", {"channel": ACME, "ts": ts, "agent": "ada"})
    await door.settle()

    assert (why["known"], why["thread"]) == (True, None)
    assert "it begins with" in why["why"]
    assert (opened.status, opened.body["ref"]) == (201, "T-1001")
    assert len(door.cards()) == 1
    why = (await client.get(f"/messages/{ACME}/{ts}/why")).body
    assert (why["thread"], why["why"]) == ("T-1001", "opened by ada")
    again = await client.post("/threads", {"channel": ACME, "ts": ts})
    assert (again.status, again.error["message"]) == (409, "This is in T-1001 already.")


async def test_messages_that_no_thread_can_be_opened_with(client: Client) -> None:
    unknown = await client.post("/threads", {"channel": ACME, "ts": "1.0"})
    nowhere = await client.post("/threads", {"channel": "C0NOWHERE", "ts": "1.0"})
    why = (await client.get(f"/messages/{ACME}/1.0/why")).body

    assert (unknown.status, nowhere.status) == (404, 404)
    assert "never seen" in unknown.error["message"]
    assert "C0NOWHERE" in nowhere.error["message"]
    assert why["known"] is False
