"""When an answer is due."""

from datetime import datetime

from bot.config.customers import Policy
from bot.desk.customers import team_key
from bot.desk.desk import Desk
from bot.desk.hours import ROUND_THE_CLOCK
from store.customers import Customer
from store.threads import Severity


def response_due(
    desk: Desk, customer: Customer | None, severity: Severity | None, since: datetime
) -> datetime | None:
    """Return when the first response is due, by the first policy that fits; None without one."""
    tier = customer.tier if customer else None
    team = desk.team_hours(team_key(desk, customer))
    for policy in desk.config.sla:
        if _fits(policy, tier, severity):
            hours = None if policy.always_on else desk.hours(policy.hours) or team
            return (hours or ROUND_THE_CLOCK).due(since, policy.promise)
    return None


def _fits(policy: Policy, tier: str | None, severity: Severity | None) -> bool:
    if policy.tiers and tier not in policy.tiers:
        return False
    return not policy.severities or severity in policy.severities
