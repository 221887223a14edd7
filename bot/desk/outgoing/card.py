"""The card: posted once, then brought up to date in place."""

from collections.abc import Mapping
from typing import Any

from bot.delivery.kinds import Call
from bot.desk.desk import Desk
from bot.desk.reports.drawing import card_of
from bot.desk.room import card_link, channel_of, leave_card, show_card
from bot.desk.there import there
from bot.desk.warroom.marking import card_posted
from bot.views.blocks import Surface
from bot.views.card import card, moved_card
from store.deliveries import Delivery
from store.threads import Thread
from store.transaction import Transaction


def compose(desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Draw the card as the thread is now; one that went to another channel is drawn there."""
    thread = thread_of(tx, delivery)
    if went_elsewhere(thread, delivery):
        return None
    drawn = card(card_of(tx, desk, thread), tx.now)
    if thread.card_ts is None:
        return post(drawn, channel=delivery.channel)
    place = {"channel": thread.card_channel, "ts": thread.card_ts}
    return Call("chat.update", {**place, "text": drawn.text, "blocks": drawn.blocks})


def sent(desk: Desk, tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Remember where the card is, unless it went elsewhere while this one was on its way."""
    thread = thread_of(tx, delivery)
    if went_elsewhere(thread, delivery):
        leave_card(tx, thread, str(delivery.channel), str(answer["ts"]))
    elif thread.card_ts is None:
        tx.threads.set_card(thread.id, str(answer["channel"]), str(answer["ts"]))
        if thread.severity is not None:  # else no incident is of it
            card_posted(tx, desk, thread.id)


def refused(desk: Desk, tx: Transaction, delivery: Delivery, why: str) -> None:
    """Post a new card in the place of one that somebody deleted."""
    thread = thread_of(tx, delivery)
    channel = thread.card_channel
    if "message_not_found" in why and channel is not None and channel == delivery.channel:
        tx.threads.set_card(thread.id, channel, None)
        show_card(tx, desk, thread)


def left(desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Put a pointer in the place of a card that went to another channel."""
    thread = thread_of(tx, delivery)
    ts = delivery.payload["ts"]
    if (thread.card_channel, thread.card_ts) == (delivery.channel, ts):
        return None
    link = card_link(desk, thread)
    drawn = moved_card(thread, channel_of(tx, desk, thread), link)
    place = {"channel": delivery.channel, "ts": ts}
    return Call("chat.update", {**place, "text": drawn.text, "blocks": drawn.blocks})


def went_elsewhere(thread: Thread, delivery: Delivery) -> bool:
    """Whether the card and its room are in another channel than when this was queued."""
    return thread.card_channel not in (None, delivery.channel)


def thread_of(tx: Transaction, delivery: Delivery) -> Thread:
    """Return the thread a delivery is about."""
    return there(tx.threads.get(delivery.thread_id), f"the thread of {delivery.key}")


def post(surface: Surface, **args: object) -> Call:
    """Return the call that posts a surface, without previews of the links in it."""
    quiet = {"unfurl_links": False, "unfurl_media": False}
    return Call(
        "chat.postMessage", {"text": surface.text, "blocks": surface.blocks, **quiet, **args}
    )
