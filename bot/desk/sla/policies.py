"""Policies: which promise fits what."""

from dataclasses import dataclass

from bot.config.sla import Policy
from bot.desk.customers import team_key
from bot.desk.desk import Desk
from bot.desk.hours import Hours
from bot.desk.sla.counting import Promise
from store.clocks import Target
from store.customers import Customer
from store.threads import Priority, Severity, Thread
from store.transaction import Transaction


@dataclass(frozen=True)
class Terms:
    """What decides on a promise; `team` is the one whose hours count."""

    tier: str | None = None
    severity: Severity | None = None
    priority: Priority = Priority.normal
    labels: frozenset[str] = frozenset()
    team: str | None = None


def promised(desk: Desk, terms: Terms, target: Target) -> Promise | None:
    """Return what is promised by the first policy that fits, or None when nothing is."""
    for policy in desk.config.policies:
        span = policy.promise(target)
        if span is not None and _fits(policy, terms):
            return Promise(policy.title, span, _hours(desk, policy, terms.team), policy.warn)
    return None


def terms_of(tx: Transaction, desk: Desk, thread: Thread) -> Terms:
    """Gather what decides on the promises of a thread."""
    customer = tx.customers.get(thread.customer_id)
    team = tx.teams.get(thread.team_id)
    matter = any(policy.labels for policy in desk.config.policies)
    return Terms(
        customer.tier if customer else None,
        thread.severity,
        thread.priority,
        frozenset(tx.labels.of(thread.id)) if matter else frozenset(),
        team.key if team else team_key(desk, customer),
    )


def terms_at_first(desk: Desk, customer: Customer | None, priority: Priority) -> Terms:
    """Gather the same for a thread that is about to be opened."""
    tier = customer.tier if customer else None
    return Terms(tier, None, priority, team=team_key(desk, customer))


def _hours(desk: Desk, policy: Policy, team: str | None) -> Hours | None:
    if policy.always_on:
        return None
    return desk.hours(policy.hours) or desk.team_hours(team)


def _fits(policy: Policy, terms: Terms) -> bool:
    wanted: tuple[tuple[tuple[str, ...], str | None], ...] = (
        (policy.tiers, terms.tier),
        (policy.severities, terms.severity),
        (policy.priorities, terms.priority),
    )
    if any(fitting and value not in fitting for fitting, value in wanted):
        return False
    return not policy.labels or not terms.labels.isdisjoint(policy.labels)
