"""Customers, as people name them."""

import re

from bot.desk.desk import Desk
from store.customers import Customer
from store.transaction import Transaction

_CHANNEL = re.compile(r"<#(\w+)(?:\|[^>]*)?>")  # as Slack escapes #acme-support


def team_key(desk: Desk, customer: Customer | None) -> str | None:
    """Return the name of the team whose customer it is; None when they are everybody's."""
    settings = desk.settings_of(customer)
    return settings.team if settings else None


def team_id(tx: Transaction, desk: Desk, customer: Customer | None) -> int | None:
    """Return the team whose customer it is."""
    key = team_key(desk, customer)
    team = None if key is None else tx.teams.by_key(key)
    return team.id if team else None


def named(tx: Transaction, words: str) -> Customer | None:
    """Return the customer of this name, the beginning of a name, key or channel."""
    if mentioned := _CHANNEL.fullmatch(words):
        channel = tx.channels.get(mentioned[1])
        known = channel.customer_id if channel else None
        return tx.customers.get(known)
    sought, everyone = words.lower(), tx.customers.all()
    exact = (one for one in everyone if sought in (one.key.lower(), one.name.lower()))
    begun = (one for one in everyone if one.name.lower().startswith(sought))
    return next(exact, next(begun, None))
