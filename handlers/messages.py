"""What people write, edit and delete."""

from collections.abc import Mapping
from typing import Any

from bot.desk.desk import Desk
from bot.desk.incoming import SAID, Deleted, Edited, Outcome, Said, ignored
from bot.desk.intake.edits import delete, delete_at, edit
from bot.desk.intake.intake import expected, hear
from store.ahead import Coming
from store.transaction import Transaction

Body = Mapping[str, Any]
Json = Mapping[str, Any]

NAMED = ("channel", "ts", "user")
SLACKBOT = "USLACKBOT"  # reminders, for instance; it has no bot_id


def heard(tx: Transaction, desk: Desk, body: Body) -> Outcome:
    """Take a message event, whatever happened to the message."""
    event = body["event"]
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _changed(tx, desk, body)
    if subtype == "message_deleted":
        return _deleted(tx, desk, body, event["deleted_ts"])
    if subtype not in SAID:
        return ignored(f"a message of the kind {subtype}")
    if is_by_bot(desk, event):
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
    team = message.get("user_team") or message.get("source_team") or message.get("team")
    # a file may come without any of these
    team = team or (message.get("user_profile") or {}).get("team") or sender
    forwarded = _forwarded(message)
    return Said(
        channel=channel,
        ts=message["ts"],
        user=message["user"],
        team=team or desk.identity.team,
        text=_words(message),
        parent_ts=message.get("thread_ts"),
        files=[_file(one) for part in (message, *forwarded) for one in part.get("files", [])],
    )


def is_by_bot(desk: Desk, message: Json) -> bool:
    """Whether nobody wrote it."""
    return "bot_id" in message or message.get("user") in (None, desk.identity.user, SLACKBOT)


def _changed(tx: Transaction, desk: Desk, body: Body) -> Outcome:
    event, message = body["event"], body["event"]["message"]
    if message.get("subtype") == "tombstone":  # a deleted root that still has replies
        return _deleted(tx, desk, body, message["ts"])
    if is_by_bot(desk, message):
        return ignored("a bot's message changed")
    if "edited" not in message:
        return ignored("nobody edited it: a link was unfurled, or a reply came")
    now = said(desk, event["channel"], message, body.get("team_id"))
    previous = event.get("previous_message")
    before = now.text if previous is None else _words(previous)
    return edit(tx, desk, Edited(now, before, message["edited"]["ts"]))


def _deleted(tx: Transaction, desk: Desk, body: Body, ts: str) -> Outcome:
    event = body["event"]
    message = event.get("previous_message")
    if message is None:  # Slack need not tell what it said
        return delete_at(tx, desk, event["channel"], ts)
    if is_by_bot(desk, message):
        return ignored("a bot's message was deleted")
    return delete(tx, desk, Deleted(said(desk, event["channel"], message, body.get("team_id"))))


def _words(message: Json) -> str:
    """Return what somebody wrote, and under it what they forwarded."""
    passed_on = (one.get("text") or one.get("fallback") or "" for one in _forwarded(message))
    return clean("\n".join(filter(None, [message.get("text"), *(f"↪ {it}" for it in passed_on)])))


def _forwarded(message: Json) -> list[Json]:
    """Return what was forwarded; without words of their own, all that is attached is what they say."""
    attached = message.get("attachments") or []
    return [one for one in attached if one.get("is_share") or not message.get("text")]


def clean(text: str) -> str:
    """Leave out what no database keeps: NUL, and half an emoji."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _file(file: Json) -> dict[str, Any]:
    kept = ("id", "name", "mimetype", "size")
    return {name: file[name] for name in kept if file.get(name) is not None}
