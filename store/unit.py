"""A unit of work: one connection inside one transaction, and what has to wake when it commits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Executable, Table, UpdateBase, select

from store.ahead import Ahead
from store.gathered import Gathered
from store.numbers import Numbers
from store.prepared import Answer, Values, execute

Key = TypeVar("Key")
Record = TypeVar("Record")


class Work(StrEnum):
    """What a worker can be woken for; a kick carries no more than this."""

    deliveries = "deliveries"
    followups = "followups"
    inbox = "inbox"
    runs = "runs"


@dataclass
class Unit:
    """A connection, the time the unit began, and the work to wake after it has committed.

    Units that are committed together share what is `gathered`.
    """

    connection: Connection
    now: datetime
    gathered: Gathered = field(default_factory=Gathered)
    kicked: set[Work] = field(default_factory=set)

    @property
    def is_near(self) -> bool:
        """Whether the database is in our process: to ask it twice costs no round trip."""
        return self.connection.dialect.name == "sqlite"

    def kick(self, work: Work) -> None:
        """Say that some `work` is due; whoever drains it is woken after the commit."""
        self.kicked.add(work)


class Rows:
    """The queries of one concept, over the connection of one unit."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    @property
    def now(self) -> datetime:
        """The time of the unit."""
        return self.unit.now

    def sql(self, statement: Executable, values: Values | None = None) -> Answer:
        """Send a statement; `values` binds its parameters (a list inserts many rows at once)."""
        if self.unit.gathered.concerns(statement):
            self.unit.gathered.send(self.unit.connection)
        if isinstance(statement, UpdateBase):
            for known in self.unit.gathered.joined.get(statement.table, ()):
                known.forget_all()
        return execute(self.unit.connection, statement, values)

    def shared(
        self, name: str, read: Callable[[Sequence[Key]], Mapping[Key, Record]], *joined: Table
    ) -> Ahead[Key, Record]:
        """Return what units that are committed together know by that name.

        It is read again when something changes in a table that is `joined`.
        """
        shared = self.unit.gathered.known
        if (type(self), name) not in shared:
            shared[type(self), name] = Ahead(read)
            for table in joined:
                self.unit.gathered.joined.setdefault(table, []).append(shared[type(self), name])
        known: Ahead[Key, Record] = shared[type(self), name]
        return known

    def numbers(self, table: Table) -> Numbers:
        """Return the ids that are taken ahead for rows of a table."""
        known = self.unit.gathered.known
        if table not in known:
            known[table] = Numbers(self.unit.connection, table)
        numbers: Numbers = known[table]
        return numbers

    def later(self, statement: UpdateBase, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows before anyone asks for their table, or when the unit ends."""
        self.unit.gathered.add(statement, rows)

    def one(
        self, record: Callable[..., Record], statement: Executable, values: Values | None = None
    ) -> Record | None:
        """Return the first row as a record, or None."""
        row = self.sql(statement, values).first()
        return None if row is None else record(*row)

    def many(
        self, record: Callable[..., Record], statement: Executable, values: Values | None = None
    ) -> list[Record]:
        """Return every row as a record."""
        return [record(*row) for row in self.sql(statement, values)]

    def by_id(
        self,
        record: Callable[..., Record],
        one: Executable,
        several: Executable,
        ids: Sequence[Key],
    ) -> Mapping[Key, Record]:
        """Return the rows with these ids, by id; a list has to be filled in anew each time."""
        rows = self.sql(one, {"id": ids[0]}) if len(ids) == 1 else self.sql(several, {"ids": ids})
        return {row[0]: record(*row) for row in rows}

    def newest(
        self,
        record: Callable[..., Record],
        table: Table,
        before: int | None,
        limit: int,
        *only: ColumnElement[bool],
        **wanted: object,
    ) -> list[Record]:
        """Return a page of rows, the newest first; `before` is the last id of the page before.

        What is `wanted` of a column does not matter where it is None.
        """
        of = [table.c[name] == value for name, value in wanted.items() if value is not None]
        older = [] if before is None else [table.c.id < before]
        statement = select(*table.c).where(*only, *of, *older)
        return self.many(record, statement.order_by(table.c.id.desc()).limit(limit))

    def pairs(self, statement: Executable, values: Values | None = None) -> list[tuple[Any, Any]]:
        """Return the rows of a statement with two columns."""
        return [(first, second) for first, second in self.sql(statement, values)]
