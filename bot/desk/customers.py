"""Customers, as people name them."""

import re

from store.customers import Customer
from store.transaction import Transaction

_CHANNEL = re.compile(r"<#(\w+)(?:\|[^>]*)?>")  # as Slack escapes #acme-support


def named(tx: Transaction, words: str) -> Customer | None:
    """Return the customer of this name, the beginning of a name, key or channel."""
    if mentioned := _CHANNEL.fullmatch(words):
        channel = tx.channels.get(mentioned[1])
        known = channel.customer_id if channel else None
        return None if known is None else tx.customers.get(known)
    sought, everyone = words.lower(), tx.customers.all()
    exact = (one for one in everyone if sought in (one.key.lower(), one.name.lower()))
    begun = (one for one in everyone if one.name.lower().startswith(sought))
    return next(exact, next(begun, None))
