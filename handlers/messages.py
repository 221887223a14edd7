"""What people write, edit and delete."""

from collections.abc import Mapping
from typing import Any

from bot.desk.desk import Desk
from bot.desk.incoming import SAID, Deleted, Edited, Outcome, Said, ignored
from bot.desk.intake.edits import delete, edit
from bot.desk.intake.intake import expected, hear
from store.ahead import Coming
from store.transaction import Transaction

Body = Mapping[str, Any]
Json = Mapping[str, Any]

NAMED = ("channel", "ts", "user")


def heard(tx: Transaction, desk: Desk, body: Body) -> Outcome:
    """Take a message event, whatever happened to the message."""
    event = body["event"]
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _changed(tx, desk, body)
    if subtype == "message_deleted":
        return _deleted(tx, desk, body)
    if subtype not in SAID:
        return ignored(f"a message of the kind {subtype}")
    if "bot_id" in event or "user" not in event:
        return ignored("written by a bot")
    return hear(tx, desk, said(desk, event["channel"], event, body.get("team_id")))


def coming(desk: Desk, body: Body) -> Coming | None:
    """Return which message of a customer's channel an event brings, for the store to look it up."""
    event = body.get("event")
    if not isinstance(event, dict) or not all(isinstance(event.get(name), str) for name in NAMED):
        return None
    if event["channel"] in desk.rooms:
        return None
    try:
        return expected(desk, said(desk, event["channel"], event, body.get("team_id")))
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        return None  # something is wrong with it: taking it tells what


def said(desk: Desk, channel: str, message: Json, sender: str | None = None) -> Said:
    """Return what a message of Slack's says; `sender` is the envelope's word for the workspace."""
    team = message.get("user_team") or message.get("source_team") or message.get("team") or sender
    return Said(
        channel=channel,
        ts=message["ts"],
        user=message["user"],
        team=team or desk.identity.team,
        text=clean(message.get("text") or ""),
        parent_ts=message.get("thread_ts"),
        files=[_file(one) for one in message.get("files", [])],
    )


def _changed(tx: Transaction, desk: Desk, body: Body) -> Outcome:
    event, message = body["event"], body["event"]["message"]
    if "bot_id" in message or "user" not in message:
        return ignored("a bot's message changed")
    if message.get("subtype") == "tombstone":  # a deleted root that still has replies
        return _deleted(tx, desk, body)
    if "edited" not in message:
        return ignored("nobody edited it: a link was unfurled, or a reply came")
    now = said(desk, event["channel"], message, body.get("team_id"))
    before = clean(event.get("previous_message", {}).get("text", now.text))
    return edit(tx, desk, Edited(now, before, message["edited"]["ts"]))


def _deleted(tx: Transaction, desk: Desk, body: Body) -> Outcome:
    event = body["event"]
    message = event.get("previous_message", {})
    if "bot_id" in message or "user" not in message:
        return ignored("a bot's message was deleted")
    return delete(tx, desk, Deleted(said(desk, event["channel"], message, body.get("team_id"))))


def clean(text: str) -> str:
    """Leave out what no database keeps: NUL, and half an emoji."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _file(file: Json) -> dict[str, Any]:
    kept = ("id", "name", "mimetype", "size")
    return {name: file[name] for name in kept if file.get(name) is not None}
