"""Lists of threads, one thread, and opening one."""

from tests.door import ACME, Door
from tests.triggers.api.client import Client

GLOBEX = "C0GLOBEX"


async def refs(client: Client, **query: str) -> list[str]:
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


async def test_filters(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")
    await door.asks("dave", "Where is our invoice", channel=GLOBEX)
    await door.clicks("ada", "thread.claim", 1001)
    await client.post("/threads/T-1002/labels", {"add": ["billing"]})

    assert await refs(client) == ["T-1002", "T-1001"]
    assert await refs(client, status="open") == ["T-1001"]
    assert await refs(client, status="open,new") == ["T-1002", "T-1001"]
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
        await door.asks("carol", f"🎫 Question {number}")

    for order in ("newest", "waiting"):
        seen, cursor = [], ""
        while cursor is not None:
            query = {"cursor": cursor} if cursor else {}
            page = (await client.get("/threads", limit=2, order=order, **query)).body
            seen += [thread["ref"] for thread in page["items"]]
            cursor = page["cursor"]
        assert sorted(seen) == [f"T-{number}" for number in range(1001, 1006)]
