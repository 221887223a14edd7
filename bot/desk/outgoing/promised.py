"""What is owed, as the room and who owes it read it: drawn as it stands when it is sent."""

from collections.abc import Mapping
from typing import Any

from bot.delivery.kinds import Call
from bot.desk.desk import Desk
from bot.desk.outgoing.card import post, thread_of
from bot.desk.promises.offering import spotted
from bot.desk.room import card_link
from bot.desk.there import there
from bot.views import promises as views
from bot.views.blocks import Surface
from store.deliveries import Delivery
from store.followups import Followup
from store.transaction import Transaction


def owed(tx: Transaction, _desk: Desk, payload: Mapping[str, Any]) -> Surface:
    """Say what is owed, with what can be done about it."""
    followup, called = _followup(tx, payload["owed"]), payload["called"]
    return views.owing(followup, called, wrote=payload.get("wrote", False))


def late(tx: Transaction, _desk: Desk, payload: Mapping[str, Any]) -> Surface:
    """Say that its time has come, with what can be done about it."""
    return views.late(payload["words"], _followup(tx, payload["late"]))


def offer(tx: Transaction, desk: Desk, payload: Mapping[str, Any]) -> Surface:
    """Ask whether to keep track of a promise; one that was edited away is not asked about."""
    message = tx.messages.get(payload["spotted"])
    thread = None if message is None else tx.threads.get(message.thread_id or 0)
    found = spotted(tx, desk, thread, message) if message and thread else None
    if message is None or thread is None or found is None:
        return views.put_away(views.TAKEN_BACK)
    customer = tx.customers.get(thread.customer_id)
    company = customer.name if customer else "the customer"
    return views.offer(found.words, found.due_at, str(message.id), company)


def direct(desk: Desk, tx: Transaction, delivery: Delivery) -> Call:
    """Tell somebody by direct message what they owe."""
    thread = thread_of(tx, delivery)
    drawn = views.direct(_followup(tx, delivery.payload["owed"]), thread, card_link(desk, thread))
    return post(drawn, channel=delivery.channel)


DRAWN = {"owed": owed, "late": late, "spotted": offer}


def _followup(tx: Transaction, followup_id: int) -> Followup:
    return there(tx.followups.get(followup_id), f"follow-up {followup_id}")
