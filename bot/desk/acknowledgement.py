"""The acknowledgement: the customer reads once that we have their message."""

from datetime import datetime

from bot.delivery.outbox import tell_customer
from bot.desk.customers import team_key
from bot.desk.desk import Desk
from bot.desk.opener import opener
from store.customers import Customer
from store.threads import Status, Thread
from store.transaction import Transaction

ACKNOWLEDGE = "acknowledge"


def schedule_acknowledgement(
    tx: Transaction, desk: Desk, thread: Thread, customer: Customer | None
) -> None:
    """Promise it for a little later: an agent who answers at once makes it needless."""
    settings = desk.config.acknowledgement
    if settings is not None and text_for(desk, customer, tx.now) is not None:
        due = tx.now + settings.delay
        tx.followups.schedule(f"{ACKNOWLEDGE}:{thread.id}", ACKNOWLEDGE, thread.id, due)


def acknowledge(tx: Transaction, desk: Desk, thread: Thread) -> None:
    """Tell the customer, unless somebody answered or closed the thread, or took it back."""
    if thread.first_response_at is not None or thread.status is Status.resolved:
        return
    opening = opener(tx, thread)
    if opening is not None and opening.deleted_at is not None:
        return
    customer = tx.customers.get(thread.customer_id)
    text = text_for(desk, customer, tx.now)
    if text is None:
        return
    tx.timeline.append("thread.acknowledged", "bellhop", thread.id)
    key, payload = f"{ACKNOWLEDGE}:{thread.id}", {"text": text}
    tell_customer(tx, key, ACKNOWLEDGE, thread.channel, thread.id, payload)


def text_for(desk: Desk, customer: Customer | None, now: datetime) -> str | None:
    """Return the words for a customer at this time; None where it is switched off."""
    settings = desk.config.acknowledgement
    tier = desk.tier_of(customer)
    own = tier.acknowledgement if tier else None
    if settings is None or own is False:
        return None
    hours = desk.team_hours(team_key(desk, customer))
    if hours is not None and not hours.is_open(now):
        opens = int(hours.next_open(now).timestamp())
        fallback = f"{hours.next_open(now):%a %H:%M} UTC"
        when = f"<!date^{opens}^{{date_short_pretty}} at {{time}}|{fallback}>"
        return settings.outside_hours.format(opens=when)
    return own or settings.text
