"""Noting: what a webhook tells of the use of the product, in a few small rows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any

from bot.config.customers import Customer
from bot.config.product import Product as Settings
from bot.config.section import digest_of
from bot.config.webhooks import SourceName
from bot.desk.desk import Desk
from bot.desk.whose import Whom, find
from bot.views.text import clip
from store.product import Account, Product
from store.transaction import Transaction

ANALYTICS = (SourceName.posthog, SourceName.segment)
LONGEST = 200
MOST = 200  # features that are enabled


@dataclass(frozen=True)
class Used:
    """What one event tells: `active` is whether a person was there, and did something.

    `traits` are those of the account, not of the person.
    """

    event: str
    whom: Whom
    who: str = ""
    at: datetime | None = None
    active: bool = True
    properties: Mapping[str, Any] = field(default_factory=dict)
    traits: Mapping[str, Any] = field(default_factory=dict)


def settings_of(desk: Desk, webhook: str) -> Settings | None:
    """Return what to note of a webhook; None: it does not tell of the product."""
    said = desk.config.webhooks[webhook]
    if said.product is not None:
        return said.product
    return Settings() if said.source in ANALYTICS else None


def keep_sources(tx: Transaction, desk: Desk) -> None:
    """Remember since when we note what each webhook tells: before that we know nothing."""
    for webhook in desk.config.webhooks:
        if (settings := settings_of(desk, webhook)) is not None:
            since = tx.now
            if settings.since is not None:
                since = min(since, datetime.combine(settings.since, time(), UTC))
            Product(tx).keep_source(webhook, digest_of(settings), since)


def keep_customers(tx: Transaction, desk: Desk) -> None:
    """Remember since when signals are known to be about each customer."""
    settings = desk.config.customers
    digests = {
        customer.id: _digest(settings[customer.key])
        for customer in tx.customers.all()
        if customer.key in settings
    }
    Product(tx).keep_known(digests)


def _digest(customer: Customer) -> str:
    known_as = json.dumps([sorted(customer.external.items()), sorted(customer.domains)])
    return sha256(known_as.encode()).hexdigest()


def note(tx: Transaction, desk: Desk, webhook: str, used: Used, signed: bool) -> bool:
    """Note what an event tells of a customer; what nobody signed describes nobody."""
    settings = settings_of(desk, webhook)
    customer = find(tx, desk, used.whom) if settings else None
    if settings is None or customer is None:
        return False
    if used.active and used.event not in settings.describes:
        _seen(tx, settings, webhook, customer.id, used)
    if signed and used.traits:
        _describe(tx, settings, (webhook, customer.id), used.traits)
    return True


def _seen(tx: Transaction, settings: Settings, webhook: str, customer_id: int, used: Used) -> None:
    at = min(used.at or tx.now, tx.now)
    product = Product(tx)
    logins = int(settings.is_login(used.event))
    product.see(webhook, customer_id, used.who[:LONGEST], at, logins)
    facts = {"type": used.event, **used.properties}
    if isinstance(feature := facts.get(settings.feature), str) and feature.strip():
        product.use(webhook, customer_id, feature.strip()[:LONGEST], at)


def _describe(
    tx: Transaction, settings: Settings, place: tuple[str, int], traits: Mapping[str, Any]
) -> None:
    """Keep the traits that the operator named; what is said again changes nothing."""
    product = Product(tx)
    known = product.account(*place)
    kept = dict(known.traits or {})
    for name in (*settings.traits, settings.features_enabled):
        if traits.get(name) is not None:
            kept[name] = _kept(traits[name])
    said = (moment_of(traits.get(name)) for name in settings.set_up_at)
    set_up_at = next((at for at in said if at is not None), known.set_up_at)
    if (set_up_at, kept) != (known.set_up_at, known.traits):
        product.describe(*place, Account(set_up_at, kept))


def _kept(value: object) -> object:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [clip(str(one), LONGEST) for one in value[:MOST]]
    return clip(value if isinstance(value, str) else json.dumps(value), LONGEST)


def moment_of(value: object) -> datetime | None:
    """Read a time as accounts have it: ISO 8601, or seconds or milliseconds since 1970."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000 if value >= 10**11 else value, UTC)
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        if read is None:
            return None
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
