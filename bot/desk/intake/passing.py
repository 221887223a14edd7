"""Passing on who waits: a question that nobody answered goes with its words to another thread."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.joining import LATE
from bot.desk.noise import is_noise
from bot.desk.room import show_card
from bot.desk.sla.clocks import RESPONSES, cancel, follow, hand_over
from bot.desk.standing import set_status
from bot.desk.threads import changed
from store.messages import Author, Kind, Message
from store.threads import Status, Thread
from store.transaction import Transaction

OURS_NO_MORE = (Status.waiting_on_customer, Status.snoozed, Status.resolved)


def pass_on(
    tx: Transaction, desk: Desk, source: Thread, target: Thread, moved: Sequence[Message], by: By
) -> None:
    """Let the customer wait where their unanswered words went, and no longer where they were."""
    since = source.waiting_since
    asked = None if since is None else _asked(moved, since)
    if since is None or asked is None:
        return
    if target.status in OURS_NO_MORE:
        target = set_status(tx, desk, target.id, Status.open, by)
    left: datetime | None = since
    if source.first_response_at is not None:  # else what opened it waits, and stays
        left = _asked(tx.messages.last_of_thread(source.id, LATE), since)
    if left is None:
        hand_over(tx, source, target)
    target = changed(tx, target, waiting_since=min(target.waiting_since or asked, asked))
    follow(tx, desk, target)
    show_card(tx, desk, target)
    if left != since:
        for promise in RESPONSES:
            cancel(tx, source, promise)  # nobody has answered
        source = follow(tx, desk, changed(tx, source, waiting_since=left))
        show_card(tx, desk, source)


def _asked(messages: Iterable[Message], since: datetime) -> datetime | None:
    """Return when a customer asked first of those who wait since then."""
    times = (
        one.sent_at
        for one in messages
        if one.kind is Kind.message
        and one.author_kind is Author.customer
        and one.sent_at >= since
        and one.deleted_at is None
        and not is_noise(one.text, bool(one.files))
    )
    return min(times, default=None)
