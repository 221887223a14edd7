"""Numbers: ids that are taken ahead, so that rows can be written together later."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Connection, Select, Table, bindparam, column, func, select
from sqlalchemy import table as named

from store.prepared import execute

_sequences = named("sqlite_sequence", column("name"), column("seq"))


class Numbers:
    """Ids of one table for the units of one transaction."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self._connection = connection
        self._table = table
        self._expected = 0
        self._taken: list[int] = []

    def expect(self, most: int) -> None:
        """Take so many when the first is asked for; what is not used is lost on PostgreSQL."""
        self._expected = most

    def next(self) -> int | None:
        """Return the next id; None where the database has to give it."""
        if self._expected > 1:
            self._taken, self._expected = self._take(self._expected), 0
        return self._taken.pop() if self._taken else None

    def _take(self, most: int) -> list[int]:
        if self._connection.dialect.name == "sqlite":  # nobody else writes
            last = execute(self._connection, _last(self._table), {}).scalar() or 0
            return list(range(last + most, last, -1))
        taken: Sequence[int] = execute(
            self._connection, _next(self._table), {"most": most}
        ).scalars()
        return sorted(taken, reverse=True)


@cache
def _last(table: Table) -> Select[tuple[int]]:
    if table.dialect_options["sqlite"]["autoincrement"]:  # an id that was deleted stays unused
        return select(_sequences.c.seq).where(_sequences.c.name == table.name)
    return select(func.max(table.c.id))


@cache
def _next(table: Table) -> Select[tuple[int]]:
    sequence = func.pg_get_serial_sequence(table.name, "id")
    return select(func.nextval(sequence)).select_from(func.generate_series(1, bindparam("most")))
