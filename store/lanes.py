"""Lanes: deliveries that go out in order, one at a time, whoever sends them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    Index,
    Integer,
    Table,
    Text,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.deliveries import Urgency, deliveries
from store.schema import UtcDateTime, metadata
from store.unit import Rows, Work

lanes = Table(
    "lanes",
    metadata,
    Column("lane", Text, primary_key=True),
    Column("urgency", Integer, nullable=False),
    Column("due_at", UtcDateTime),
    Column("blocked_until", UtcDateTime),
    Column("leased_until", UtcDateTime),
    Column("owner", Text),
    Column("stopped", Text),
    Index(None, "due_at"),
)


@dataclass(frozen=True, slots=True)
class Lane:
    """An ordered line of deliveries.

    `due_at` is when its head is due (None: empty), `blocked_until` how long the other side asked
    us to wait, `stopped` why nothing is sent until a person acts (a dead token).
    """

    lane: str
    urgency: Urgency
    due_at: datetime | None
    blocked_until: datetime | None
    leased_until: datetime | None
    owner: str | None
    stopped: str | None


_awake = select(lanes.c.lane).where(
    lanes.c.lane.in_(bindparam("names", expanding=True)), lanes.c.due_at <= bindparam("due")
)
_FEW = ("one", "two", "three")  # a list of values would have to be filled in each time
_few_awake = select(lanes.c.lane).where(
    lanes.c.lane.in_([bindparam(place) for place in _FEW]), lanes.c.due_at <= bindparam("due")
)
_insert = insert(lanes)
_wake = _insert.on_conflict_do_update(
    index_elements=["lane"],
    set_={"due_at": _insert.excluded.due_at, "urgency": _insert.excluded.urgency},
    where=or_(lanes.c.due_at.is_(None), lanes.c.due_at > _insert.excluded.due_at),
)
_free = (
    lanes.c.due_at <= bindparam("now"),
    lanes.c.stopped.is_(None),
    or_(lanes.c.leased_until.is_(None), lanes.c.leased_until <= bindparam("now")),
    or_(lanes.c.blocked_until.is_(None), lanes.c.blocked_until <= bindparam("now")),
)
# an expression of its own: PostgreSQL may repeat a subquery, and lock more than the limit
_claimable = (
    select(lanes.c.lane)
    .where(*_free, lanes.c.urgency <= bindparam("least"))
    .order_by(lanes.c.urgency, lanes.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("claimable")
)
_claim = (
    update(lanes)
    .where(lanes.c.lane.in_(select(_claimable.c.lane)))
    .values(owner=bindparam("me"), leased_until=bindparam("until"))
    .returning(*lanes.c)
)
_mine = (lanes.c.lane == bindparam("name"), lanes.c.owner == bindparam("me"))
_extend = (
    update(lanes).where(*_mine).values(leased_until=bindparam("until")).returning(lanes.c.lane)
)
_release = (
    update(lanes)
    .where(*_mine)
    .values(
        owner=None, leased_until=None, due_at=bindparam("due"), blocked_until=bindparam("blocked")
    )
)
_stop = (
    update(lanes)
    .where(
        func.substr(lanes.c.lane, 1, func.length(bindparam("prefix"))) == bindparam("prefix"),
        lanes.c.stopped.is_(None),
    )
    .values(stopped=bindparam("why"))
    .returning(lanes.c.lane)
)
_resume = (
    update(lanes)
    .where(lanes.c.stopped.is_not(None), lanes.c.lane.in_(bindparam("names", expanding=True)))
    .values(stopped=None, due_at=bindparam("now"))
    .returning(lanes.c.lane)
)
_stopped = select(*lanes.c).where(lanes.c.stopped.is_not(None)).order_by(lanes.c.lane)
# a lane that sleeps although it has something due: its wake-up was lost in a race
_rouse = (
    update(lanes)
    .where(
        lanes.c.due_at.is_(None),
        lanes.c.lane.in_(
            select(deliveries.c.lane).where(deliveries.c.due_at <= bindparam("now")).distinct()
        ),
    )
    .values(due_at=bindparam("now"))
    .returning(lanes.c.lane)
)
_blocked = func.coalesce(lanes.c.blocked_until, lanes.c.due_at)
_leased = func.coalesce(lanes.c.leased_until, lanes.c.due_at)
_free_at = case(
    (and_(_blocked >= lanes.c.due_at, _blocked >= _leased), _blocked),
    (_leased >= lanes.c.due_at, _leased),
    else_=lanes.c.due_at,
)
_next_due = select(func.min(_free_at)).where(lanes.c.stopped.is_(None))


class Lanes(Rows):
    """The queries about lanes."""

    def wake(self, urgencies: Mapping[str, int]) -> None:
        """Make lanes due now, and kick whoever drains them unless they are due already.

        A lane that is due is not even locked: a busy one would stop every unit that adds to it.
        """
        names = sorted(urgencies)
        awake = self._awake(names)
        asleep = [
            {"lane": name, "urgency": int(urgencies[name]), "due_at": self.now}
            for name in names  # in one order everywhere, so that two units cannot lock each other
            if name not in awake
        ]
        if asleep:
            self.sql(_wake, asleep)
            self.unit.kick(Work.deliveries)

    def _awake(self, names: list[str]) -> set[str]:
        due = {"due": self.now}
        if len(names) <= len(_FEW):
            padded = names + names[-1:] * (len(_FEW) - len(names))
            given = dict(zip(_FEW, padded, strict=True))
            return set(self.sql(_few_awake, {**due, **given}).scalars())
        return set(self.sql(_awake, {**due, "names": names}).scalars())

    def claim(
        self, owner: str, lease: timedelta, limit: int, least: Urgency = Urgency.routine
    ) -> list[Lane]:
        """Take due lanes that nobody holds, the most urgent first; none that is below `least`."""
        values = {"now": self.now, "me": owner, "until": self.now + lease, "limit": limit}
        found = self.many(Lane, _claim, {**values, "least": int(least)})
        return sorted(found, key=lambda lane: (lane.urgency, lane.due_at))

    def extend(self, lane: str, owner: str, lease: timedelta) -> bool:
        """Keep a lane for longer; False when someone else has it by now."""
        values = {"name": lane, "me": owner, "until": self.now + lease}
        return self.sql(_extend, values).first() is not None

    def release(
        self, lane: str, owner: str, due_at: datetime | None, blocked_until: datetime | None = None
    ) -> None:
        """Let go of a lane; `due_at` is when its head is due."""
        values = {"name": lane, "me": owner, "due": due_at, "blocked": blocked_until}
        self.sql(_release, values)

    def stop(self, prefix: str, why: str) -> list[str]:
        """Send nothing in the lanes that begin with `prefix` until `resume`; return the new ones."""
        return list(self.sql(_stop, {"prefix": prefix, "why": why}).scalars())

    def resume(self, stopped: Sequence[str]) -> list[str]:
        """Send again in lanes that were stopped, and return their names."""
        names = list(self.sql(_resume, {"now": self.now, "names": stopped}).scalars())
        if names:
            self.unit.kick(Work.deliveries)
        return names

    def stopped(self) -> list[Lane]:
        """Return the lanes in which nothing is sent."""
        return self.many(Lane, _stopped)

    def rouse(self) -> None:
        """Wake lanes that sleep although they have something due."""
        if self.sql(_rouse, {"now": self.now}).first() is not None:
            self.unit.kick(Work.deliveries)

    def next_due(self) -> datetime | None:
        """Return when the next lane can be claimed."""
        return self.sql(_next_due).scalar()
