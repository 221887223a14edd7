"""Escalations: a thread that somebody has to look at, and the path on which they are called."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    exists,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.followups import SOON
from store.schema import Id, UtcDateTime, metadata, one_of, only
from store.statements import walk
from store.threads import threads
from store.unit import Rows, Work


class EscalationState(StrEnum):
    """Where an escalation stands."""

    ringing = "ringing"
    acknowledged = "acknowledged"
    exhausted = "exhausted"  # nobody on the path has answered; somebody still can
    stopped = "stopped"  # nobody has to answer any more


UNANSWERED = (EscalationState.ringing, EscalationState.exhausted)

escalations = Table(
    "escalations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("thread_id", ForeignKey("threads.id"), nullable=False, index=True),
    Column("path", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("state", one_of(EscalationState), nullable=False),
    Column("step", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("next_at", UtcDateTime),
    Column("ended_by", Text),
    Column("ended_at", UtcDateTime),
    Index(None, "state", "id"),
    Index(None, "next_at", **only("next_at IS NOT NULL")),
    # of one path, a thread has one that rings
    Index("uq_escalations_ringing", "thread_id", "path", unique=True, **only("state = 'ringing'")),
)


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who called for help and why, and how far along its path we are.

    `step`, counted from 0, and `round`, from 1, are what comes at `next_at` (None: nothing comes);
    once it is acknowledged, `next_at` is when somebody looks whether anything has happened since.
    `started_by` and `ended_by` are actors as the timeline names them.
    """

    id: int
    thread_id: int
    path: str
    why: str
    started_by: str
    started_at: datetime
    state: EscalationState
    step: int
    round: int
    next_at: datetime | None
    ended_by: str | None
    ended_at: datetime | None

    @property
    def unanswered(self) -> bool:
        """Whether somebody still has to say that they look at it."""
        return self.state in UNANSWERED


_insert = (
    insert(escalations)
    .on_conflict_do_nothing(
        index_elements=["thread_id", "path"], index_where=text("state = 'ringing'")
    )
    .returning(*escalations.c)
)
_get = select(*escalations.c).where(escalations.c.id == bindparam("id"))
_of = (
    select(*escalations.c)
    .where(escalations.c.thread_id == bindparam("thread"))
    .order_by(escalations.c.id)
)
_unanswered = _of.where(escalations.c.state.in_([state.value for state in UNANSWERED]))
_open = walk(escalations, escalations.c.state, UNANSWERED).subquery()
_open_after = (
    select(*escalations.c).join(_open, _open.c.id == escalations.c.id).order_by(escalations.c.id)
)
# the thread is held first, as everybody does who changes it
_due = (
    select(*escalations.c)
    .join(threads, threads.c.id == escalations.c.thread_id)
    .where(escalations.c.next_at <= bindparam("now"))
    .order_by(escalations.c.next_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, of=threads)
)
_same = (
    escalations.c.id == bindparam("escalation"),
    escalations.c.state == EscalationState.ringing.value,
    escalations.c.step == bindparam("was_step"),
    escalations.c.round == bindparam("was_round"),
)
_go_on = (
    update(escalations)
    .where(*_same)
    .values(
        path=bindparam("new_path"),
        step=bindparam("new_step"),
        round=bindparam("new_round"),
        next_at=bindparam("at"),
    )
    .returning(*escalations.c)
)
_end = (
    update(escalations)
    .where(
        escalations.c.id == bindparam("escalation"),
        escalations.c.state.in_(bindparam("from_states", expanding=True)),
    )
    .values(
        state=bindparam("to_state"),
        next_at=bindparam("at"),
        ended_by=bindparam("actor"),
        ended_at=bindparam("now"),
    )
    .returning(*escalations.c)
)
_acknowledged = (
    escalations.c.id == bindparam("escalation"),
    escalations.c.state == EscalationState.acknowledged.value,
)
_look = update(escalations).where(*_acknowledged).values(next_at=bindparam("at"))
_others = escalations.alias("others")
_move = (
    update(escalations)
    .where(
        escalations.c.thread_id == bindparam("source"),
        escalations.c.state != EscalationState.stopped.value,
        ~exists().where(
            _others.c.thread_id == bindparam("target"),
            _others.c.path == escalations.c.path,
            _others.c.state == EscalationState.ringing.value,
        ),
    )
    .values(thread_id=bindparam("target"))
    .returning(*escalations.c)
)
_ring_again = (
    update(escalations)
    .where(
        *_acknowledged,
        ~exists().where(
            _others.c.thread_id == escalations.c.thread_id,
            _others.c.path == escalations.c.path,
            _others.c.state == EscalationState.ringing.value,
        ),
    )
    .values(
        state=bindparam("to_state"),
        step=0,
        round=escalations.c.round + 1,
        next_at=bindparam("at"),
        ended_by=None,
        ended_at=None,
    )
    .returning(*escalations.c)
)
_next_due = select(func.min(escalations.c.next_at)).where(escalations.c.next_at.is_not(None))


