"""Receiving: a signal becomes an entry of the timeline, for workflows to begin with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk.desk import Desk
from bot.desk.incoming import Outcome
from bot.desk.signals.folding import LONGEST, LONGEST_LINK, LONGEST_NAME
from bot.desk.signals.rules import Heard, apply_rules
from bot.desk.signals.signal import Signal, Trust
from bot.desk.tracking.reading import hear_of_issue
from bot.desk.whose import find
from bot.views.text import clip
from store.customers import Customer
from store.transaction import Transaction

RECEIVED = "webhook.received"
MOST_FACTS = 40


@dataclass(frozen=True)
class Said:
    """A signal, which webhook it came by, and whether it may start anything."""

    webhook: str
    signal: Signal
    trust: Trust = Trust.high
    may_act: bool = True


def receive(tx: Transaction, desk: Desk, said: Said) -> Outcome:
    """Write down what was said, and about whom; rules and workflows see it."""
    customer = find(tx, desk, said.signal.whom)
    write_down(tx, said, customer)
    hear_of_issue(tx, desk, said.webhook, said.signal.issue)
    apply_rules(tx, desk, Heard(said.webhook, said.signal, customer, said.may_act))
    about = f"about {customer.key}" if customer else "about no customer that we know"
    return Outcome(f"{said.signal.type} ({said.signal.state}), {about}")


def write_down(tx: Transaction, said: Said, customer: Customer | None) -> None:
    """Keep what was said on the timeline, where workflows see it."""
    after = _entry(said, customer)
    tx.timeline.append(RECEIVED, f"webhook:{said.webhook}", None, said.webhook, after)


def _entry(said: Said, customer: Customer | None) -> Mapping[str, Any]:
    signal = said.signal
    at = signal.occurred_at
    facts = [(name, said) for name, said in signal.facts.items() if len(name) <= LONGEST_NAME]
    return {
        "type": clip(signal.type, LONGEST),
        "id": signal.id,
        "key": clip(signal.key, LONGEST),
        "state": signal.state.value,
        "title": clip(signal.title, LONGEST),
        "facts": {name: _short(value) for name, value in facts[:MOST_FACTS]},
        "link": signal.link if signal.link and len(signal.link) <= LONGEST_LINK else None,
        "occurred_at": at.isoformat() if at else None,
        "customer": customer.key if customer else None,
        "customer_id": customer.id if customer else None,
        "trust": said.trust.value,
        "may_act": said.may_act,
    }


def _short(value: object) -> object:
    """Return a fact as what can be shown; numbers and truth stay what they are."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int) and abs(value) < 10**15:
        return value
    return clip(str(value), LONGEST)
