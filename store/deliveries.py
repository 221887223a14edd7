"""The outbox: what has to reach the outside, each with its attempts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    case,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.attempts import ADD_ATTEMPT, ATTEMPTS_OF, Attempt, Outcome, attempts
from store.outgoing import Audience, DeliveryState, Urgency
from store.schema import Id, Json, UtcDateTime, metadata, one_of, only
from store.unit import Rows

__all__ = [
    "ANY_ORDER",
    "Attempt",
    "Audience",
    "Deliveries",
    "Delivery",
    "DeliveryState",
    "Outcome",
    "Urgency",
    "attempts",
    "deliveries",
]


# lanes that begin so: whoever gets a webhook may not count on the order anyway
ANY_ORDER = "webhook:"

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("lane", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("audience", one_of(Audience), nullable=False),
    Column("channel", Text),
    Column("thread_id", ForeignKey("threads.id"), index=True),
    Column("payload", Json, nullable=False),
    Column("coalesce", Text),
    Column("state", one_of(DeliveryState), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("leased_until", UtcDateTime),
    Column("result_ts", Text),
    Column("error", Text),
    Index(None, "state", "id"),
    Index(None, "due_at"),
    Index("ix_deliveries_lane_waiting", "lane", "id", **only("due_at IS NOT NULL")),
    Index("uq_deliveries_coalesce", "coalesce", unique=True, **only("state = 'pending'")),
    Index(None, "created_at"),
    Index(None, "channel", "result_ts"),
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something to send.

    `key` is its idempotency key; deliveries of one `lane` go out in order; of those with the same
    `coalesce` at most one waits; `due_at` is None once it is delivered or dead.
    """

    id: int
    key: str
    lane: str
    kind: str
    audience: Audience
    channel: str | None
    thread_id: int | None
    payload: dict[str, Any]
    coalesce: str | None
    state: DeliveryState
    created_at: datetime
    due_at: datetime | None
    attempts: int
    leased_until: datetime | None
    result_ts: str | None
    error: str | None


_queue = insert(deliveries).on_conflict_do_nothing()
_get = select(*deliveries.c).where(deliveries.c.id == bindparam("id"))
_by_key = select(*deliveries.c).where(deliveries.c.key == bindparam("key"))
_head = (
    select(*deliveries.c)
    .where(deliveries.c.lane == bindparam("in_lane"), deliveries.c.due_at.is_not(None))
    .order_by(deliveries.c.id)
    .limit(1)
)
_soonest = (
    select(*deliveries.c)
    .where(deliveries.c.lane == bindparam("in_lane"), deliveries.c.due_at.is_not(None))
    .order_by(deliveries.c.due_at, deliveries.c.id)
    .limit(1)
)
_take = (
    update(deliveries)
    .values(
        state=DeliveryState.leased,
        attempts=deliveries.c.attempts + 1,
        leased_until=bindparam("until"),
        due_at=bindparam("until"),
        coalesce=None,  # it no longer waits: what changes from here on is the next one's
    )
    .returning(*deliveries.c)
)
_lease = _take.where(deliveries.c.id == bindparam("delivery"))
_lease_all = _take.where(deliveries.c.id.in_(bindparam("ids", expanding=True)))
_settle = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("delivery"),
        deliveries.c.attempts == bindparam("attempt"),
        deliveries.c.state == DeliveryState.leased,
    )
    .values(
        state=bindparam("new_state"),
        due_at=bindparam("due"),
        leased_until=None,
        result_ts=bindparam("ts"),
        error=bindparam("why"),
        attempts=deliveries.c.attempts - bindparam("forgiven"),
    )
    .returning(deliveries.c.id)
)
_thread_of = select(deliveries.c.thread_id).where(
    deliveries.c.channel == bindparam("in_channel"), deliveries.c.result_ts == bindparam("ts")
)
_of_lane = deliveries.c.lane == bindparam("old_lane")
_renumber = (
    update(deliveries)
    .where(deliveries.c.channel == bindparam("old"))
    .values(
        channel=bindparam("new"),
        lane=case((_of_lane, bindparam("new_lane")), else_=deliveries.c.lane),
    )
)
_doubt = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery"))
    .values(leased_until=bindparam("until"))
)
_revive = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery"), deliveries.c.state == DeliveryState.dead)
    .values(
        # one that may have arrived is in doubt again: it is looked up, not repeated
        state=case(
            (deliveries.c.leased_until.is_(None), DeliveryState.pending.value),
            else_=DeliveryState.leased.value,
        ),
        due_at=bindparam("now"),
        attempts=0,
        error=None,
    )
    .returning(*deliveries.c)
)
_cancel = (
    update(deliveries)
    .where(
        deliveries.c.key.in_(bindparam("keys", expanding=True)),
        deliveries.c.state == DeliveryState.pending.value,
    )
    .values(state=DeliveryState.cancelled.value, due_at=None, coalesce=None)
)
_count = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)


