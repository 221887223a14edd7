"""Using: a customer whose requests are counted is there, which is noted once an hour."""

from datetime import UTC, datetime, timedelta

from bot.desk.desk import Desk
from bot.desk.product.noting import settings_of
from bot.desk.rates.counting import minute_of, rules_of
from store.product import Product
from store.requests import Requests
from store.transaction import Transaction

SELDOM = timedelta(hours=1)

Use = tuple[str, int, int]  # webhook, customer, minute


def unnoted(tx: Transaction, desk: Desk) -> list[Use]:
    """Return whose requests were counted lately, and were not seen since an hour ago."""
    found: list[Use] = []
    for name, rule, counting in rules_of(desk):
        webhook = rule.on.source
        if settings_of(desk, webhook) is None:
            continue
        lately = Requests(tx).last_of(name, minute_of(tx.now - counting.window))
        seen = Product(tx).seen(webhook, list(lately))
        found += [
            (webhook, customer, minute)
            for customer, minute in lately.items()
            if customer not in seen or seen[customer].last_at < tx.now - SELDOM
        ]
    return found


def note_use(tx: Transaction, uses: list[Use]) -> None:
    """Note that these customers used the product, whoever of them it was."""
    for webhook, customer, minute in uses:
        Product(tx).see(webhook, customer, "", datetime.fromtimestamp(60 * minute, UTC), 0)
