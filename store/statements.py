"""Statements that several concepts share."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Column, Select, Table, Update, bindparam, select, union_all, update
from sqlalchemy.dialects.postgresql import Insert, insert


class Numbered(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> int:
        """Its id."""


def put(table: Table, by: Sequence[str], *changing: str, unless: str | None = None) -> Insert:
    """Insert a row; one that is there by these columns changes, unless `unless` is the same.

    Where it is not said what is `changing`, all of it is.
    """
    row = insert(table)
    names = changing or [one.name for one in table.c if one.name not in by]
    return row.on_conflict_do_update(
        index_elements=by,
        set_={name: row.excluded[name] for name in names},
        where=None if unless is None else table.c[unless] != row.excluded[unless],
    )


def save(table: Table, names: Sequence[str]) -> Update:
    """Write these columns of one row, with the values that `saved` gives."""
    row = update(table).where(table.c.id == bindparam("row"))
    return row.values({name: bindparam(f"new_{name}") for name in names})


def walk(table: Table, column: Column[Any], states: Sequence[StrEnum]) -> Select[tuple[int]]:
    """Select the ids of rows in these states, `limit` of them behind `after`, in their order.

    Each state walks its own part of the index: together they read no more than they return.
    """
    of_each = [
        select(table.c.id)
        .where(column == bindparam(None, state, column.type), table.c.id > bindparam("after"))
        .order_by(table.c.id)
        .limit(bindparam("limit"))
        .subquery()
        for state in states
    ]
    every = union_all(*(select(one.c.id) for one in of_each)).subquery()
    return select(every.c.id).order_by(every.c.id).limit(bindparam("limit"))


def saved(record: Numbered, names: Sequence[str]) -> dict[str, object]:
    """Return what `save` takes to write these columns as they are in a record."""
    return {"row": record.id, **{f"new_{name}": getattr(record, name) for name in names}}