class Escalations(Rows):
    """The queries about escalations; whoever changes one holds its thread."""

    def start(self, thread_id: int, path: str, why: str, actor: str) -> Escalation | None:
        """Begin one whose first step is due now; None when the same path rings already."""
        values = {"thread_id": thread_id, "path": path, "why": why, "started_by": actor}
        begun = {"started_at": self.now, "next_at": self.now, "step": 0, "round": 1}
        state = {"state": EscalationState.ringing, "ended_by": None, "ended_at": None}
        return self.one(Escalation, _insert, {**values, **begun, **state})

    def get(self, escalation_id: int) -> Escalation | None:
        """Return an escalation by id."""
        return self.one(Escalation, _get, {"id": escalation_id})

    def of(self, thread_id: int) -> list[Escalation]:
        """Return every escalation of a thread, oldest first."""
        return self.many(Escalation, _of, {"thread": thread_id})

    def unanswered(self, thread_id: int) -> list[Escalation]:
        """Return those of a thread that somebody has to answer, oldest first."""
        return self.many(Escalation, _unanswered, {"thread": thread_id})

    def open_after(self, after: int, limit: int) -> list[Escalation]:
        """Return those that somebody has to answer, behind one, in their order."""
        return self.many(Escalation, _open_after, {"after": after, "limit": limit})

    def due(self, limit: int) -> list[Escalation]:
        """Return what comes next by now, with its threads held, those of other replicas aside."""
        return self.many(Escalation, _due, {"now": self.now, "limit": limit})

    def go_on(
        self, was: Escalation, step: int, round_: int, at: datetime, path: str | None = None
    ) -> Escalation | None:
        """Say what comes next and when; None when it moved, or ended, meanwhile."""
        found = {"escalation": was.id, "was_step": was.step, "was_round": was.round}
        values = {"new_path": path or was.path, "new_step": step, "new_round": round_, "at": at}
        if at <= self.now + SOON:
            self.unit.kick(Work.followups)
        return self.one(Escalation, _go_on, {**found, **values})

    def end(
        self,
        escalation_id: int,
        to: EscalationState,
        actor: str,
        among: Sequence[EscalationState] = UNANSWERED,
        look_at: datetime | None = None,
    ) -> Escalation | None:
        """Call nobody any more; None when it was in none of these states: the first wins.

        At `look_at` somebody looks whether anything has happened since.
        """
        values = {"escalation": escalation_id, "to_state": to, "actor": actor}
        times = {"now": self.now, "at": look_at}
        return self.one(Escalation, _end, {**values, **times, "from_states": list(among)})

    def look_at(self, escalation_id: int, at: datetime | None) -> None:
        """Look then whether anything has happened since it was acknowledged; None: never again."""
        self.sql(_look, {"escalation": escalation_id, "at": at})

    def ring_again(self, escalation_id: int, at: datetime) -> Escalation | None:
        """Begin anew what was acknowledged, its first step then; None when its path rings anyway."""
        values = {"escalation": escalation_id, "to_state": EscalationState.ringing, "at": at}
        if at <= self.now + SOON:
            self.unit.kick(Work.followups)
        return self.one(Escalation, _ring_again, values)

    def move(self, source: int, target: int) -> list[Escalation]:
        """Let another thread have those of one, but for paths on which it rings itself."""
        return self.many(Escalation, _move, {"source": source, "target": target})

    def next_due(self) -> datetime | None:
        """Return when the next step is due."""
        return self.sql(_next_due).scalar()

    def page(
        self, state: EscalationState | None = None, before: int | None = None, limit: int = 50
    ) -> list[Escalation]:
        """Return escalations, the newest first; `before` is the last id of the page before."""
        return self.newest(Escalation, escalations, before, limit, state=state)
