"""Webhooks to endpoints: what happened was written down when it did, and is sent as it was then."""

from datetime import timedelta

from bot.delivery.kinds import WEBHOOK, Call
from store.deliveries import Delivery
from store.transaction import Transaction

# what Standard Webhooks suggests, and one last try when a day is over
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=6, minutes=24, seconds=55),
)


def compose(_tx: Transaction, delivery: Delivery) -> Call:
    """Take it as it was queued."""
    return Call(delivery.payload["endpoint"], {"body": delivery.payload["body"]}, WEBHOOK)
