"""Deliveries that arrived long ago: nobody needs them any more."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from store.attempts import attempts
from store.deliveries import DeliveryState, deliveries
from store.unit import Rows

_old = (
    select(deliveries.c.id)
    .where(
        deliveries.c.created_at < bindparam("before"),
        # not `==`: most deliveries arrived, and SQLite would look for them by state
        deliveries.c.state.not_in(
            [DeliveryState.pending, DeliveryState.leased, DeliveryState.dead]
        ),
    )
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_forget_attempts = delete(attempts).where(
    attempts.c.delivery_id.in_(bindparam("ids", expanding=True))
)
_forget = delete(deliveries).where(deliveries.c.id.in_(bindparam("ids", expanding=True)))


class Arrived(Rows):
    """The queries about deliveries that are done."""

    def forget(self, before: datetime, limit: int = 1000) -> int:
        """Delete those queued before then, with their attempts, and return how many."""
        ids = list(self.sql(_old, {"before": before, "limit": limit}).scalars())
        if ids:
            self.sql(_forget_attempts, {"ids": ids})
            self.sql(_forget, {"ids": ids})
        return len(ids)
