"""The door: who gets in, and what becomes of what is no proper request."""

import hashlib
import hmac
import io
import json
import logging
import time

import aiohttp
import pytest

from handlers.door import LARGEST
from store.inbox import InboxState
from tests.databases import only_sqlite
from tests.door import Door

MESSAGE = {"type": "message", "channel": "C0ACME", "user": "U0CAROL", "team": "T0ACME"}
EVENT = {"type": "event_callback", "event_id": "Ev1"}


def body(**outer: object) -> str:
    event = {**MESSAGE, "text": "The secret export is broken", "ts": "1772442000.000100"}
    return json.dumps({**EVENT, "event": event, **outer})


def signature(door: Door, said: str | bytes, stamp: object = None) -> dict[str, str]:
    stamp = int(time.time()) if stamp is None else stamp
    raw = said.encode() if isinstance(said, str) else said
    signed = f"v0:{stamp}:".encode() + raw
    digest = hmac.new(door.slack.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(stamp), "X-Slack-Signature": f"v0={digest}"}


async def posted(
    door: Door, said: str | bytes, headers: dict[str, str] | None = None, kind: str = "json"
) -> tuple[int, str]:
    headers = signature(door, said) if headers is None else headers
    kinds = {"json": "application/json", "form": "application/x-www-form-urlencoded"}
    headers = {"Content-Type": kinds[kind], **headers}
    data = io.BytesIO(said if isinstance(said, bytes) else said.encode())
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{door.bot.url}/slack/events", data=data, headers=headers) as answer,
    ):
        return answer.status, await answer.text()


async def rows(door: Door) -> dict[InboxState, int]:
    return {
        state: count
        for state, count in (await door.read(lambda tx: tx.inbox.count())).items()
        if count
    }


async def test_a_signed_event_is_taken(door: Door) -> None:
    assert (await posted(door, body()))[0] == 200

    assert (await door.thread()).title == "The secret export is broken"


STAMPS = [0, -1, "now", "", "١٧٧٢٤٤٢٠٠٠", "1e9", "9" * 40, "16 12"]
SKEWED = (-400, 400)  # seconds; Slack's five minutes are over


@only_sqlite
async def test_a_stale_or_odd_timestamp_is_refused(door: Door) -> None:
    said, now = body(), int(time.time())
    for stamp in (*STAMPS, *(now + seconds for seconds in SKEWED)):
        headers = signature(door, said, stamp)
        headers["X-Slack-Request-Timestamp"] = str(stamp).encode().decode("latin-1")

        assert (await posted(door, said, headers))[0] == 401, stamp
    assert await rows(door) == {}


