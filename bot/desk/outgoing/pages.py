"""Pages: drawn when they are sent, and not sent once somebody has answered."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.delivery.kinds import Call
from bot.desk.desk import Desk
from bot.desk.outgoing import hooks
from bot.desk.outgoing.card import post
from bot.desk.paging.quieting import show_over
from bot.desk.paging.showing import paged_about
from bot.views import paging
from store.deliveries import Delivery
from store.escalations import Escalation
from store.transaction import Transaction

# how soon a webhook that pages is tried again
WAITS = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 10, 20, 30, 60, 120, 300, 600))


def compose(desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Call for help."""
    escalation = escalation_of(tx, delivery)
    if not escalation.unanswered:
        return None
    payload = delivery.payload
    about = paged_about(tx, desk, escalation, payload.get("users", ()), payload.get("groups", ()))
    return post(paging.page(about, tx.now), channel=delivery.channel)


def webhook(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Call for help through somebody else's pager, with the words it was queued with."""
    return hooks.compose(tx, delivery) if escalation_of(tx, delivery).unanswered else None


def sent(_desk: Desk, tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Write down that it was sent; one that was answered meanwhile says so."""
    channel, ts = answer.get("channel"), answer.get("ts")
    page = tx.pages.sent(delivery.key, channel and str(channel), ts and str(ts))
    escalation = escalation_of(tx, delivery)
    if page is not None and not escalation.unanswered:
        show_over(tx, page, escalation)


def refused(_desk: Desk, tx: Transaction, delivery: Delivery, _why: str) -> None:
    """Let somebody hear at once that nobody was reached by it."""
    tx.pages.alarm(delivery.key)


def over(desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Take the button off a page, and say who answered; put it back when they took that back."""
    payload = delivery.payload
    escalation = tx.escalations.get(payload["escalation"])
    if escalation is None:
        return None
    about = paged_about(tx, desk, escalation)
    drawn = paging.page(about, tx.now) if escalation.unanswered else paging.answered(about)
    place = {"channel": payload["channel"], "ts": payload["ts"]}
    return Call("chat.update", {**place, "text": drawn.text, "blocks": drawn.blocks})


def escalation_of(tx: Transaction, delivery: Delivery) -> Escalation:
    """Return the escalation that a page belongs to."""
    page = tx.pages.by_key(delivery.key)
    escalation = None if page is None else tx.escalations.get(page.escalation_id)
    if escalation is None:
        raise LookupError(f"nobody knows what {delivery.key} pages about")
    return escalation
