"""What the public is told, and where it can be read."""

from collections.abc import Mapping
from typing import Any

from bot.delivery.kinds import Call
from bot.desk.desk import Desk
from bot.desk.outgoing.incidents import page_opened
from bot.desk.status_page import SYSTEM
from store.deliveries import Delivery
from store.transaction import Transaction

DONE = {"open": "opened", "update": "updated", "resolve": "resolved"}


def compose(_desk: Desk, _tx: Transaction, delivery: Delivery) -> Call:
    """Take it as it was queued: somebody has seen these words."""
    return Call(delivery.payload["verb"], delivery.payload["args"], SYSTEM)


def sent(_desk: Desk, tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Write down where it can be read."""
    kind = f"status_page.{DONE[delivery.payload['verb']]}"
    told = {"incident": answer["incident"], "link": answer.get("link")}
    tx.timeline.append(kind, "bellhop", delivery.thread_id, after=told)
    if delivery.payload["verb"] == "open":
        page_opened(tx, delivery, answer.get("link"))
