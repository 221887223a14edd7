"""SLA clocks: one row for each thing a thread was promised, from its start to its end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
)

from store.ahead import Ahead
from store.schema import Id, Json, UtcDateTime, metadata, one_of, only
from store.statements import save, saved
from store.unit import Rows, Unit


class Target(StrEnum):
    """What is promised; `update` is for those who wait while an incident lasts."""

    first_response = "first_response"
    next_response = "next_response"
    resolve = "resolve"
    engineering_ack = "engineering_ack"
    update = "update"


class ClockState(StrEnum):
    """Where a clock stands; one that was breached stays so, also when it ends."""

    running = "running"
    paused = "paused"
    breached = "breached"
    met = "met"
    cancelled = "cancelled"


clocks = Table(
    "sla_clocks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("thread_id", ForeignKey("threads.id"), nullable=False),
    Column("target", one_of(Target), nullable=False),
    Column("state", one_of(ClockState), nullable=False),
    Column("policy", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("running_since", UtcDateTime),
    Column("counted", Json, nullable=False),
    Column("due_at", UtcDateTime),
    Column("warn_at", UtcDateTime),
    Column("next_at", UtcDateTime),
    Column("warnings", Integer, nullable=False),
    Column("warned_at", UtcDateTime),
    Column("breached_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Index(None, "thread_id", "id"),
    Index(None, "next_at", **only("next_at IS NOT NULL")),
    Index("uq_sla_clocks_open", "thread_id", "target", unique=True, **only("ended_at IS NULL")),
)


@dataclass(frozen=True, slots=True)
class Clock:
    """Something that a thread was promised.

    It counts since `running_since` (None while it is paused, and once it ended), and what it counted
    before that are the stretches in `counted`, so that it can be reckoned anew when hours or policy
    change. `due_at` is None while it is paused; `warn_at` is the first warning, `next_at` when
    somebody has to hear of it next, `warnings` how many were told. An id of 0 is not written yet.
    """

    id: int
    thread_id: int
    target: Target
    state: ClockState
    policy: str
    started_at: datetime
    running_since: datetime | None
    counted: list[list[str]]
    due_at: datetime | None = None
    warn_at: datetime | None = None
    next_at: datetime | None = None
    warnings: int = 0
    warned_at: datetime | None = None
    breached_at: datetime | None = None
    ended_at: datetime | None = None


_WRITTEN = [field.name for field in fields(Clock) if field.name != "id"]
_start = insert(clocks)
_save = save(clocks, _WRITTEN)
_of = select(*clocks.c).where(clocks.c.thread_id == bindparam("thread")).order_by(clocks.c.id)
_open = _of.where(clocks.c.ended_at.is_(None))
_open_of_many = (
    select(*clocks.c)
    .where(
        clocks.c.thread_id.in_(bindparam("threads", expanding=True)), clocks.c.ended_at.is_(None)
    )
    .order_by(clocks.c.id)
)
_next = select(func.min(clocks.c.next_at)).where(clocks.c.next_at.is_not(None))


class Clocks(Rows):
    """The queries about clocks. Whoever changes one holds its thread."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self.open_ahead = Ahead(self._read_open)

    def of(self, thread_id: int) -> list[Clock]:
        """Return every clock that a thread ever had, oldest first."""
        return self.many(Clock, _of, {"thread": thread_id})

    def open_of(self, thread_id: int) -> list[Clock]:
        """Return the clocks of a thread that did not end."""
        return list(self.open_ahead.get(thread_id) or ())

    def open_of_many(self, thread_ids: Sequence[int]) -> dict[int, list[Clock]]:
        """Return the clocks of several threads that did not end."""
        found: dict[int, list[Clock]] = {thread_id: [] for thread_id in thread_ids}
        for clock in self.many(Clock, _open_of_many, {"threads": thread_ids}) if found else ():
            found[clock.thread_id].append(clock)
        return found

    def save(self, changed: Iterable[Clock]) -> None:
        """Write clocks: those without an id are new."""
        clocks = list(changed)
        if any(clock.id and clock.id not in self._ids(clock.thread_id) for clock in clocks):
            self.open_ahead.forget_all()  # it was another thread's
        for clock in clocks:
            self.open_ahead.forget(clock.thread_id)
        # first: a clock that ends makes room for the next of its target
        self.later(_save, [saved(clock, _WRITTEN) for clock in clocks if clock.id])
        self.later(_start, [_fresh(clock) for clock in clocks if not clock.id])

    def _ids(self, thread_id: int) -> set[int]:
        known = self.open_ahead.get(thread_id) if thread_id in self.open_ahead else ()
        return {clock.id for clock in known or ()}

    def _read_open(self, thread_ids: Sequence[int]) -> dict[int, list[Clock]]:
        if len(thread_ids) > 1:  # a list has to be filled in anew each time
            return self.open_of_many(thread_ids)
        return {one: self.many(Clock, _open, {"thread": one}) for one in thread_ids}

    def next_due(self) -> datetime | None:
        """Return when somebody has to hear of a promise next."""
        return self.sql(_next).scalar()


def _fresh(clock: Clock) -> dict[str, object]:
    return {name: getattr(clock, name) for name in _WRITTEN}
