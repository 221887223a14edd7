"""The internal room: lines and copies of what was said, under the card."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.delivery.kinds import Call
from bot.desk.desk import Desk
from bot.desk.outgoing import promised
from bot.desk.outgoing.card import post, thread_of, went_elsewhere
from bot.desk.people import name_of, names_in
from bot.desk.room import tell_room
from bot.desk.there import there
from bot.views import ask, room, signals
from bot.views.blocks import Surface
from store.deliveries import Delivery
from store.messages import Author, Message
from store.transaction import Transaction

Payload = Mapping[str, Any]


def compose(desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Draw one entry of the room; one that waited while the room moved goes after it."""
    thread = thread_of(tx, delivery)
    if went_elsewhere(thread, delivery):
        tell_room(tx, desk, thread, f"after:{delivery.id}", **delivery.payload)
        return None
    if thread.card_ts is None:  # the card goes first in this lane: it must have been refused
        raise LookupError(f"{thread.ref} has no card, so it has no room")
    surface = _surface(tx, desk, delivery.payload)
    return post(surface, channel=thread.card_channel, thread_ts=thread.card_ts)


def _surface(tx: Transaction, desk: Desk, payload: Payload) -> Surface:
    if "line" in payload:
        return room.line(payload["line"])
    if "draft" in payload:
        return signals.draft(
            payload["draft"], payload["about"], payload.get("head", signals.UNSEEN)
        )
    if draw := next((promised.DRAWN[key] for key in promised.DRAWN if key in payload), None):
        return draw(tx, desk, payload)
    if "answers" in payload:
        return ask.filled_in(**payload["answers"])
    name = next(key for key in DRAWN if key in payload)
    message = there(tx.messages.get(payload[name]), f"message {payload[name]}")
    return DRAWN[name](tx, desk, message, payload)


def _said(tx: Transaction, desk: Desk, message: Message, payload: Payload) -> Surface:
    if message.author_kind is Author.bellhop:
        return room.automatic(message, payload.get("by", "Bellhop"), _link(desk, message))
    draw = room.reply if message.author_kind is Author.agent else room.customer_message
    author, names = name_of(tx, message.author), names_in(tx, [message.text])
    return draw(message, author, _link(desk, message), names)


def _edited(tx: Transaction, desk: Desk, message: Message, payload: Payload) -> Surface:
    before, answered = payload["before"], payload["answered"]
    author, link = name_of(tx, message.author), _link(desk, message)
    return room.edit(message, before, author, link, answered=answered)


def _deleted(tx: Transaction, _desk: Desk, message: Message, _payload: Payload) -> Surface:
    return room.deletion(message, name_of(tx, message.author))


def _reacted(_tx: Transaction, _desk: Desk, message: Message, payload: Payload) -> Surface:
    return room.reaction(payload["by"], payload["emoji"], message, added=payload["added"])


DRAWN: Mapping[str, Callable[[Transaction, Desk, Message, Payload], Surface]] = {
    "message": _said,
    "edited": _edited,
    "deleted": _deleted,
    "reacted": _reacted,
}


def _link(desk: Desk, message: Message) -> str | None:
    if message.ts is None:
        return None
    return desk.permalink(message.channel, message.ts, message.parent_ts)
