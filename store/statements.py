"""Statements that many concepts share: putting a row where it may be already, and saving one."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Table, Update, bindparam, update
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


def saved(record: Numbered, names: Sequence[str]) -> dict[str, object]:
    """Return what `save` takes to write these columns as they are in a record."""
    return {"row": record.id, **{f"new_{name}": getattr(record, name) for name in names}}
