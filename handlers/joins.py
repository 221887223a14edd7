"""Who comes into a channel, and leaves it; it matters when it is the bot."""

from collections.abc import Mapping
from typing import Any

from bot.desk.channels import join, leave
from bot.desk.desk import Desk
from bot.desk.incoming import Joined, Outcome
from store.transaction import Transaction


def joined(tx: Transaction, desk: Desk, body: Mapping[str, Any]) -> Outcome:
    """Take a join."""
    event = body["event"]
    team = event.get("team") or desk.identity.team
    return join(tx, desk, Joined(event["channel"], event["user"], team, event.get("inviter")))


def left(tx: Transaction, desk: Desk, body: Mapping[str, Any]) -> Outcome:
    """Take that the bot is in a channel no more; Slack says it of nobody else."""
    return leave(tx, desk, body["event"]["channel"])
