"""Telling: an error rate that is too high, or low again, is a signal like any other."""

from dataclasses import dataclass

from bot.desk.desk import Desk
from bot.desk.episodes.telling import FACTS
from bot.desk.rates.counting import Rule
from bot.desk.signals.receiving import Said, write_down
from bot.desk.signals.rules import Heard, apply_rule
from bot.desk.signals.signal import Signal, State, Trust
from bot.desk.whose import Whom
from bot.views import rates as views
from store.customers import Customer
from store.requests import Total
from store.transaction import Transaction

ERROR_RATE = "error_rate"  # the type of such a signal


@dataclass(frozen=True)
class Judged:
    """What was counted, and what it means."""

    total: Total
    state: State


def tell(tx: Transaction, desk: Desk, rule: Rule, judged: Judged) -> None:
    """Let the rule that counted it respond, and workflows see it."""
    name, trigger, _ = rule
    customer = tx.customers.get(judged.total.customer_id)
    if customer is None:
        return
    signal = _signal(tx, rule, judged, customer)
    sure = judged.total.unsure == 0
    trust = Trust.high if sure else Trust.low
    write_down(tx, Said(trigger.on.source, signal, trust, sure), customer)
    apply_rule(tx, desk, name, Heard(trigger.on.source, signal, customer, sure))


def _signal(tx: Transaction, rule: Rule, judged: Judged, customer: Customer) -> Signal:
    name, _, counting = rule
    total = judged.total
    said = views.too_high if judged.state is State.firing else views.low_again
    by = {counting.by.removeprefix(FACTS): total.key} if counting.by and total.key else {}
    return Signal(
        type=ERROR_RATE,
        id=f"{name}:{customer.key}:{total.key}:{tx.now.isoformat()}",
        title=said(total.errors, total.requests, total.key, counting.window),
        key=total.key or ERROR_RATE,
        state=judged.state,
        occurred_at=tx.now,
        whom=Whom((("customer", customer.key),)),
        facts={
            **by,
            "error_rate": views.percent(total.errors, total.requests),
            "errors": total.errors,
            "requests": total.requests,
        },
    )
