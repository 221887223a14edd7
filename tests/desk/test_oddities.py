"""What Slack's own traffic has besides plain messages: forwards, Slackbot, and what it leaves out."""

from datetime import timedelta
from typing import Any

import pytest

from store.inbox import InboxState
from tests.desk.looks import message, newest
from tests.desk.test_reconcile import away, swept
from tests.door import ACME, Door, words

TS = "1772442000.000100"
SAID: dict[str, Any] = {"type": "message", "channel": ACME, "user": "U0CAROL", "ts": TS}


def forwarded(said: str, **attached: object) -> dict[str, Any]:
    """A message that Carol forwards from a channel of her company's, with her own words."""
    share = {"is_share": True, "is_msg_unfurl": True, "author_name": "Cody", **attached}
    return {**SAID, "team": "T0ACME", "text": said, "attachments": [share]}


async def test_what_is_forwarded_without_a_word_is_what_they_say(door: Door) -> None:
    await door.slack.send_event(forwarded("", text="Production is down since 9:00"))
    await door.settle()

    assert (await door.thread()).title == "↪ Production is down since 9:00"
    assert "Production is down since 9:00" in words(door.cards()[0])


async def test_agents_read_what_is_forwarded_with_words_and_see_its_files(door: Door) -> None:
    log = {"id": "F1", "name": "error.log", "mimetype": "text/plain"}
    said = forwarded("Can you look?", fallback="[March 2nd] cody: no text", files=[log])
    await door.slack.send_event(said)
    await door.settle()

    found = await message(door, TS)
    assert found.text == "Can you look?\n↪ [March 2nd] cody: no text"
    assert [file["name"] for file in found.files] == ["error.log"]


async def test_an_edit_of_the_words_beside_a_forward_keeps_it(door: Door) -> None:
    before = forwarded("Can you lok?", text="It fails")
    await door.slack.send_event(before)
    await door.settle()
    after = {**before, "text": "Can you look?", "edited": {"ts": "1772442060.000100"}}
    event = {"type": "message", "subtype": "message_changed", "channel": ACME, "message": after}
    await door.slack.send_event({**event, "previous_message": before})
    await door.settle()

    assert (await message(door, TS)).text == "Can you look?\n↪ It fails"
    assert "Can you ~lok?~ *look?*\n↪ It fails" in (await door.room())[-1]


async def test_the_preview_of_a_link_is_not_what_they_say(door: Door) -> None:
    preview = {"title": "Acme", "text": "We sell anvils", "from_url": "https://acme.example"}
    said = {**SAID, "text": "See https://acme.example", "attachments": [preview]}
    await door.slack.send_event(said, team_id="T0ACME")
    await door.settle()

    assert (await message(door, TS)).text == "See https://acme.example"


@pytest.mark.parametrize("user", ["USLACKBOT", "U0BOT"])
async def test_what_nobody_wrote_opens_nothing(door: Door, user: str) -> None:
    await door.slack.send_event({**SAID, "user": user, "text": "Standup!"}, team_id="T0ACME")
    await door.settle()

    row = await newest(door)
    assert (row.state, row.outcome) == (InboxState.ignored, "written by a bot")
    assert door.cards() == []


async def test_a_deletion_of_which_slack_tells_only_the_place_is_one(door: Door) -> None:
    ts = await door.asks("carol", "My password is hunter2")
    gone = {"type": "message", "subtype": "message_deleted", "channel": ACME, "deleted_ts": ts}
    await door.slack.send_event(gone)
    await door.slack.send_event({**gone, "deleted_ts": "1772441000.000100"})
    await door.settle()

    assert (await message(door, ts)).deleted_at is not None
    assert "hunter2" not in words(door.cards()[0])
    outcomes = await door.read(lambda tx: [row.outcome for row in tx.inbox.page()])
    assert "a deletion of something that we never got to hear" in outcomes


async def test_a_file_that_was_missed_is_the_customers_though_only_a_profile_says_so(
    door: Door,
) -> None:
    await door.asks("carol", "The export is broken")
    log = ("error.log", b"boom", "text/plain")
    door.clock.advance(timedelta(hours=5))
    await away(door, lambda: door.person("cody").says(ACME, "", files=[log]))
    for one in door.slack.channels[ACME].messages.values():
        for name in ("team", "user_team", "source_team"):
            one.body.pop(name, None)

    await swept(door)

    assert len(door.cards()) == 2
