"""Lists of threads: filters, orders and keyset pages."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, tuple_

from store.clocks import clocks
from store.labels import labels
from store.search import messages_like
from store.threads import Status, Thread, threads
from store.unit import Rows


class Order(StrEnum):
    """How a list of threads is sorted."""

    newest = "newest"
    waiting = "waiting"  # who waits longest for an answer
    due = "due"  # whose promise is due first


class Whose(StrEnum):
    """Whose threads to list, where it is not one agent's."""

    nobody = "nobody"
    anybody = "anybody"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a thread has to be like; what is not given does not matter."""

    statuses: tuple[Status, ...] = ()
    assignee: int | Whose = Whose.anybody
    customer_id: int | None = None
    team_id: int | None = None
    label: str | None = None
    q: str | None = None
    due_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some threads, and the cursor of the page after them."""

    threads: list[Thread]
    cursor: str | None


Threads = Select[Any]
LARGEST_ID = 2**63 - 1
UNRESOLVED = tuple(status for status in Status if status is not Status.resolved)
_keys = {Order.waiting: threads.c.waiting_since, Order.due: threads.c.promise_due_at}


_heard = (
    select(clocks.c.thread_id)
    .where(clocks.c.next_at <= bindparam("now"))
    .order_by(clocks.c.next_at)
    .limit(bindparam("limit"))
)
_promised = (
    select(*threads.c)
    .where(threads.c.id.in_(_heard.scalar_subquery()))
    .order_by(threads.c.id)
    .with_for_update(skip_locked=True)
)


class ThreadList(Rows):
    """The list queries about threads."""

    def promised(self, limit: int) -> list[Thread]:
        """Return and hold threads of whose promise somebody has to hear now."""
        return self.many(Thread, _promised, {"now": self.now, "limit": limit})

    def page(
        self,
        wanted: Filter,
        order: Order = Order.newest,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page:
        """Return one page; ValueError for a cursor that is not ours."""
        dialect = self.unit.connection.dialect.name
        walked = order is not Order.newest and dialect == "sqlite"
        statement = _narrowed(_filtered(wanted, walked), wanted, dialect)
        statement = _sorted(statement, order, cursor).limit(limit + 1)
        found = self.many(Thread, statement)
        more = len(found) > limit
        return Page(found[:limit], _cursor(found[limit - 1], order) if more else None)


def _filtered(wanted: Filter, walked: bool) -> Threads:
    statement: Threads = select(*threads.c).where(*_broad(wanted, walked))
    if not isinstance(wanted.assignee, Whose):
        statement = statement.where(threads.c.assignee_id == wanted.assignee)
    for column, value in (
        (threads.c.customer_id, wanted.customer_id),
        (threads.c.team_id, wanted.team_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return statement


def _broad(wanted: Filter, walked: bool) -> list[ColumnElement[bool]]:
    """Return the conditions that may hold for very many threads.

    SQLite takes any index for few rows: it would read all of them and sort, instead of walking
    the index of the order until the page is full. Only when nothing narrows the list.
    """
    found: list[ColumnElement[bool]] = []
    if wanted.statuses:
        found.append(threads.c.status.in_(wanted.statuses))
    if wanted.assignee is Whose.nobody:
        found.append(threads.c.assignee_id.is_(None))
    whole = (wanted.customer_id, wanted.team_id, wanted.label, wanted.q) == (None,) * 4
    if walked and whole and isinstance(wanted.assignee, Whose):
        return [func.likely(each) for each in found]
    return found


def _narrowed(statement: Threads, wanted: Filter, dialect: str) -> Threads:
    if wanted.label is not None:
        with_label = select(labels.c.thread_id).where(labels.c.label == wanted.label)
        statement = statement.where(threads.c.id.in_(with_label))
    if wanted.q:
        statement = statement.where(threads.c.id.in_(messages_like(wanted.q, dialect)))
    if wanted.due_before is not None:
        statement = statement.where(threads.c.promise_due_at <= wanted.due_before)
    return statement


def _sorted(statement: Threads, order: Order, cursor: str | None) -> Threads:
    after = None if cursor is None else _decoded(cursor)
    if order is Order.newest:
        statement = statement.order_by(threads.c.id.desc())
        return statement if after is None else statement.where(threads.c.id < after[1])
    key = _keys[order]
    statement = statement.where(key.is_not(None)).order_by(key, threads.c.id)
    if after is None:
        return statement
    return statement.where(tuple_(key, threads.c.id) > tuple_(*after))


def _cursor(last: Thread, order: Order) -> str:
    at = last.waiting_since if order is Order.waiting else last.promise_due_at
    stamp = 0.0 if order is Order.newest or at is None else at.timestamp()
    return base64.urlsafe_b64encode(json.dumps([stamp, last.id]).encode()).decode()


def _decoded(cursor: str) -> tuple[datetime, int]:
    try:
        stamp, thread_id = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
        after = datetime.fromtimestamp(stamp, UTC), int(thread_id)
    except (ValueError, TypeError, OverflowError, OSError, RecursionError) as error:
        raise ValueError("not a cursor of this list") from error
    if abs(after[1]) > LARGEST_ID:
        raise ValueError("not a cursor of this list")
    return after
