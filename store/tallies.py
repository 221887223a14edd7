"""Tallies: how much waits, counted through indexes; what is done is never counted row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Select, bindparam, func, literal, select, union_all

from store.clocks import ClockState, clocks
from store.deliveries import DeliveryState, deliveries
from store.followups import FollowupState, followups
from store.inbox import InboxState, inbox
from store.outages import Outages
from store.thread_list import UNRESOLVED
from store.threads import Status, threads
from store.unit import Rows

MOST = 100_000  # nobody needs to know more exactly how far behind we are


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows are in each state that somebody has to care about, and what is due first.

    A count ends at `MOST`. The times are when the oldest failed row of the inbox arrived, and when
    the first delivery and the first follow-up are due. `outages`: systems that take nothing now.
    """

    threads: Mapping[str, int]
    inbox: Mapping[str, int]
    deliveries: Mapping[str, int]
    followups: Mapping[str, int]
    promises: Mapping[str, int]
    inbox_since: datetime | None
    delivery_due: datetime | None
    followup_due: datetime | None
    outages: Sequence[str]


COUNTED: Mapping[str, tuple[Column[StrEnum], tuple[StrEnum, ...]]] = {
    "threads": (threads.c.status, UNRESOLVED),
    "inbox": (inbox.c.state, (InboxState.failed, InboxState.parked)),
    "deliveries": (
        deliveries.c.state,
        (DeliveryState.pending, DeliveryState.leased, DeliveryState.dead),
    ),
    "followups": (followups.c.state, (FollowupState.pending, FollowupState.dead)),
}

OPEN = (ClockState.running, ClockState.paused, ClockState.breached)


def _counted(name: str, column: Column[StrEnum], state: StrEnum) -> Select[tuple[str, str, int]]:
    found = select(column).where(column == state).limit(MOST).subquery()
    count = select(func.count()).select_from(found).scalar_subquery()
    return select(literal(name), literal(str(state)), count)


_counts = union_all(
    *(
        _counted(name, column, state)
        for name, (column, states) in COUNTED.items()
        for state in states
    )
)
_open = select(clocks.c.state).where(clocks.c.ended_at.is_(None)).limit(MOST).subquery()
_promises = select(_open.c.state, func.count()).group_by(_open.c.state)
_inbox_since = select(func.min(inbox.c.received_at)).where(inbox.c.due_at.is_not(None))
_delivery_due = select(func.min(deliveries.c.due_at))
_followup_due = select(func.min(followups.c.due_at))
_resolved = select(func.count()).where(threads.c.status == Status.resolved)
_deliveries_of = (
    select(deliveries.c.state, func.count())
    .where(deliveries.c.thread_id == bindparam("thread"))
    .group_by(deliveries.c.state)
)


class Tallies(Rows):
    """The queries that count."""

    def waiting(self) -> Tally:
        """Count what is not done yet; cheap however much is done."""
        found: dict[str, dict[str, int]] = {name: {} for name in COUNTED}
        for name, state, count in self.sql(_counts):
            found[name][state] = count
        return Tally(
            **found,
            promises=self._promises(),
            inbox_since=self.sql(_inbox_since).scalar(),
            delivery_due=self.sql(_delivery_due).scalar(),
            followup_due=self.sql(_followup_due).scalar(),
            outages=Outages(self.unit).standing(),
        )

    def _promises(self) -> dict[str, int]:
        counted = dict(self.pairs(_promises))
        return {str(state): counted.get(state, 0) for state in OPEN}

    def resolved(self) -> int:
        """Count resolved threads, all of them: ask seldom."""
        return int(self.sql(_resolved).scalar_one())

    def deliveries_of(self, thread_id: int) -> dict[DeliveryState, int]:
        """Return how many deliveries of a thread stand where."""
        counted = dict(self.pairs(_deliveries_of, {"thread": thread_id}))
        return dict.fromkeys(DeliveryState, 0) | counted
