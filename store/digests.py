"""Digests: what is outstanding at a team, the most urgent first."""

from sqlalchemy import bindparam, select

from store.threads import Status, Thread, threads
from store.unit import Rows

MOST = 500
_ours = [
    bindparam(None, status, threads.c.status.type)
    for status in (Status.new, Status.open, Status.waiting_on_engineering)
]
_outstanding = (
    select(*threads.c)
    .where(
        threads.c.status.in_(_ours),
        threads.c.team_id.is_not_distinct_from(bindparam("team", type_=threads.c.team_id.type)),
    )
    .order_by(
        threads.c.promise_due_at.asc().nulls_last(),
        threads.c.waiting_since.asc().nulls_last(),
        threads.c.id,
    )
    .limit(MOST)
)


class Digests(Rows):
    """The queries about digests."""

    def outstanding(self, team_id: int | None) -> list[Thread]:
        """Return threads of a team, or of none, in which it is our turn."""
        return self.many(Thread, _outstanding, {"team": team_id})
