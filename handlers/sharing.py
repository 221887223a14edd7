"""Channels that are shared with another company, or no longer."""

from collections.abc import Mapping
from typing import Any

from bot.desk.desk import Desk
from bot.desk.incoming import Outcome
from bot.desk.renumbering import renumber
from bot.desk.sharing import share, unshare
from store.transaction import Transaction


def shared(tx: Transaction, desk: Desk, body: Mapping[str, Any]) -> Outcome:
    """Take that another company is in a channel from now on."""
    return share(tx, desk, body["event"]["channel"])


def unshared(tx: Transaction, desk: Desk, body: Mapping[str, Any]) -> Outcome:
    """Take that a company left; others may be in it still."""
    event = body["event"]
    if event.get("is_ext_shared"):
        return share(tx, desk, event["channel"])
    return unshare(tx, event["channel"])


def renumbered(tx: Transaction, desk: Desk, body: Mapping[str, Any]) -> Outcome:
    """Take that a channel has another id from now on."""
    event = body["event"]
    return renumber(tx, desk, event["old_channel_id"], event["new_channel_id"])
