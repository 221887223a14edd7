"""Whether a rule does anything yet: a new one only says for a week what it would have done."""

from datetime import datetime, timedelta

from bot.config.section import digest_of
from bot.config.triggers import RuleMode, Trigger
from bot.desk.desk import Desk
from store.error_rates import ErrorRates
from store.transaction import Transaction

WEEK = timedelta(days=7)


def keep_rules(tx: Transaction, desk: Desk) -> None:
    """Remember since when each rule is as it is; one that was changed is new."""
    for name, rule in desk.config.triggers.items():
        tx.trigger_rules.seen(name, digest_of(rule))
    ErrorRates(tx).keep([name for name, rule in desk.config.triggers.items() if rule.count])


def is_shadow(tx: Transaction, name: str, rule: Trigger) -> bool:
    """Whether a rule only tells what it would do."""
    if rule.mode is not None:
        return rule.mode is RuleMode.shadow
    live_at = goes_live_at(tx, name)
    return live_at is None or tx.now < live_at


def goes_live_at(tx: Transaction, name: str) -> datetime | None:
    """Return when a new rule begins to act by itself."""
    known = tx.trigger_rules.get(name)
    return known.since + WEEK if known else None
