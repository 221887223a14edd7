"""Outages: whether a system takes anything of anybody, and which of them are known not to."""

from datetime import timedelta

from sqlalchemy import bindparam, func, select

from store.attempts import Outcome, attempts
from store.deliveries import deliveries
from store.quotas import quotas
from store.unit import Rows

KNOWN = "outage:"  # the quota that lets people be told of one says until when it is known
KNOWN_FOR = timedelta(hours=1)  # from the next try, which may come late: we may be down ourselves
LATE = timedelta(minutes=5)  # a try that has not failed by then did not fail

_arrived = (
    select(func.min(attempts.c.id), func.max(attempts.c.id))
    .join(deliveries)
    .where(
        attempts.c.id > bindparam("since"),
        attempts.c.outcome.in_((Outcome.delivered, Outcome.found)),
        func.substr(deliveries.c.lane, 1, func.length(bindparam("prefix"))) == bindparam("prefix"),
    )
)
_standing = (
    select(quotas.c.name)
    .where(quotas.c.name.startswith(KNOWN), quotas.c.full_at > bindparam("until"))
    .order_by(quotas.c.name)
)


class Outages(Rows):
    """The queries about systems that take nothing."""

    def arrived(self, system: str, since: int) -> tuple[int, int] | None:
        """Return the first and last attempt after `since` by which a system took something."""
        first, last = self.sql(_arrived, {"since": since, "prefix": f"{system}:"}).one()
        return None if first is None else (first, last)

    def standing(self) -> list[str]:
        """Return the systems that take nothing now."""
        known_until = self.now + KNOWN_FOR - LATE
        names = self.sql(_standing, {"until": known_until.timestamp()}).scalars()
        return [name.removeprefix(KNOWN) for name in names]
