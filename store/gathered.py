"""What units that are committed together share: writes that wait, and what they know.

Writes whose answer nobody needs are sent together, before anyone asks for their table.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.sql import visitors

from store.prepared import execute

_tables: WeakKeyDictionary[Any, frozenset[Table]] = WeakKeyDictionary()


class Gathered:
    """What the units of one transaction have yet to write, with at most one statement a table.

    `lanes` were added to, and how urgent that was: they are woken when everything is written.
    `known` is what they read ahead together.
    """

    def __init__(self) -> None:
        self.lanes: dict[str, int] = {}
        self.known: dict[object, Any] = {}
        self._rows: dict[Executable, list[Mapping[str, object]]] = {}
        self._concerned: frozenset[Table] = frozenset()

    def add(self, statement: Executable, rows: Sequence[Mapping[str, object]]) -> None:
        """Gather rows for a statement."""
        if not rows:
            return
        self._rows.setdefault(statement, []).extend(rows)
        self._concerned |= _tables_of(statement)

    def concerns(self, statement: Executable) -> bool:
        """Whether a statement would miss something that is not written yet."""
        return bool(self._rows) and not self._concerned.isdisjoint(_tables_of(statement))

    def send(self, connection: Connection) -> None:
        """Write everything, in the order in which the tables were first written to."""
        waiting, self._rows, self._concerned = self._rows, {}, frozenset()
        for statement, rows in waiting.items():
            execute(connection, statement, rows)


def _tables_of(statement: Any) -> frozenset[Table]:  # noqa: ANN401 - Executable cannot be visited
    if (known := _tables.get(statement)) is None:
        parts = visitors.iterate(statement)
        known = frozenset(part for part in parts if isinstance(part, Table))
        _tables[statement] = known
    return known
