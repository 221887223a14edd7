"""The inbox, the outbox and the follow-ups, as operators look at them and mend them."""

from typing import Any

import pytest

from handlers import events
from playground.faults import Fault
from store.deliveries import DeliveryState
from tests.door import ACME, TRIAGE, Door, words
from tests.triggers.api.client import Client


def broken(*_: object) -> Any:
    raise KeyError("user")


async def test_what_failed_is_replayed_after_the_cause_is_gone(
    door: Door, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as bug:
        bug.setitem(events.EVENTS, "message", broken)
        await door.person("carol").says(ACME, "The export is broken")
        await door.slack.settled()
        [row] = (await client.get("/inbox", state="failed")).body["items"]
        again = await client.post(f"/inbox/{row['id']}/replay")
    assert (again.status, again.body["state"], again.body["attempts"]) == (200, "failed", 2)

    replayed = (await client.post(f"/inbox/{row['id']}/replay")).body
    await door.settle()

    assert (row["outcome"], row["kind"]) == ("KeyError: 'user'", "message")
    assert (replayed["state"], replayed["thread"]) == ("done", "T-1001")
    assert "The export is broken" in replayed["body"]
    assert (await client.get(f"/inbox/{row['id']}")).body == replayed
    twice = await client.post(f"/inbox/{row['id']}/replay")
    assert (twice.status, twice.error["code"]) == (409, "refused")


async def test_lists_have_pages(door: Door, client: Client) -> None:
    ts = await door.asks("carol", "one")
    for word in ("two", "three"):
        await door.asks("carol", word, thread_ts=ts)

    for path in ("/inbox", "/deliveries"):
        everything = [one["id"] for one in (await client.get(path)).body["items"]]
        first = (await client.get(path, limit=2)).body
        second = (await client.get(path, limit=200, cursor=first["cursor"])).body
        assert [one["id"] for one in first["items"] + second["items"]] == everything
        assert everything == sorted(everything, reverse=True)
        assert second["cursor"] is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_rows_that_are_not_there(client: Client) -> None:
    for path in ("/inbox/7", "/deliveries/7", f"/inbox/{'9' * 19}", "/inbox/x", "/nowhere"):
        answer = await client.get(path)
        assert (answer.status, answer.error["code"]) == (404, "not_found"), path
    for path in ("/inbox/7/replay", "/deliveries/7/replay", "/followups/7/cancel"):
        assert (await client.post(path)).status == 404
    for path in ("/inbox", "/deliveries", "/followups"):
        for query in ({"cursor": "x"}, {"cursor": "9" * 19}, {"state": "lost"}):
            assert (await client.get(path, **query)).status == 422


async def test_a_dead_delivery_is_replayed(door: Door, client: Client) -> None:
    ts = await door.asks("carol", "The export is broken")
    door.slack.fails("chat.postMessage", Fault.error("msg_too_long"), where={"channel": ACME})
    await client.post("/threads/T-1001/replies", {"agent": "ada", "text": "On it"})
    await door.settle()

    [dead] = (await client.get("/deliveries", state="dead")).body["items"]
    tries = (await client.get(f"/deliveries/{dead['id']}")).body["tries"]
    replayed = await client.post(f"/deliveries/{dead['id']}/replay")
    await door.settle()

    assert (dead["kind"], dead["thread"], dead["audience"]) == ("reply", "T-1001", "customer")
    assert [(one["number"], one["outcome"]) for one in tries] == [(1, "rejected")]
    assert (replayed.status, replayed.body["state"]) == (200, "pending")
    after = (await client.get(f"/deliveries/{dead['id']}")).body
    assert after["state"] == DeliveryState.delivered
    assert words(door.person("carol").sees(ACME, ts)[-1]) == "On it"
    twice = await client.post(f"/deliveries/{dead['id']}/replay")
    assert (twice.status, twice.error["code"]) == (409, "refused")
    assert "delivery.replayed" in str((await client.get("/threads/T-1001")).body["timeline"])


async def test_a_promise_is_cancelled(door: Door, client: Client) -> None:
    ts = await door.asks("carol", "The export is broken")

    [promise] = (await client.get("/followups", state="pending")).body["items"]
    cancelled = await client.post(f"/followups/{promise['id']}/cancel", {"agent": "lea"})
    await door.later(minutes=5)

    assert (promise["kind"], promise["thread"]) == ("acknowledge", "T-1001")
    assert (cancelled.status, cancelled.body["state"]) == (200, "cancelled")
    assert len(door.person("carol").sees(ACME, ts)) == 1
    assert (await client.post(f"/followups/{promise['id']}/cancel")).status == 409


async def test_a_thread_is_not_left_asleep_for_ever(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")
    until = (door.clock.now().replace(hour=20)).isoformat()
    await client.post("/threads/T-1001/snooze", {"until": until})

    wake = next(
        one for one in (await client.get("/followups")).body["items"] if one["kind"] == "wake"
    )
    refused = await client.post(f"/followups/{wake['id']}/cancel")

    assert (refused.status, refused.error["code"]) == (409, "refused")
    assert "wake it instead" in refused.error["message"]


async def test_what_was_missed_is_taken(door: Door, client: Client) -> None:
    door.slack.send_to("http://127.0.0.1:9/nowhere")
    await door.person("carol").says(ACME, "The export is broken")

    report = await client.post("/inbox/reconcile", {"since": "2026-03-01T00:00:00Z"})
    await door.settle()

    assert report.status == 200, report.body
    assert (report.body["healed"], report.body["failed"]) == (1, [])
    assert (await door.thread()).title == "The export is broken"
    assert len(door.cards(TRIAGE)) == 1
