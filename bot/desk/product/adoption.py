"""Adoption: how much a customer uses the product, as facts that rules ask for and people read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.config.product import Product as Settings
from store.product import Account, Product, Seen
from store.transaction import Transaction

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Use:
    """What a webhook told of one customer, and since when we know all that it told.

    `known_since`: when we began to recognise the customer in it.
    """

    account: Account
    seen: Seen | None
    used: Sequence[str]
    since: datetime
    known_since: datetime | None

    @property
    def heard_of(self) -> bool:
        """Whether it told anything of them."""
        return self.seen is not None or self.account != Account()


def uses_of(
    tx: Transaction, webhook: str, customers: Sequence[int], since: datetime
) -> Mapping[int, Use]:
    """Return what a webhook told of these customers."""
    product = Product(tx)
    seen = product.seen(webhook, customers)
    used = product.used(webhook, customers)
    accounts = product.accounts(webhook, customers)
    known = product.known_since(customers)
    return {
        one: Use(
            accounts.get(one, Account()), seen.get(one), used.get(one, []), since, known.get(one)
        )
        for one in customers
    }


def facts_of(
    use: Use, settings: Settings, ours: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Return the facts; what we cannot know is left out, so that no rule asks about it in vain.

    `ours` are traits that bellhop.yml says; what the webhook says counts more.
    """
    traits = {**ours, **(use.account.traits or {})}
    last = use.seen.last_at if use.seen else None
    facts: dict[str, Any] = {name: traits[name] for name in settings.traits if name in traits}
    facts["inactive_days"] = (now - _quiet_since(use, settings)) // DAY
    if last is not None:
        facts["last_seen"] = last.date().isoformat()
    if use.account.set_up_at is not None:
        facts["set_up_at"] = use.account.set_up_at.date().isoformat()
        facts["set_up_days"] = (now - use.account.set_up_at) // DAY
        if use.account.set_up_at >= use.since:
            facts |= _adoption(use, traits.get(settings.features_enabled))
    return facts


def _quiet_since(use: Use, settings: Settings) -> datetime:
    """Silence counts from when it could have been broken: of who never spoke, too."""
    moments = [use.since, use.account.set_up_at]
    if use.seen is not None:
        moments.append(use.seen.last_at)
    elif settings.since is None:  # else all is there from that day on
        moments.append(use.known_since)
    return max(filter(None, moments))


def _adoption(use: Use, enabled: object) -> dict[str, Any]:
    """Return what was used since it was set up: only who saw all of it can count."""
    seen = use.seen
    facts: dict[str, Any] = {
        "logins": seen.logins if seen else 0,
        "people": seen.people if seen else 0,
        "features_used": len(use.used),
    }
    used, count = len(use.used), enabled
    if isinstance(enabled, str):
        enabled = [one.strip() for one in enabled.split(",") if one.strip()]
    if isinstance(enabled, list):
        used, count = len({*use.used} & {str(one) for one in enabled}), len(enabled)
    if isinstance(count, int | float) and not isinstance(count, bool) and count >= 1:
        facts["features_enabled"] = count
        facts["adoption_percent"] = round(100 * min(used, count) / count, 1)
    return facts
