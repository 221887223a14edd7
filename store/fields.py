"""Custom fields of threads: what an operator wants to know of each, by name."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Table, Text, bindparam, delete, select

from store.schema import Json, metadata
from store.statements import put
from store.unit import Rows

fields = Table(
    "thread_fields",
    metadata,
    Column("thread_id", ForeignKey("threads.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Json, nullable=False),
)

_of = select(fields.c.name, fields.c.value).where(fields.c.thread_id == bindparam("thread"))
_of_many = select(*fields.c).where(fields.c.thread_id.in_(bindparam("threads", expanding=True)))
_set = put(fields, ["thread_id", "name"], "value")
_clear = delete(fields).where(
    fields.c.thread_id == bindparam("thread"), fields.c.name == bindparam("field")
)


class Fields(Rows):
    """The queries about custom fields; a value is a text, a number or true or false."""

    def of(self, thread_id: int) -> dict[str, Any]:
        """Return the fields of a thread that are set."""
        return dict(self.pairs(_of, {"thread": thread_id}))

    def of_many(self, thread_ids: list[int]) -> dict[int, dict[str, Any]]:
        """Return the fields of several threads."""
        found: dict[int, dict[str, Any]] = {thread_id: {} for thread_id in thread_ids}
        for thread_id, name, value in self.sql(_of_many, {"threads": thread_ids}):
            found[thread_id][name] = value
        return found

    def set(self, thread_id: int, name: str, value: object) -> None:
        """Give a field of a thread a value."""
        self.sql(_set, {"thread_id": thread_id, "name": name, "value": value})

    def clear(self, thread_id: int, name: str) -> None:
        """Take the value of a field away."""
        self.sql(_clear, {"thread": thread_id, "field": name})
