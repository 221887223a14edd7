"""Sweeping: rules that look at what customers do not do, a batch of customers at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.config.product import Product as Settings
from bot.config.triggers import Trigger
from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.product.adoption import Use, facts_of, uses_of
from bot.desk.product.noting import settings_of
from bot.desk.signals.folding import fits
from bot.desk.signals.rules import Heard, apply_rule
from bot.desk.signals.signal import Signal, State
from bot.desk.signals.watching import UNHEARD
from bot.views import signals as views
from store.customers import Customer
from store.episodes import Episode
from store.product import Product
from store.transaction import Transaction
from store.webhooks import Webhooks

BATCH = 100
SWEPT = "product.use"


@dataclass(frozen=True)
class Sweep:
    """A rule that is swept, and whether what its webhook says may act."""

    desk: Desk
    name: str
    rule: Trigger
    may_act: bool

    @property
    def webhook(self) -> str:
        """Which webhook tells of the product."""
        return self.rule.on.source


def sweep(wanted: Sweep, tx: Transaction, after: int) -> int | None:
    """Look at a batch of customers; return after whom to go on, None at the end."""
    since = _known_since(tx, wanted)
    if since is None:
        return None
    # who is of such a tier no longer is not swept: `recover` ends what is open of them
    asked = wanted.rule.where.get("customer.tier")
    tiers = [str(one) for one in asked.one_of] if asked else []
    customers = Product(tx).customers(after, BATCH, tiers)
    _look(tx, wanted, uses_of(tx, wanted.webhook, customers, since))
    return customers[-1] if len(customers) == BATCH else None


def recover(wanted: Sweep, tx: Transaction, after: int) -> int | None:
    """End what is no longer so, of the customers about whom the rule spoke."""
    batch = [one for one in sorted(_open(tx, wanted)) if one > after][:BATCH]
    since = _known_since(tx, wanted) if batch else None
    if since is None:
        return None
    _look(tx, wanted, uses_of(tx, wanted.webhook, batch, since), only_ends=True)
    return batch[-1] if len(batch) == BATCH else None


def _known_since(tx: Transaction, wanted: Sweep) -> datetime | None:
    """Return since when we know what the webhook tells; None while it says nothing at all."""
    found = [one for one in Webhooks(tx).every() if one.name == wanted.webhook]
    last = found[0].last_at if found else None
    if last is not None and tx.now - last <= UNHEARD:
        return Product(tx).since(wanted.webhook)
    heard = last.isoformat() if last else "never"
    key = f"sweep_blind:{wanted.webhook}:{heard}"
    raise_alert(tx, wanted.desk, key, views.sweep_blind(wanted.webhook, last))
    return None


def _open(tx: Transaction, wanted: Sweep) -> dict[int, Episode]:
    episodes = tx.episodes.open_of_rule(wanted.name)
    return {one.customer_id: one for one in episodes if one.customer_id is not None}


def _look(
    tx: Transaction,
    wanted: Sweep,
    uses: Mapping[int, Use],
    *,
    only_ends: bool = False,
) -> None:
    desk, begun = wanted.desk, _open(tx, wanted)
    for customer_id, use in uses.items():
        customer = tx.customers.get(customer_id)
        if customer is None or customer.key not in desk.config.customers:
            continue
        heard = _heard(tx, wanted, customer, _facts(tx, desk, wanted.webhook, customer, use))
        if not _can_be_heard(desk, customer, use) or not fits(wanted.rule, heard.signal, customer):
            if customer_id in begun:
                apply_rule(tx, desk, wanted.name, _over(tx, wanted, customer))
        elif not only_ends and (customer_id not in begun or begun[customer_id].shadow):
            apply_rule(tx, desk, wanted.name, heard)


def still_so(tx: Transaction, desk: Desk, rule: Trigger, episode: Episode) -> bool:
    """Look once more, as the desk is about to say or do something about what a sweep found."""
    since = Product(tx).since(rule.on.source) if rule.sweep is not None else None
    customer = tx.customers.get(episode.customer_id)
    if since is None or customer is None or customer.key not in desk.config.customers:
        return True
    use = uses_of(tx, rule.on.source, [customer.id], since)[customer.id]
    found = Sweep(desk, episode.rule, rule, episode.may_act)
    facts = _facts(tx, desk, rule.on.source, customer, use)
    return fits(rule, _heard(tx, found, customer, facts).signal, customer)


def _facts(
    tx: Transaction, desk: Desk, webhook: str, customer: Customer, use: Use
) -> dict[str, Any]:
    settings = settings_of(desk, webhook) or Settings()
    return facts_of(use, settings, desk.config.customers[customer.key].traits, tx.now)


def _can_be_heard(desk: Desk, customer: Customer, use: Use) -> bool:
    """Whether there is anything by which they could be known: who has no id, says nothing."""
    settings = desk.config.customers[customer.key]
    return use.heard_of or bool(settings.external or settings.domains)


def _heard(tx: Transaction, wanted: Sweep, customer: Customer, facts: dict[str, Any]) -> Heard:
    title = f"{customer.name} has not used the product for {facts['inactive_days']} days"
    if "adoption_percent" in facts:
        title = f"{customer.name} uses {facts['adoption_percent']} % of the features it has"
    return _said(tx, wanted, customer, title, facts)


def _over(tx: Transaction, wanted: Sweep, customer: Customer) -> Heard:
    return _said(tx, wanted, customer, f"{customer.name} uses the product again", None)


def _said(
    tx: Transaction, wanted: Sweep, customer: Customer, title: str, facts: dict[str, Any] | None
) -> Heard:
    signal = Signal(
        type=SWEPT,
        id=f"{wanted.name}:{customer.key}:{tx.now.isoformat()}",
        title=title,
        key=SWEPT,
        state=State.resolved if facts is None else State.firing,
        facts=facts or {},
    )
    return Heard(wanted.webhook, signal, customer, wanted.may_act)
