"""Threads: the queries about customer conversations, one row each."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import Text, bindparam, column, func, insert, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.dml import ReturningUpdate

from store.schema import UtcDateTime
from store.statements import put
from store.states import Priority, Resolution, Severity, Status
from store.thread_row import FIRST_ID, Thread, threads
from store.unit import Rows, Unit

__all__ = [
    "FIRST_ID",
    "Priority",
    "Resolution",
    "Severity",
    "Status",
    "Thread",
    "Threads",
    "threads",
]

LATEST = 20  # threads of a channel that a message may join
Place = tuple[str, datetime, int]  # a channel, since when, and how many at most

_NAMES = [field.name for field in fields(Thread)]
_open = insert(threads).returning(*threads.c)
_keep = put(threads, ["id"])
_get = select(*threads.c).where(threads.c.id == bindparam("id"))
_lock = _get.with_for_update()
_these = threads.c.id.in_(bindparam("ids", expanding=True))
# in one order everywhere, so that two units cannot lock each other
_lock_all = select(*threads.c).where(_these).order_by(threads.c.id).with_for_update()
_wake = update(threads).where(_these).values(status=Status.open, snoozed_until=None)
_latest_in_channel = (
    select(*threads.c)
    .where(
        threads.c.channel == bindparam("channel"),
        threads.c.last_message_at >= bindparam("since"),
        threads.c.root_ts != "",
    )
    .order_by(threads.c.last_message_at.desc())
    .limit(bindparam("limit"))
)
_asked = (
    func.unnest(
        bindparam("channels", type_=ARRAY(Text)), bindparam("sinces", type_=ARRAY(UtcDateTime))
    )
    .table_valued(column("channel", Text), column("since", UtcDateTime), with_ordinality="place")
    .render_derived(name="asked")
)
_latest_of_asked = (
    select(*threads.c)
    .where(
        threads.c.channel == _asked.c.channel,
        threads.c.last_message_at >= _asked.c.since,
        threads.c.root_ts != "",
    )
    .order_by(threads.c.last_message_at.desc())
    .limit(bindparam("limit"))
    .lateral()
)
# of PostgreSQL; in the order asked for, the latest first
_latest_in_channels = (
    select(_asked.c.place, *_latest_of_asked.c)
    .join_from(_asked, _latest_of_asked, true())
    .order_by(_asked.c.place, _latest_of_asked.c.last_message_at.desc())
)
_by_root = (
    select(*threads.c)
    .where(threads.c.channel == bindparam("channel"), threads.c.root_ts == bindparam("ts"))
    .order_by(threads.c.id.desc())
    .limit(1)
)
_by_card = select(*threads.c).where(
    threads.c.card_channel == bindparam("channel"), threads.c.card_ts == bindparam("ts")
)
_last_cards = (
    select(threads.c.card_ts)
    .where(threads.c.card_channel == bindparam("channel"))
    .order_by(threads.c.card_ts.desc())
    .limit(bindparam("limit"))
)
_of_contact = (
    select(*threads.c)
    .where(threads.c.contact_id == bindparam("contact"), threads.c.status != Status.resolved)
    .order_by(threads.c.id)
)
_claim = (
    update(threads)
    .where(threads.c.id == bindparam("thread"), threads.c.assignee_id.is_(None))
    .values(assignee_id=bindparam("agent"), assigned_at=bindparam("at"))
    .returning(*threads.c)
)
_set_card = (
    update(threads)
    .where(threads.c.id == bindparam("thread"))
    .values(card_channel=bindparam("new_channel"), card_ts=bindparam("new_ts"))
)

_renumber = (
    update(threads).where(threads.c.channel == bindparam("old")).values(channel=bindparam("new"))
)


@cache
def _change(names: tuple[str, ...]) -> ReturningUpdate[Any]:
    """Return the statement that changes these columns, the same one each time."""
    return (
        update(threads)
        .where(threads.c.id == bindparam("thread"), threads.c.status == bindparam("was"))
        .values({name: bindparam(f"new_{name}") for name in names})
        .returning(*threads.c)
    )


class Threads(Rows):
    """The queries about threads. What a unit holds is not read again: nobody else changes it."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self._held = self.shared("held", partial(self.by_id, Thread, _lock, _lock_all))
        self.latest_ahead = self.shared("latest", self._latest)

    def open(self, **values: object) -> Thread:
        """Add a thread; `values` are its columns."""
        defaults = {"opened_at": self.now, "status": Status.new, "has_replies": False}
        row: dict[str, Any] = {**defaults, **values}
        if (number := self.numbers(threads).next()) is None:
            return self._hold(Thread(*self.sql(_open, row).one()))
        row = {**dict.fromkeys(_NAMES), "id": number, **row}  # all have the same columns
        return self._keep(Thread(**row))

    def get(self, thread_id: int | None) -> Thread | None:
        """Return a thread by id."""
        if thread_id is None:
            return None
        if thread_id in self._held:
            return self._held.get(thread_id)
        return self.one(Thread, _get, {"id": thread_id})

    def lock(self, thread_id: int | None) -> Thread | None:
        """Return a thread and hold it until the unit ends."""
        if thread_id is None:
            return None
        self._held.expect(self.unit.gathered.threads)
        return self._held.get(thread_id)

    def hold(self, thread_ids: Sequence[int]) -> None:
        """Hold many threads until the unit ends, with one statement."""
        self._held.expect(thread_ids)
        for thread_id in thread_ids:
            self._held.get(thread_id)  # the first that is not held takes the others with it

    def wake(self, asleep: Sequence[Thread]) -> list[Thread]:
        """Open sleeping threads that the unit holds, and return them as they are then."""
        if asleep:
            self.sql(_wake, {"ids": [thread.id for thread in asleep]})
        woken = (replace(thread, status=Status.open, snoozed_until=None) for thread in asleep)
        return [self._hold(thread) for thread in woken]

    def latest_in_channel(self, channel: str, since: datetime, limit: int = LATEST) -> list[Thread]:
        """Return threads of a channel that had a message since then, the latest first."""
        return list(self.latest_ahead.get((channel, since, limit)) or ())

    def by_root(self, channel: str, ts: str) -> Thread | None:
        """Return the thread whose first message this is."""
        return self.one(Thread, _by_root, {"channel": channel, "ts": ts})

    def by_card(self, channel: str, ts: str) -> Thread | None:
        """Return the thread whose card this is."""
        return self.one(Thread, _by_card, {"channel": channel, "ts": ts})

    def last_cards(self, channel: str, limit: int) -> list[str]:
        """Return the ts of the last cards of a triage channel."""
        return list(self.sql(_last_cards, {"channel": channel, "limit": limit}).scalars())

    def of_contact(self, contact_id: int) -> list[Thread]:
        """Return the unresolved threads of a contact."""
        return self.many(Thread, _of_contact, {"contact": contact_id})

    def claim(self, thread_id: int, agent_id: int) -> Thread | None:
        """Assign a thread that nobody has; None when someone has it: the first one wins."""
        values = {"thread": thread_id, "agent": agent_id, "at": self.now}
        return self._changed(self.one(Thread, _claim, values))

    def change(self, thread: Thread, **values: object) -> Thread | None:
        """Change columns of a thread unless its status moved meanwhile; None when it did."""
        if "assignee_id" in values:
            values["assigned_at"] = None if values["assignee_id"] is None else self.now
        if thread.id in self._held and not self.unit.is_near:
            return self._change_held(thread, values)
        found = {"thread": thread.id, "was": thread.status}
        given = {f"new_{name}": value for name, value in values.items()}
        return self._changed(self.one(Thread, _change(tuple(values)), {**found, **given}))

    def set_card(self, thread_id: int, channel: str, ts: str | None) -> None:
        """Remember where the card of a thread is, or (None) that it is gone."""
        values = {"thread": thread_id, "new_channel": channel, "new_ts": ts}
        self.sql(_set_card, values)
        self._held.forget(thread_id)
        self.latest_ahead.forget_all()

    def renumber(self, old: str, new: str) -> None:
        """Let threads of a channel be where it is called otherwise."""
        self.sql(_renumber, {"old": old, "new": new})
        self._held.forget_all()
        self.latest_ahead.forget_all()

    def _change_held(self, thread: Thread, values: dict[str, Any]) -> Thread | None:
        held = self._held.get(thread.id)
        if held is None or held.status != thread.status:
            return None
        return self._keep(replace(held, **values))

    def _keep(self, thread: Thread) -> Thread:
        """Write a thread with others: it is new, or held, so that nobody else can change it."""
        self.later(_keep, [{name: getattr(thread, name) for name in _NAMES}])
        return self._hold(thread)

    def _hold(self, thread: Thread) -> Thread:
        self._held.keep(thread.id, thread)
        self.latest_ahead.forget_where(lambda place: place[0] == thread.channel)
        return thread

    def _changed(self, thread: Thread | None) -> Thread | None:
        return None if thread is None else self._hold(thread)

    def _latest(self, asked: Sequence[Place]) -> dict[Place, list[Thread]]:
        if len(asked) == 1 or self.unit.is_near:
            found = {place: self._latest_in(*place) for place in asked}
        else:
            found = self._latest_together(asked)
        self.unit.gathered.threads |= {one[0].id for one in found.values() if one}
        return found

    def _latest_in(self, channel: str, since: datetime, limit: int) -> list[Thread]:
        values = {"channel": channel, "since": since, "limit": limit}
        return self.many(Thread, _latest_in_channel, values)

    def _latest_together(self, asked: Sequence[Place]) -> dict[Place, list[Thread]]:
        found: dict[Place, list[Thread]] = {place: [] for place in asked}
        channels, sinces, limits = zip(*asked, strict=True)
        values = {"channels": channels, "sinces": sinces, "limit": max(limits)}
        for place, *columns in self.sql(_latest_in_channels, values):
            found[asked[place - 1]].append(Thread(*columns))
        return found
