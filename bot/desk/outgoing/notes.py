"""Notes that were written elsewhere than in the internal room they belong to."""

from collections.abc import Mapping
from typing import Any

from bot.delivery.kinds import Call
from bot.desk.desk import Desk
from bot.desk.outgoing.card import post, thread_of
from bot.desk.outgoing.customer import author_of, message_of
from bot.views.blocks import Surface, sections
from store.deliveries import Delivery
from store.transaction import Transaction


def compose(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call:
    """Show a note in the room under its author's name and picture."""
    thread, agent = thread_of(tx, delivery), author_of(tx, delivery)
    note = message_of(tx, delivery)
    if thread.card_ts is None:  # the card goes first in this lane: it must have been refused
        raise LookupError(f"{thread.ref} has no card, so it has no room")
    looks = {"username": agent.name, "icon_url": agent.image}
    surface = Surface(note.text, sections(note.text))
    return post(surface, channel=thread.card_channel, thread_ts=thread.card_ts, **looks)


def sent(_desk: Desk, tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Remember which message in Slack it became."""
    tx.messages.delivered(delivery.key, str(answer["ts"]))
