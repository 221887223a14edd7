"""Episodes: what goes on at a customer, as other systems tell it; one open for each fingerprint."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.schema import Id, Json, UtcDateTime, metadata, one_of, only
from store.statements import save, saved
from store.unit import Rows, Work


class Became(StrEnum):
    """What was done about an episode, or in shadow would have been."""

    held = "held"  # until the customer writes
    attached = "attached"  # to a thread that was there
    opened = "opened"
    drafted = "drafted"
    reached_out = "reached_out"
    storm = "storm"  # too many customers at once: it is not about them


class EpisodeState(StrEnum):
    """How far an episode is."""

    waiting = "waiting"  # for more of the same, or for its time
    open = "open"
    over = "over"


OWN = (Became.opened, Became.drafted, Became.reached_out)  # the thread is the episode's own


episodes = Table(
    "episodes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("open_as", Text, unique=True),
    Column("rule", Text, nullable=False),
    Column("webhook", Text, nullable=False),
    Column("customer_id", ForeignKey("customers.id")),
    Column("thread_id", ForeignKey("threads.id"), index=True),
    Column("told", Json, nullable=False),
    Column("signals", Integer, nullable=False),
    Column("may_act", Boolean, nullable=False),
    Column("shadow", Boolean, nullable=False),
    Column("became", one_of(Became)),
    Column("draft", Text),
    Column("fired_at", UtcDateTime),
    Column("recovered_at", UtcDateTime),
    Column("began_at", UtcDateTime, nullable=False),
    Column("responded_at", UtcDateTime),
    Column("said_at", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Index(None, "fingerprint", "id"),
    Index(None, "rule", "responded_at"),
    Index(None, "ended_at"),
    Index(None, "due_at", **only("due_at IS NOT NULL")),
    Index(None, "customer_id", "id", **only("open_as IS NOT NULL")),
)


@dataclass(frozen=True, slots=True)
class Episode:
    """What goes on; `open_as` is its fingerprint until it ends.

    `told` has what the signals said: for each name when, the id of the signal, and the value;
    `fired_at` and `recovered_at` are the times of the senders, the others are ours. `became` is None
    while it waits for more of the same. `due_at`: when to look at it again.
    """

    id: int
    fingerprint: str
    open_as: str | None
    rule: str
    webhook: str
    customer_id: int | None
    thread_id: int | None
    told: dict[str, list[Any]]
    signals: int
    may_act: bool
    shadow: bool
    became: Became | None
    draft: str | None
    fired_at: datetime | None
    recovered_at: datetime | None
    began_at: datetime
    responded_at: datetime | None
    said_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None

    @property
    def state(self) -> EpisodeState:
        """How far it is."""
        if self.open_as is None:
            return EpisodeState.over
        return EpisodeState.waiting if self.became is None else EpisodeState.open

    @property
    def is_over(self) -> bool:
        """Whether the last that was told is that it is over, whatever came first."""
        if self.recovered_at is None:
            return False
        return self.fired_at is None or self.recovered_at >= self.fired_at


CHANGING = tuple(one.name for one in episodes.c if one.name != "id")
_begin = insert(episodes).on_conflict_do_nothing().returning(*episodes.c)
_lock_open = (
    select(*episodes.c).where(episodes.c.open_as == bindparam("fingerprint")).with_for_update()
)
_last = (
    select(*episodes.c)
    .where(episodes.c.fingerprint == bindparam("fingerprint"))
    .order_by(episodes.c.id.desc())
    .limit(1)
    .with_for_update()
)
_save = save(episodes, CHANGING)
_due = (
    select(*episodes.c)
    .where(episodes.c.due_at <= bindparam("now"))
    .order_by(episodes.c.due_at, episodes.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_get = select(*episodes.c).where(episodes.c.id == bindparam("id"))
_lock = _get.with_for_update()
_next_due = select(func.min(episodes.c.due_at)).where(episodes.c.due_at.is_not(None))
_open_of_customer = (
    select(*episodes.c)
    .where(episodes.c.customer_id == bindparam("customer"), episodes.c.open_as.is_not(None))
    .order_by(episodes.c.id)
    .limit(bindparam("limit"))
    .with_for_update()
)
_open_of_rule = select(*episodes.c).where(
    episodes.c.rule == bindparam("rule"), episodes.c.open_as.is_not(None)
)
_of_thread = (
    select(*episodes.c)
    .where(episodes.c.thread_id == bindparam("thread"))
    .order_by(episodes.c.id.desc())
    .limit(bindparam("limit"))
)
_end_of_thread = (
    update(episodes)
    .where(episodes.c.thread_id == bindparam("thread"), episodes.c.open_as.is_not(None))
    .values(open_as=None, due_at=None, ended_at=bindparam("now"))
)
_customers_since = select(func.count(episodes.c.customer_id.distinct())).where(
    episodes.c.rule == bindparam("rule"), episodes.c.responded_at > bindparam("since")
)
_in_state = {
    EpisodeState.waiting: episodes.c.open_as.is_not(None) & episodes.c.became.is_(None),
    EpisodeState.open: episodes.c.open_as.is_not(None) & episodes.c.became.is_not(None),
    EpisodeState.over: episodes.c.open_as.is_(None),
}
_last_storm = select(func.max(episodes.c.responded_at)).where(
    episodes.c.rule == bindparam("rule"),
    episodes.c.became == Became.storm,
    episodes.c.responded_at > bindparam("since"),
)
_responded = (
    select(*episodes.c)
    .where(
        episodes.c.rule == bindparam("rule"),
        episodes.c.responded_at > bindparam("since"),
        episodes.c.shadow,
    )
    .order_by(episodes.c.id)
    .limit(bindparam("limit"))
)
_old = (
    select(episodes.c.id)
    .where(episodes.c.ended_at < bindparam("before"))
    .order_by(episodes.c.id)
    .limit(bindparam("limit"))
)
_forget = delete(episodes).where(episodes.c.id.in_(_old.scalar_subquery())).returning(episodes.c.id)


class Episodes(Rows):
    """The queries about episodes."""

    def begin(self, **values: object) -> Episode | None:
        """Add an episode; None when one of its fingerprint is open already."""
        defaults = dict.fromkeys(CHANGING) | {"told": {}, "signals": 0}
        flags = {"may_act": False, "shadow": False, "began_at": self.now}
        return self.one(Episode, _begin, {**defaults, **flags, **values})

    def lock_open(self, fingerprint: str) -> Episode | None:
        """Return the open episode of a fingerprint, and hold it."""
        return self.one(Episode, _lock_open, {"fingerprint": fingerprint})

    def last(self, fingerprint: str) -> Episode | None:
        """Return the last episode of a fingerprint, and hold it."""
        return self.one(Episode, _last, {"fingerprint": fingerprint})

    def get(self, episode_id: int) -> Episode | None:
        """Return an episode."""
        return self.one(Episode, _get, {"id": episode_id})

    def lock(self, episode_id: int) -> Episode | None:
        """Return an episode, and hold it."""
        return self.one(Episode, _lock, {"id": episode_id})

    def save(self, episode: Episode) -> Episode:
        """Write down an episode that we hold."""
        self.sql(_save, saved(episode, CHANGING))
        if episode.due_at is not None and episode.due_at <= self.now:
            self.unit.kick(Work.followups)
        return episode

    def due(self, limit: int) -> list[Episode]:
        """Return and hold episodes to look at, those of other replicas aside."""
        return self.many(Episode, _due, {"now": self.now, "limit": limit})

    def next_due(self) -> datetime | None:
        """Return when the next episode is to be looked at."""
        return self.sql(_next_due).scalar()

    def open_of_customer(self, customer_id: int, limit: int = 50) -> list[Episode]:
        """Return what goes on at a customer, and hold it."""
        return self.many(Episode, _open_of_customer, {"customer": customer_id, "limit": limit})

    def open_of_rule(self, rule: str) -> list[Episode]:
        """Return what goes on by one rule."""
        return self.many(Episode, _open_of_rule, {"rule": rule})

    def of_thread(self, thread_id: int, limit: int = 5) -> list[Episode]:
        """Return the episodes that a thread is about, the latest first."""
        return self.many(Episode, _of_thread, {"thread": thread_id, "limit": limit})

    def end_of_thread(self, thread_id: int) -> None:
        """End what a thread is about, as it is done."""
        self.sql(_end_of_thread, {"thread": thread_id, "now": self.now})

    def page(
        self,
        limit: int,
        before: int | None = None,
        rule: str | None = None,
        customer_id: int | None = None,
        state: EpisodeState | None = None,
    ) -> list[Episode]:
        """Return episodes, the newest first; `before` is the last id of the page before."""
        only = [] if state is None else [_in_state[state]]
        wanted = {"rule": rule, "customer_id": customer_id}
        return self.newest(Episode, episodes, before, limit, *only, **wanted)

    def customers_since(self, rule: str, since: datetime) -> int:
        """Return at how many customers a rule responded since then."""
        return int(self.sql(_customers_since, {"rule": rule, "since": since}).scalar() or 0)

    def last_storm(self, rule: str, since: datetime) -> datetime | None:
        """Return when a rule was stopped last because it concerned too many."""
        return self.sql(_last_storm, {"rule": rule, "since": since}).scalar()

    def in_shadow(self, rule: str, since: datetime, limit: int = 100) -> list[Episode]:
        """Return what a rule would have responded to since then."""
        return self.many(Episode, _responded, {"rule": rule, "since": since, "limit": limit})

    def forget(self, before: datetime, limit: int) -> int:
        """Delete episodes that ended before then; return how many."""
        return len(self.sql(_forget, {"before": before, "limit": limit}).all())
