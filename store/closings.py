"""Closings: what was the matter with a thread that is resolved, and where more stands about it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Table, Text, bindparam, select

from store.schema import Json, UtcDateTime, metadata
from store.statements import put
from store.unit import Rows

closings = Table(
    "closings",
    metadata,
    Column("thread_id", ForeignKey("threads.id"), primary_key=True),
    Column("category", Text),
    Column("links", Json, nullable=False),
    Column("closed_by", Text, nullable=False),
    Column("closed_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Closing:
    """What was said when a thread was resolved; the last time, if it was more than once."""

    thread_id: int
    category: str | None
    links: list[str]
    closed_by: str
    closed_at: datetime


_of = select(*closings.c).where(closings.c.thread_id == bindparam("thread"))
_save = put(closings, ["thread_id"])


class Closings(Rows):
    """The queries about closings."""

    def of(self, thread_id: int) -> Closing | None:
        """Return what was said when a thread was resolved."""
        return self.one(Closing, _of, {"thread": thread_id})

    def save(self, closing: Closing) -> None:
        """Keep what was said; it takes the place of what was said before."""
        self.sql(_save, {name: getattr(closing, name) for name in Closing.__slots__})
