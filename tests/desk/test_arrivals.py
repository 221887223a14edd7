"""What reaches the desk twice, late, in the wrong order, or means nothing to it."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.desk.inbox import TRIES
from bot.errors import Refused
from handlers import events
from playground import Fault
from store.deliveries import DeliveryState
from store.inbox import InboxRow, InboxState
from store.messages import Message
from store.threads import Status
from tests.door import ACME, TRIAGE, Door, words

DEAF = "http://127.0.0.1:9/slack/events"
ALERTS = "C0ALERTS"


async def message(door: Door, ts: str, channel: str = ACME) -> Message:
    found = await door.read(lambda tx: tx.messages.by_ts(channel, ts))
    assert found is not None, f"{ts} is not known"
    return found


async def newest(door: Door) -> InboxRow:
    return (await door.read(lambda tx: tx.inbox.page(limit=1)))[0]


async def sent_again(door: Door, *order: int) -> None:
    """Let events that Slack gave up on arrive after all, in this order."""
    held = [one.envelope for one in door.slack.deliveries if one.outcome == "given up"]
    for place in order:
        await door.slack.send_event(held[place]["event"], **_outer(held[place]))
    await door.settle()


def _outer(envelope: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in envelope.items() if name != "event"}


def hold(door: Door) -> None:
    """Let nothing through until `let_go`."""
    door.slack.send_to(DEAF)


async def let_go(door: Door) -> None:
    await door.slack.settled()
    door.slack.send_to(f"{door.bot.url}/slack/events")


@dataclass
class Flaky:
    """A method of the store that fails as often as asked; `after` it did its work."""

    real: Callable[..., Any]
    times: int
    after: bool

    async def __call__(self, *args: Any, **kwargs: Any) -> Any:
        failing, self.times = self.times > 0, self.times - 1
        if failing and not self.after:
            raise OSError("the disk is gone")
        result = await self.real(*args, **kwargs)
        if failing:
            raise OSError("the disk is gone")
        return result


@pytest.mark.parametrize("after", [False, True], ids=["before", "after the commit"])
async def test_when_the_database_fails_slack_sends_it_again(
    door: Door, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    flaky = Flaky(door.bot.store.write, 2, after)  # the event, and the row that says it failed
    monkeypatch.setattr(door.bot.store, "write", flaky)

    await door.person("carol").says(ACME, "The export is broken")
    await door.slack.settled()
    monkeypatch.undo()
    await door.settle()

    [delivery] = [one for one in door.slack.deliveries if "export" in str(one.envelope)][:1]
    assert (delivery.outcome, delivery.attempts) == ("acknowledged", 2)
    assert len(door.cards()) == 1
    assert await door.read(lambda tx: tx.threads.get(1002)) is None


async def test_one_event_that_arrives_thrice_has_one_effect(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.asks("carol", "and the import")
    again = [
        one.envelope for one in door.slack.deliveries if one.envelope["event"].get("client_msg_id")
    ]
    before = await door.read(lambda tx: tx.inbox.count())

    for envelope in again * 2:
        await door.slack.send_event(envelope["event"], **_outer(envelope))
    await door.settle()

    assert len(again) == 2
    assert await door.read(lambda tx: tx.inbox.count()) == before
    assert len(await door.room()) == 1


async def test_a_post_that_mentions_the_bot_comes_as_two_events_and_is_one_message(
    door: Door,
) -> None:
    await door.asks("carol", "<@U0BOT> the export is broken")

    kinds = [row.kind for row in await door.read(lambda tx: tx.inbox.page())]
    assert {"message", "app_mention"} <= set(kinds)
    assert len(door.cards()) == 1
    assert await door.room() == []
    assert len(await door.read(lambda tx: tx.messages.of_thread(1001))) == 1


async def test_an_edit_before_its_message(door: Door) -> None:
    hold(door)
    ts = await door.person("carol").says(ACME, "The exprt is broken")
    await door.person("carol").edits(ACME, ts, "The export is broken")
    await let_go(door)

    await sent_again(door, 1, 0)

    assert (await message(door, ts)).text == "The export is broken"
    assert "The export is broken" in words(door.cards()[0])
    assert len(await door.read(lambda tx: tx.messages.of_thread(1001))) == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
async def test_two_edits_in_any_order(door: Door, order: tuple[int, ...]) -> None:
    hold(door)
    carol = door.person("carol")
    ts = await carol.says(ACME, "The export is broken")
    await carol.edits(ACME, ts, "The import is broken")
    await carol.edits(ACME, ts, "The export is broken")
    await let_go(door)

    await sent_again(door, *order)

    assert (await message(door, ts)).text == "The export is broken"


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
async def test_an_edit_and_a_deletion_in_any_order(door: Door, order: tuple[int, ...]) -> None:
    hold(door)
    carol = door.person("carol")
    ts = await carol.says(ACME, "The exprt is broken")
    await carol.edits(ACME, ts, "The export is broken")
    await carol.deletes(ACME, ts)
    await let_go(door)

    await sent_again(door, *order)

    gone = await message(door, ts)
    assert (gone.text, gone.thread_id) == ("The export is broken", 1001)
    assert gone.deleted_at is not None
    assert "deleted" in words(door.cards()[0])


async def test_a_reply_before_its_root(door: Door) -> None:
    hold(door)
    ts = await door.person("carol").says(ACME, "The export is broken")
    await door.person("carol").says(ACME, "since monday", thread_ts=ts)
    await door.person("ada").says(ACME, "Looking", thread_ts=ts)
    await let_go(door)
    held = [one.envelope["event"] for one in door.slack.deliveries]
    roots = [place for place, event in enumerate(held) if event.get("ts") == ts]
    rest = [place for place in range(len(held)) if place not in roots]

    await sent_again(door, *reversed(rest), *roots)

    thread = await door.thread()
    assert await door.read(lambda tx: tx.threads.get(1002)) is None
    assert thread.title == "The export is broken"
    assert thread.root_ts == ts
    assert thread.status is Status.waiting_on_customer
    assert len(await door.read(lambda tx: tx.messages.of_thread(1001))) == 3
    assert "The export is broken" in words(door.cards()[0])


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

    await door.person("carol").edits(ACME, ts, "Hi, the export is broken")
    await door.settle()

    assert (await message(door, ts)).thread_id == 1001
    assert "the export is broken" in words(door.cards()[0])
    versions = await door.read(lambda tx: tx.messages.versions(1001))
    assert [old.text for found in versions.values() for old in found] == ["Hi"]


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
    assert len(door.cards()) == 1


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


async def test_what_fails_is_tried_again_with_growing_pauses_then_parked_and_replayed(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    caplog.set_level(logging.INFO)
    monkeypatch.setitem(events.EVENTS, "message", broken)
    ts = await door.person("carol").says(ACME, "The export is broken")
    await door.slack.settled()
    row = await newest(door)
    assert (row.state, row.attempts) == (InboxState.failed, 1)
    assert row.outcome == "ZeroDivisionError: a bug"
    assert "The export is broken" in row.body

    pauses = []
    while row.state is InboxState.failed:
        assert row.due_at is not None
        pauses.append(row.due_at - door.clock.now())
        door.clock.advance(pauses[-1] - timedelta(seconds=1))
        assert await door.bot.inbox.retry_due() == 0
        door.clock.advance(timedelta(seconds=1))
        assert await door.bot.inbox.retry_due() == 1
        [row] = [one for one in await door.read(lambda tx: tx.inbox.page()) if one.id == row.id]
    assert row.state is InboxState.parked
    assert row.attempts == TRIES
    assert pauses == sorted(pauses)
    assert len(pauses) == TRIES - 1
    assert timedelta(hours=1) < sum(pauses, timedelta()) < timedelta(hours=12)
    assert await door.read(lambda tx: tx.inbox.page(InboxState.parked)) == [row]
    assert "The export is broken" not in caplog.text

    monkeypatch.undo()
    await door.settle()
    [alert] = [words(one) for one in door.person("ada").sees(ALERTS)]
    assert f"Inbox row {row.id} is parked" in alert
    replayed = await door.bot.inbox.replay(row.id)
    await door.settle()
    assert replayed.state is InboxState.done
    assert (await message(door, ts)).thread_id == 1001
    assert len(door.cards()) == 1
    with pytest.raises(Refused, match="only what failed can be replayed"):
        await door.bot.inbox.replay(row.id)


async def test_a_failed_row_heals_by_itself_once_the_cause_is_gone(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = events.EVENTS["message"]

    def broken(*args: Any) -> Any:
        real(*args)
        raise ZeroDivisionError("after everything was done")

    monkeypatch.setitem(events.EVENTS, "message", broken)
    await door.person("carol").says(ACME, "The export is broken")
    await door.slack.settled()
    assert await door.read(lambda tx: tx.threads.get(1001)) is None  # all of it was undone
    monkeypatch.undo()

    await door.later(seconds=5)

    assert len(door.cards()) == 1
    assert (await door.read(lambda tx: tx.inbox.count()))[InboxState.failed] == 0


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
