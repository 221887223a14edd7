"""What was said about an issue: by whom, on which side, so that nothing is repeated to its sayer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.schema import Id, UtcDateTime, metadata
from store.unit import Rows

link_comments = Table(
    "link_comments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("link_id", ForeignKey("links.id"), nullable=False),
    Column("external_id", Text),
    Column("key", Text, unique=True),
    Column("author", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
    Column("deleted", Boolean, nullable=False),
    UniqueConstraint("link_id", "external_id"),
)


@dataclass(frozen=True, slots=True)
class LinkComment:
    """A comment: `key` is ours when we said it; `external_id` is None until the tracker has it."""

    id: int
    link_id: int
    external_id: str | None
    key: str | None
    author: str
    digest: str
    said_at: datetime
    deleted: bool


_add = insert(link_comments).on_conflict_do_nothing().returning(link_comments.c.id)
_of = (
    select(*link_comments.c)
    .where(link_comments.c.link_id == bindparam("link"))
    .order_by(link_comments.c.id)
)
_settle = (
    update(link_comments)
    .where(link_comments.c.key == bindparam("of"))
    .values(external_id=bindparam("known_as"))
)
_change = (
    update(link_comments)
    .where(link_comments.c.id == bindparam("comment"))
    .values(digest=bindparam("new_digest"), deleted=bindparam("is_deleted"))
)
_since = (
    select(func.count())
    .select_from(link_comments)
    .where(link_comments.c.link_id == bindparam("link"), link_comments.c.said_at > bindparam("at"))
)


class LinkComments(Rows):
    """The queries about comments."""

    def add(
        self, link_id: int, author: str, digest: str, *, external_id: str | None, key: str | None
    ) -> bool:
        """Add one; False when we have it."""
        values = {"link_id": link_id, "external_id": external_id, "key": key, "author": author}
        fresh = {"digest": digest, "said_at": self.now, "deleted": False}
        return self.sql(_add, {**values, **fresh}).first() is not None

    def of(self, link_id: int) -> list[LinkComment]:
        """Return what was said about an issue, the oldest first."""
        return self.many(LinkComment, _of, {"link": link_id})

    def settle(self, key: str, external_id: str) -> None:
        """Remember what the tracker calls a comment of ours."""
        self.sql(_settle, {"of": key, "known_as": external_id})

    def change(self, comment_id: int, digest: str, *, deleted: bool = False) -> None:
        """Remember that it says something else, or nothing any more."""
        self.sql(_change, {"comment": comment_id, "new_digest": digest, "is_deleted": deleted})

    def since(self, link_id: int, at: datetime) -> int:
        """Return how much was said since then."""
        return int(self.sql(_since, {"link": link_id, "at": at}).scalar() or 0)
