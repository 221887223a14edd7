"""Whose turn it is: while it is the customer's, a follow-up watches how long."""

from datetime import datetime, timedelta

from bot.config.span import Count, Span
from bot.config.waiting import Waiting
from bot.desk.desk import Desk
from bot.desk.owing.kinds import QUIET
from bot.desk.paging.showing import hours_of
from store.threads import Status, Thread
from store.transaction import Transaction

AFTER_NUDGE = Span(timedelta(days=1), Count.business_days)  # at least, however late it came


def turn(tx: Transaction, desk: Desk, before: Thread, after: Thread) -> None:
    """Begin or end the watch, where a change of a thread made it somebody else's turn."""
    if before.status is after.status:
        return
    if after.status is Status.waiting_on_customer:
        rest(tx, desk, after, tx.now)
    elif before.status is Status.waiting_on_customer:
        tx.followups.cancel(after.id, QUIET)


def rest(tx: Transaction, desk: Desk, thread: Thread, since: datetime) -> None:
    """Watch how long a customer does not answer."""
    waiting = waiting_of(tx, desk, thread)
    first = waiting.nudge or waiting.close if waiting else False
    if first:
        due = hours_of(tx, desk, thread).due(since, first)
        _watch(tx, thread, due, since, nudged=False)


def rest_on(tx: Transaction, desk: Desk, thread: Thread, since: datetime, close: Span) -> None:
    """Watch on after a nudge; there is always time to answer it."""
    hours = hours_of(tx, desk, thread)
    due = max(hours.due(since, close), hours.due(tx.now, AFTER_NUDGE))
    _watch(tx, thread, due, since, nudged=True)


def waiting_of(tx: Transaction, desk: Desk, thread: Thread) -> Waiting | None:
    """Return how long we wait for a customer: as their tier says, else as for all."""
    customer = tx.customers.get(thread.customer_id)
    tier = desk.tier_of(customer)
    own = tier.waiting if tier else None
    return (desk.config.waiting if own is None else own) or None


def _watch(
    tx: Transaction, thread: Thread, due: datetime, since: datetime, *, nudged: bool
) -> None:
    payload = {"since": since.isoformat(), "nudged": nudged}
    tx.followups.schedule(f"{QUIET}:{thread.id}", QUIET, thread.id, max(due, tx.now), payload)
