"""Labels: words on threads (component or impact)."""

from collections.abc import Sequence

from sqlalchemy import Column, ForeignKey, Table, Text, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from store.ahead import Ahead
from store.schema import metadata
from store.unit import Rows, Unit

labels = Table(
    "labels",
    metadata,
    Column("thread_id", ForeignKey("threads.id"), primary_key=True),
    Column("label", Text, primary_key=True, index=True),
)

_of = select(labels.c.label).where(labels.c.thread_id == bindparam("thread")).order_by("label")
_of_many = select(labels.c.thread_id, labels.c.label).where(
    labels.c.thread_id.in_(bindparam("threads", expanding=True))
)
_known = select(labels.c.label).distinct().order_by("label").limit(bindparam("limit"))
_add = insert(labels).on_conflict_do_nothing()
_remove = delete(labels).where(
    labels.c.thread_id == bindparam("thread"), labels.c.label == bindparam("word")
)


def clean_label(label: str) -> str:
    """Return a label as it is kept: lower case, words joined by dashes, at most 50 characters."""
    return "-".join(label.lower().split())[:50]


class Labels(Rows):
    """The queries about labels; those that are put on are written together."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self.ahead = Ahead(self._read)

    def of(self, thread_id: int) -> list[str]:
        """Return the labels of a thread, in alphabetical order."""
        return list(self.ahead.get(thread_id) or ())

    def of_many(self, thread_ids: Sequence[int]) -> dict[int, list[str]]:
        """Return the labels of several threads."""
        found: dict[int, list[str]] = {thread_id: [] for thread_id in thread_ids}
        for thread_id, label in self.pairs(_of_many, {"threads": thread_ids}):
            found[thread_id].append(label)
        return {thread_id: sorted(words) for thread_id, words in found.items()}

    def known(self, limit: int = 100) -> list[str]:
        """Return labels in use anywhere, in alphabetical order."""
        return list(self.sql(_known, {"limit": limit}).scalars())

    def add(self, thread_id: int, label: str) -> None:
        """Put a label on a thread; twice is once."""
        words = self.of(thread_id)
        if label not in words:
            self.later(_add, [{"thread_id": thread_id, "label": label}])
            self.ahead.keep(thread_id, sorted([*words, label]))

    def remove(self, thread_id: int, label: str) -> None:
        """Take a label off a thread."""
        self.sql(_remove, {"thread": thread_id, "word": label})
        self.ahead.forget(thread_id)

    def _read(self, thread_ids: Sequence[int]) -> dict[int, list[str]]:
        if len(thread_ids) > 1:
            return self.of_many(thread_ids)
        return {one: self.sql(_of, {"thread": one}).scalars() for one in thread_ids}
