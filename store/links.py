"""Links: the issues of trackers that threads are about. Many threads may be about one issue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.schema import Id, UtcDateTime, metadata, one_of, only
from store.statements import save, saved
from store.unit import Rows


class Stage(StrEnum):
    """Where an issue stands, in words that are the same for every tracker."""

    filing = "filing"  # it is on its way
    not_filed = "not_filed"  # the tracker did not take it
    queued = "queued"
    acknowledged = "acknowledged"  # somebody has it
    started = "started"
    done = "done"
    not_done = "not_done"  # and it will not be
    gone = "gone"  # deleted, or not for us to see any more


OVER = (Stage.done, Stage.not_done, Stage.gone)

links = Table(
    "links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("tracker", Text, nullable=False),
    Column("external_id", Text),
    Column("ref", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("stage", one_of(Stage), nullable=False),
    Column("status", Text, nullable=False),
    Column("assignee", Text),
    Column("version", UtcDateTime),
    Column("linked_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("read_at", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("paused_until", UtcDateTime),
    Column("planned_for", Date),
    UniqueConstraint("tracker", "external_id"),
    Index(None, "due_at", **only("due_at IS NOT NULL")),
)
linked_threads = Table(
    "linked_threads",
    metadata,
    Column("thread_id", ForeignKey("threads.id"), primary_key=True),
    Column("link_id", ForeignKey("links.id"), primary_key=True, index=True),
    Column("linked_by", Text, nullable=False),
    Column("draft", Text),
)


@dataclass(frozen=True, slots=True)
class Link:
    """An issue that threads are about.

    `external_id` is None until the tracker has it; `version` is when it last changed over there;
    `due_at` is when to read it next, None when it is over for good; `planned_for` is the day by
    which engineering means to have it done.
    """

    id: int
    tracker: str
    external_id: str | None
    ref: str
    url: str
    title: str
    stage: Stage
    status: str
    assignee: str | None
    version: datetime | None
    linked_at: datetime
    changed_at: datetime
    read_at: datetime | None
    due_at: datetime | None
    paused_until: datetime | None
    planned_for: date | None


CHANGING = tuple(one.name for one in links.c if one.name != "id")
_begin = insert(links).on_conflict_do_nothing().returning(*links.c)
_get = select(*links.c).where(links.c.id == bindparam("link"))
_lock = _get.with_for_update()
_named = select(*links.c).where(
    links.c.tracker == bindparam("of"), links.c.external_id == bindparam("known_as")
)
_lock_named = _named.with_for_update()
_by_ref = (
    select(*links.c)
    .where(links.c.tracker == bindparam("of"), links.c.ref == bindparam("called"))
    .order_by(links.c.id)
    .limit(1)
    .with_for_update()
)
_save = save(links, CHANGING)
_due = (
    select(*links.c)
    .where(links.c.due_at.is_not(None), links.c.due_at <= bindparam("now"))
    .order_by(links.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_next_due = (
    select(links.c.due_at).where(links.c.due_at.is_not(None)).order_by(links.c.due_at).limit(1)
)
_join = insert(linked_threads).on_conflict_do_nothing().returning(linked_threads.c.thread_id)
_of_thread = (
    select(*links.c)
    .join(linked_threads, linked_threads.c.link_id == links.c.id)
    .where(linked_threads.c.thread_id == bindparam("thread"))
    .order_by(links.c.id)
)
_of_threads = (
    select(*links.c)
    .where(
        links.c.id.in_(
            select(linked_threads.c.link_id).where(
                linked_threads.c.thread_id.in_(bindparam("threads", expanding=True))
            )
        )
    )
    .order_by(links.c.id)
)
_threads = (
    select(linked_threads.c.thread_id)
    .where(linked_threads.c.link_id == bindparam("link"))
    .order_by(linked_threads.c.thread_id)
)
_part = delete(linked_threads).where(
    linked_threads.c.link_id == bindparam("link"), linked_threads.c.thread_id == bindparam("thread")
)
_draft = (
    update(linked_threads)
    .where(
        linked_threads.c.link_id == bindparam("of"),
        linked_threads.c.thread_id == bindparam("about"),
    )
    .values(draft=bindparam("words"))
)
_undraft = (
    update(linked_threads)
    .where(linked_threads.c.thread_id == bindparam("about"), linked_threads.c.draft.is_not(None))
    .values(draft=None)
    .returning(linked_threads.c.link_id)
)
_drafted = (
    select(linked_threads.c.draft)
    .where(linked_threads.c.thread_id == bindparam("thread"), linked_threads.c.draft.is_not(None))
    .order_by(linked_threads.c.link_id.desc())
    .limit(1)
)


class Links(Rows):
    """The queries about links."""

    def begin(self, tracker: str, external_id: str | None, **values: object) -> Link | None:
        """Add an issue; None when we have the one with its id."""
        plain = {"ref": "", "url": "", "title": "", "status": "", "assignee": None}
        times = dict.fromkeys(("version", "read_at", "due_at", "paused_until", "planned_for"))
        fresh = {"linked_at": self.now, "changed_at": self.now, **plain, **times, **values}
        return self.one(Link, _begin, {"tracker": tracker, "external_id": external_id, **fresh})

    def get(self, link_id: int) -> Link | None:
        """Return an issue by id."""
        return self.one(Link, _get, {"link": link_id})

    def lock(self, link_id: int) -> Link | None:
        """Return an issue and hold it until the unit ends."""
        return self.one(Link, _lock, {"link": link_id})

    def named(self, tracker: str, external_id: str) -> Link | None:
        """Return an issue by the id that the tracker gave it."""
        return self.one(Link, _named, {"of": tracker, "known_as": external_id})

    def lock_named(self, tracker: str, external_id: str) -> Link | None:
        """Return an issue by the id that the tracker gave it, and hold it until the unit ends."""
        return self.one(Link, _lock_named, {"of": tracker, "known_as": external_id})

    def lock_called(self, tracker: str, ref: str) -> Link | None:
        """Return an issue by what people call it, and hold it until the unit ends."""
        return self.one(Link, _by_ref, {"of": tracker, "called": ref})

    def save(self, link: Link) -> Link:
        """Write an issue that we hold."""
        self.sql(_save, saved(link, CHANGING))
        return link

    def due(self, limit: int) -> list[Link]:
        """Return issues that have to be read now, and hold them; others leave them alone."""
        return self.many(Link, _due, {"now": self.now, "limit": limit})

    def next_due(self) -> datetime | None:
        """Return when the next issue has to be read."""
        found: datetime | None = self.sql(_next_due).scalar()
        return found

    def join(self, link_id: int, thread_id: int, by: str) -> bool:
        """Say that a thread is about an issue; False when that was known."""
        values = {"thread_id": thread_id, "link_id": link_id, "linked_by": by, "draft": None}
        return self.sql(_join, values).first() is not None

    def move(self, source: int, target: int) -> None:
        """Let one thread be about all that another one is about."""
        for link in self.of_thread(source):
            self.join(link.id, target, "merged")

    def part(self, link_id: int, thread_id: int) -> None:
        """Say that a thread is not about an issue."""
        self.sql(_part, {"link": link_id, "thread": thread_id})

    def of_thread(self, thread_id: int) -> list[Link]:
        """Return the issues that a thread is about, the first one first."""
        return self.many(Link, _of_thread, {"thread": thread_id})

    def of_threads(self, thread_ids: Sequence[int]) -> list[Link]:
        """Return the issues that any of these threads is about, each once."""
        return self.many(Link, _of_threads, {"threads": list(thread_ids)})

    def threads(self, link_id: int) -> list[int]:
        """Return the ids of the threads that are about an issue."""
        return list(self.sql(_threads, {"link": link_id}).scalars())

    def draft(self, link_id: int, thread_id: int, words: str) -> None:
        """Keep what an agent may want to tell the customer."""
        self.sql(_draft, {"of": link_id, "about": thread_id, "words": words})

    def drafted(self, thread_id: int) -> str | None:
        """Return what an agent may want to tell the customer."""
        found: str | None = self.sql(_drafted, {"thread": thread_id}).scalar()
        return found

    def undraft(self, thread_id: int) -> bool:
        """Forget it; False when there is nothing."""
        return self.sql(_undraft, {"about": thread_id}).first() is not None
