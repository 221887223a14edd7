"""Emoji that people put on messages, and take off."""

from collections.abc import Mapping
from typing import Any

from bot.desk.desk import Desk
from bot.desk.incoming import Outcome, Reacted, ignored
from bot.desk.intake.reactions import react
from store.transaction import Transaction


def reacted(tx: Transaction, desk: Desk, body: Mapping[str, Any]) -> Outcome:
    """Take a reaction; the sender's workspace is the envelope's."""
    event = body["event"]
    item = event.get("item", {})
    if item.get("type") != "message":
        return ignored("a reaction to something that is no message")
    if event["user"] == desk.identity.user:
        return ignored("our own reaction")
    added = event["type"] == "reaction_added"
    emoji = event["reaction"].partition("::")[0]  # without its skin tone
    reaction = Reacted(item["channel"], item["ts"], event["user"], emoji, added)
    return react(tx, desk, reaction, body.get("team_id") or desk.identity.team)
