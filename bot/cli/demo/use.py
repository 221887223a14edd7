"""How the customers of the demo used the product before the visitor came, and the daily look at it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from bot.app import Bellhop
from bot.desk.signals.sweeping import Sweep, recover, sweep
from store.product import Account, Product
from store.transaction import Transaction

WEBHOOK = "segment"
LONG_AGO, A_MONTH, TWO_WEEKS = timedelta(days=400), timedelta(days=31), timedelta(days=15)
ENABLED = 80  # features; Initech used two


def use_before(tx: Transaction) -> None:
    """Acme was active until a month ago; Initech set up two weeks ago, and looked in once."""
    product, known = Product(tx), {one.key: one.id for one in tx.customers.all()}
    acme, initech = known["acme"], known["initech"]
    product.see(WEBHOOK, acme, "u_carol", tx.now - A_MONTH, 12)
    product.describe(WEBHOOK, acme, Account(tx.now - LONG_AGO, {"contract": "annual"}))
    set_up = tx.now - TWO_WEEKS
    product.see(WEBHOOK, initech, "u_eve", set_up, 1)
    for feature in ("dashboards", "export"):
        product.use(WEBHOOK, initech, feature, set_up)
    product.describe(WEBHOOK, initech, Account(set_up, {"features_enabled": ENABLED}))


def looking(bellhop: Bellhop, rule: str) -> Callable[[], Awaitable[None]]:
    """Return the daily look at customers by one rule, to begin now."""
    desk = bellhop.deps.desk
    wanted = Sweep(desk, rule, desk.config.triggers[rule], may_act=True)

    async def look() -> None:
        await bellhop.ledger.carry_over(
            bellhop.deps
        )  # that somebody was heard is known by the minute
        for each in (sweep, recover):
            await bellhop.store.write(partial(each, wanted), 0)

    return look
