"""What is promised: when an answer is due, and when somebody has to hear of it before."""

from datetime import datetime, timedelta
from typing import Any

from bot.config.customers import Policy
from bot.desk.customers import team_key
from bot.desk.desk import Desk
from bot.desk.hours import ROUND_THE_CLOCK, Hours
from store.customers import Customer
from store.threads import Severity

AHEAD = timedelta(minutes=15)  # at the latest, before an answer is due; of a short promise, half
NOTHING: dict[str, Any] = {"response_due_at": None, "sla_next_at": None}


def promised(
    desk: Desk, customer: Customer | None, severity: Severity | None, since: datetime
) -> dict[str, Any]:
    """Return what a thread is promised, by the first policy that fits, as its columns."""
    tier = customer.tier if customer else None
    for policy in desk.config.sla:
        if _fits(policy, tier, severity):
            team = desk.team_hours(team_key(desk, customer))
            hours = None if policy.always_on else desk.hours(policy.hours) or team
            return _promise(policy, hours or ROUND_THE_CLOCK, since)
    return NOTHING


def _promise(policy: Policy, hours: Hours, since: datetime) -> dict[str, Any]:
    due = hours.due(since, policy.promise)
    half, three_quarters = (_part(policy, hours, since, due, part) for part in (0.5, 0.75))
    return {"response_due_at": due, "sla_next_at": max(half, min(three_quarters, due - AHEAD))}


def _part(policy: Policy, hours: Hours, since: datetime, due: datetime, part: float) -> datetime:
    """Return when this part of the time has passed."""
    if not policy.promise.business:
        return since + (due - since) * part
    return hours.due(since, hours.worked(since, due) * part)


def _fits(policy: Policy, tier: str | None, severity: Severity | None) -> bool:
    if policy.tiers and tier not in policy.tiers:
        return False
    return not policy.severities or severity in policy.severities
