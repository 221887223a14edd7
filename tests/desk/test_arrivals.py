"""What reaches the desk: all of it is taken, and what means nothing is ignored visibly."""

import json
from datetime import timedelta
from typing import Any

import pytest

from playground import Fault
from store.deliveries import DeliveryState
from store.inbox import InboxState
from store.threads import Status
from tests.desk.looks import message, newest
from tests.door import ACME, TRIAGE, Door, words

ALERTS = "C0ALERTS"


async def test_an_edit_of_what_was_answered_is_an_alert_in_the_room(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.asks("ada", "Which one?", thread_ts=ts)
    door.clock.advance(timedelta(minutes=1))
    await door.person("carol").edits(ACME, ts, "The CSV export is broken")
    await door.settle()

    assert "after it was answered" in (await door.room())[-1]
    assert "The CSV export" in words(door.cards()[0])


async def test_a_greeting_that_is_edited_into_a_request_opens_a_thread(door: Door) -> None:
    ts = await door.asks("carol", "Hi")
    assert door.cards() == []

    for said in ("Hello", "Hi, the export is broken"):
        await door.person("carol").edits(ACME, ts, said)
        await door.settle()

    assert (await message(door, ts)).thread_id == 1001
    assert "the export is broken" in words(door.cards()[0])
    versions = await door.read(lambda tx: tx.messages.versions(1001))
    assert [old.text for found in versions.values() for old in found] == ["Hi", "Hello"]


@pytest.mark.parametrize("resolved", [True, False])
async def test_thanks_that_are_edited_into_a_request_are_asked_again(
    door: Door, resolved: bool
) -> None:
    root = await door.asks("carol", "The export is broken")
    await door.asks("ada", "Fixed", thread_ts=root)
    if resolved:
        await door.clicks("ada", "thread.resolve")
    ts = await door.asks("carol", "Thanks!", thread_ts=root)
    assert (await door.thread()).waiting_since is None

    await door.person("carol").edits(ACME, ts, "Thanks! But the import fails now")
    await door.settle()

    thread = await door.thread()
    assert (thread.status, thread.waiting_since) == (Status.open, (await message(door, ts)).sent_at)
    assert "Open" in str(door.cards()[0]["text"])


async def test_what_slack_adds_to_a_message_is_no_edit(door: Door) -> None:
    ts = await door.asks("carol", "See https://acme.example")
    said = {"type": "message", "user": "U0CAROL", "text": "See https://acme.example", "ts": ts}
    unfurled = {**said, "attachments": [{"title": "Acme"}]}
    event = {"type": "message", "subtype": "message_changed", "channel": ACME, "message": unfurled}

    await door.slack.send_event({**event, "previous_message": said})

    assert (await newest(door)).outcome == "nobody edited it: a link was unfurled, or a reply came"
    assert await door.room() == []


async def test_a_reply_that_is_also_sent_to_the_channel_stays_in_its_thread(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    reply = await door.asks("cody", "same here", thread_ts=ts, broadcast=True)

    assert (await message(door, reply)).thread_id == 1001
    assert len(door.cards()) == 1


async def test_a_file_without_words_opens_a_thread_and_its_name_comes_later(door: Door) -> None:
    door.slack.fails("files.info", Fault.status(503), times=1)
    ts = await door.asks("carol", "", files=[("error.log", b"boom", "text/plain")])

    [file] = (await message(door, ts)).files
    assert (file["name"], file["mimetype"]) == ("error.log", "text/plain")
    assert (await door.thread()).title == "error.log"
    [card] = door.cards()
    assert "📎 error.log" in words(card)


async def test_a_me_message_is_something_said(door: Door) -> None:
    event = {"type": "message", "subtype": "me_message", "channel": ACME, "user": "U0CAROL"}
    event |= {"text": "cannot log in", "ts": "1772442000.000100"}
    await door.slack.send_event(event, team_id="T0ACME")  # it does not say whose user it is
    await door.settle()

    assert (await door.thread()).title == "cannot log in"


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (
            {"subtype": "bot_message", "bot_id": "B9", "text": "x"},
            "a message of the kind bot_message",
        ),
        ({"bot_id": "B9", "user": "U9", "text": "x"}, "written by a bot"),
        ({"subtype": "channel_join", "user": "U0CAROL"}, "a message of the kind channel_join"),
        ({"subtype": "channel_topic", "user": "U0ADA"}, "a message of the kind channel_topic"),
        ({"type": "team_join", "user": {}}, "an event of the kind team_join"),
    ],
)
async def test_what_means_nothing_is_taken_and_ignored_visibly(
    door: Door, event: dict[str, Any], why: str
) -> None:
    said = {"type": "message", "channel": ACME, "ts": "1772442000.000100"}
    await door.slack.send_event({**said, **event})
    await door.settle()

    row = await newest(door)
    assert (row.state, row.outcome) == (InboxState.ignored, why)
    assert door.cards() == []


async def test_people_who_come_and_topics_that_change_open_nothing(door: Door) -> None:
    await door.person("carol").leaves(ACME)
    await door.person("ada").sets_topic(ACME, "Ask here")
    await door.settle()

    counts = await door.read(lambda tx: tx.inbox.count())
    assert counts[InboxState.failed] == counts[InboxState.done] == 0
    assert counts[InboxState.ignored] > 0


async def test_a_message_in_an_unknown_channel_is_kept_and_ignored(door: Door) -> None:
    event = {"type": "message", "channel": "C0NOWHERE", "user": "U0EVE", "ts": "1772442000.000100"}
    await door.slack.send_event({**event, "text": "Anybody here?"})

    row = await newest(door)
    assert row.state is InboxState.ignored
    assert "not mapped" in row.outcome
    assert "Anybody here?" in row.body


async def test_somebody_whom_slack_does_not_know_any_more(door: Door) -> None:
    event = {"type": "message", "channel": ACME, "user": "U0GONE", "user_team": "T0ACME"}
    await door.slack.send_event({**event, "text": "The export is broken", "ts": "1772442000.0001"})
    await door.settle()

    assert "The export is broken" in words(door.cards()[0])
    dead = await door.read(lambda tx: tx.deliveries.count())
    assert dead[DeliveryState.dead] == 1
    assert "user_not_found" in words(door.person("ada").sees(ALERTS)[0])


async def test_the_raw_body_is_kept_as_it_came(door: Door) -> None:
    await door.asks("carol", "The  export is broken 🎉")

    envelope = next(one.envelope for one in door.slack.deliveries)
    rows = await door.read(lambda tx: tx.inbox.page())
    [row] = [one for one in rows if one.key == envelope["event_id"]]
    assert json.loads(row.body) == envelope


async def test_a_deleted_note_and_an_edited_note_stay_in_the_room(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    ada, card = door.person("ada"), await door.card_ts()
    ts = await ada.says(TRIAGE, "a nte", thread_ts=card)
    await ada.edits(TRIAGE, ts, "a note")
    await door.settle()
    assert (await message(door, ts, TRIAGE)).text == "a note"
    await ada.deletes(TRIAGE, ts)
    await door.settle()

    assert (await message(door, ts, TRIAGE)).deleted_at is not None
    assert len(door.person("carol").sees(ACME)) == 1