@only_sqlite
async def test_a_wrong_signature_is_refused_and_the_body_is_not_logged(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    good = signature(door, body())
    wrong: dict[str, dict[str, str]] = {
        "wrong": {**good, "X-Slack-Signature": "v0=" + "0" * 64},
        "other body": signature(door, body(event_id="Ev2")),
        "none": {},
        "empty": {**good, "X-Slack-Signature": ""},
        "not ascii": {**good, "X-Slack-Signature": "v0=é"},
    }
    for case, headers in wrong.items():
        caplog.clear()
        caplog.set_level(logging.DEBUG)

        assert (await posted(door, body(), headers))[0] == 401, case
        assert "secret export" not in caplog.text, case
        assert "without a valid signature" in caplog.text, case
    assert await rows(door) == {}


async def test_no_words_of_a_customer_reach_the_log(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "handlers")
    caplog.set_level(logging.DEBUG, "bot")

    await door.asks("carol", "The secret export is broken")
    await door.slack.send_event({"type": "message", "text": "The secret export"})

    assert "secret export" not in caplog.text


async def test_too_much_is_refused(door: Door) -> None:
    most = body(padding="x" * (LARGEST - len(body()) - 20))
    assert (await posted(door, most))[0] == 200
    assert (await posted(door, "x" * (LARGEST + 1)))[0] == 413


@only_sqlite
async def test_what_is_no_json_object_is_a_bad_request(door: Door) -> None:
    odd = [b"", b"{", b"[]", b"null", b'"x"', b"3", b"[" * 100_000, b"\xff\xfe{}"]
    for said in (*odd, b'{"type": "event_callback"'):
        assert (await posted(door, said))[0] == 400, said[:12]
    assert await rows(door) == {}


@only_sqlite
async def test_slack_checks_the_address_and_the_certificate(door: Door) -> None:
    challenge = json.dumps({"type": "url_verification", "token": "x", "challenge": "3eZbrw1a"})

    status, said = await posted(door, challenge)

    assert (status, "3eZbrw1a" in said) == (200, True)
    assert (await posted(door, "ssl_check=1&token=x", {}, kind="form"))[0] == 200
    assert await rows(door) == {}


@only_sqlite
async def test_url_verification_without_a_signature_is_refused(door: Door) -> None:
    challenge = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"})

    assert (await posted(door, challenge, {}))[0] == 401


INCOMPLETE: list[object] = [
    {},
    None,
    [],
    "message",
    {"type": "message"},
    {"type": None},
    {"type": 3},
    {"type": "half an emoji \ud83d and a \0"},
    {"type": "message", "channel": "C0ACME"},
    {"type": "message", "user": "U0CAROL"},
    {**MESSAGE, "text": "x", "ts": "soon"},
    {**MESSAGE, "text": "x", "ts": "9" * 30},
    {**MESSAGE, "text": "x", "ts": "9" * 18},
    {**MESSAGE, "text": "x", "ts": "1.0", "channel": {"id": "C0ACME"}},
    {**MESSAGE, "text": "x", "ts": "1.0", "user": {"id": "U0CAROL"}},
    {"type": "im_created", "user": "U0CAROL", "ts": "1.0", "channel": {"id": "D1"}},
    {**MESSAGE, "text": "x", "ts": "1.0", "files": "none"},
    {**MESSAGE, "text": 7, "ts": "1.0"},
    {**MESSAGE, "subtype": "message_changed"},
    {**MESSAGE, "subtype": "message_deleted"},
    {"type": "reaction_added"},
    {"type": "reaction_added", "item": {"type": "message"}},
    {"type": "member_joined_channel"},
    {"type": "app_home_opened"},
    {"type": "channel_shared"},
    {"type": "channel_unshared"},
    {"type": "a_kind_of_next_year"},
]


async def test_what_misses_something_is_kept_and_never_a_crash(door: Door) -> None:
    for number, event in enumerate(INCOMPLETE, 1):
        assert (await posted(door, body(event=event, event_id=f"Ev{number}")))[0] == 200, event

        kept = await rows(door)
        assert sum(kept.values()) == number, event
        assert set(kept) <= {InboxState.failed, InboxState.ignored}, event
    assert await door.read(lambda tx: tx.threads.get(1001)) is None


async def test_events_without_an_id_are_told_apart_by_what_they_say(door: Door) -> None:
    one = {**MESSAGE, "text": "The export is broken", "ts": "1772442000.000100"}
    two = {**MESSAGE, "text": "The import is broken", "ts": "1772442001.000100"}
    for event in (one, two, one):
        said = json.dumps({"type": "event_callback", "event": event})
        assert (await posted(door, said))[0] == 200

    assert await rows(door) == {InboxState.done: 2}


@pytest.mark.parametrize("text", ["a\x00b", "half an emoji \ud83d", "\u202eleft", "𝕏" * 5000])
async def test_odd_text_is_kept_as_far_as_it_can_be(door: Door, text: str) -> None:
    event = {**MESSAGE, "text": text, "ts": "1772442000.000100"}

    assert (await posted(door, body(event=event)))[0] == 200
    await door.settle()

    taken = await rows(door)
    assert taken[InboxState.done] == 1
    assert InboxState.failed not in taken
    assert len(door.cards()) == 1


async def test_slack_tells_that_it_held_events_back(door: Door) -> None:
    limited = {"type": "app_rate_limited", "team_id": "T0HOME", "minute_rate_limited": 1772442000}

    assert (await posted(door, json.dumps(limited)))[0] == 200
    assert (await posted(door, json.dumps(limited)))[0] == 200

    [row] = await door.read(lambda tx: tx.inbox.page())
    assert (row.kind, row.state) == ("app_rate_limited", InboxState.ignored)