class Deliveries(Rows):
    """The queries about the outbox; what is queued is written together, when the unit ends."""

    def queue(self, lane: str, urgency: Urgency, **values: object) -> None:
        """Queue a delivery; one with a known key, or like one that waits, adds nothing."""
        defaults = {"state": DeliveryState.pending, "created_at": self.now, "attempts": 0}
        optional = {"channel": None, "thread_id": None, "coalesce": None, "due_at": self.now}
        self.later(_queue, [{"lane": lane, **defaults, **optional, **values}])
        self._wake(lane, urgency)

    def get(self, delivery_id: int) -> Delivery | None:
        """Return a delivery by id."""
        return self.one(Delivery, _get, {"id": delivery_id})

    def by_key(self, key: str) -> Delivery | None:
        """Return a delivery by its idempotency key."""
        return self.one(Delivery, _by_key, {"key": key})

    def head(self, lane: str) -> Delivery | None:
        """Return the delivery that a lane has to send first, due or not.

        Where order is worth nothing, one that has to wait lets the others pass.
        """
        head = _soonest if lane.startswith(ANY_ORDER) else _head
        return self.one(Delivery, head, {"in_lane": lane})

    def lease(self, delivery_id: int, lease: timedelta) -> Delivery:
        """Take a delivery to send it, and count the attempt."""
        until = self.now + lease
        return Delivery(*self.sql(_lease, {"delivery": delivery_id, "until": until}).one())

    def lease_all(self, delivery_ids: Sequence[int], lease: timedelta) -> dict[int, Delivery]:
        """Take deliveries to send them, by id; count an attempt of each."""
        if len(delivery_ids) < 2:  # the usual turn: a list has to be filled in anew each time
            return {one: self.lease(one, lease) for one in delivery_ids}
        taken = self.many(Delivery, _lease_all, {"ids": delivery_ids, "until": self.now + lease})
        return {delivery.id: delivery for delivery in taken}

    def settle(
        self,
        leased: Delivery,
        state: DeliveryState,
        due_at: datetime | None = None,
        result_ts: str | None = None,
        error: str | None = None,
        forgiven: bool = False,
    ) -> bool:
        """End an attempt; False when the lease ran out and someone else took the delivery.

        What may have arrived stays `leased`: it is looked up before it is sent again. A `forgiven`
        attempt does not count: it was not the delivery's fault.
        """
        values = {"delivery": leased.id, "attempt": leased.attempts, "new_state": state}
        result = {"due": due_at, "ts": result_ts, "why": error, "forgiven": int(forgiven)}
        return self.sql(_settle, {**values, **result}).first() is not None

    def doubt(self, dead: Delivery) -> None:
        """Remember of a dead delivery that nobody knows whether it has arrived."""
        self.sql(_doubt, {"delivery": dead.id, "until": dead.leased_until})

    def attempted(self, leased: Delivery, outcome: Outcome, error: str | None = None) -> None:
        """Write down how an attempt ended."""
        row = {"delivery_id": leased.id, "number": leased.attempts, "at": self.now}
        self.later(ADD_ATTEMPT, [{**row, "outcome": outcome, "error": error}])

    def attempts(self, delivery_id: int) -> list[Attempt]:
        """Return the attempts of a delivery, oldest first."""
        return self.many(Attempt, ATTEMPTS_OF, {"delivery": delivery_id})

    def thread_of(self, channel: str, ts: str) -> int | None:
        """Return the thread that a message we sent belongs to."""
        return self.sql(_thread_of, {"in_channel": channel, "ts": ts}).scalar()

    def revive(self, delivery_id: int) -> Delivery | None:
        """Let a dead delivery be tried again; None when it is not dead."""
        revived = self.one(Delivery, _revive, {"delivery": delivery_id, "now": self.now})
        if revived is not None:
            self._wake(revived.lane, Urgency.person)  # a person asked for it
        return revived

    def renumber(self, old: tuple[str, str], new: tuple[str, str]) -> None:
        """Let what was sent or waits go from one channel and lane to another."""
        values = {"old": old[0], "old_lane": old[1], "new": new[0], "new_lane": new[1]}
        self.sql(_renumber, values)
        self._wake(new[1], Urgency.person)

    def cancel(self, keys: Sequence[str]) -> None:
        """Send these no more, unless somebody is sending them; what may have arrived stays."""
        self.sql(_cancel, {"keys": list(keys)})

    def page(
        self, state: DeliveryState | None = None, before: int | None = None, limit: int = 50
    ) -> list[Delivery]:
        """Return deliveries, the newest first; `before` is the last id of the page before."""
        return self.newest(Delivery, deliveries, before, limit, state=state)

    def count(self) -> dict[DeliveryState, int]:
        """Return how many deliveries stand where."""
        return dict.fromkeys(DeliveryState, 0) | dict(self.pairs(_count))

    def _wake(self, lane: str, urgency: Urgency) -> None:
        lanes = self.unit.gathered.lanes
        lanes[lane] = min(urgency, lanes.get(lane, urgency))
