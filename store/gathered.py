"""What units that are committed together share: writes that wait, and what they know.

Writes whose answer nobody needs are sent together, before anyone asks for their table.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Executable, FromClause, Table, UpdateBase
from sqlalchemy.sql import visitors

from store.ahead import Ahead
from store.prepared import execute
from store.schema import metadata

_tables: WeakKeyDictionary[Any, frozenset[Table]] = WeakKeyDictionary()


class Gathered:
    """What the units of one transaction have yet to write, with at most one statement a table.

    `lanes` were added to, and how urgent that was: they are woken when everything is written.
    `known` is what they read ahead together, `joined` what of it is about other tables as well, and
    `threads` those that they are likely to change.
    """

    def __init__(self) -> None:
        self.lanes: dict[str, int] = {}
        self.known: dict[object, Any] = {}
        self.joined: dict[FromClause, list[Ahead[Any, Any]]] = {}
        self.threads: set[int] = set()
        self._rows: dict[UpdateBase, list[Mapping[str, object]]] = {}
        self._written: set[FromClause] = set()

    def add(self, statement: UpdateBase, rows: Sequence[Mapping[str, object]]) -> None:
        """Gather rows for a statement."""
        if not rows:
            return
        self._rows.setdefault(statement, []).extend(rows)
        self._written.add(statement.table)

    def concerns(self, statement: Executable) -> bool:
        """Whether a statement would miss something that is not written yet."""
        return bool(self._rows) and not self._written.isdisjoint(_tables_of(statement))

    def send(self, connection: Connection) -> None:
        """Write everything: what others refer to comes first, and what makes room for new rows."""
        waiting, self._rows, self._written = self._rows, {}, set()
        for statement in sorted(waiting, key=_place):
            execute(connection, statement, waiting[statement])


@cache
def _places() -> dict[FromClause, int]:
    return {table: place for place, table in enumerate(metadata.sorted_tables)}


def _place(statement: UpdateBase) -> tuple[int, bool]:
    return _places()[statement.table], statement.is_insert


def _tables_of(statement: Any) -> frozenset[Table]:  # noqa: ANN401 - Executable cannot be visited
    if (known := _tables.get(statement)) is None:
        parts = visitors.iterate(statement)
        known = frozenset(part for part in parts if isinstance(part, Table))
        if statement.is_insert or statement.is_update:  # what it refers to has to be there
            known |= {key.column.table for table in known for key in table.foreign_keys}
        _tables[statement] = known
    return known
