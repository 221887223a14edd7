"""Statements that are compiled once: SQLAlchemy writes the SQL, and the driver gets it at once.

A statement through SQLAlchemy's own `execute` costs fifteen times what SQLite needs for it, and a
message that is accepted takes a dozen of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ARRAY,
    BinaryExpression,
    BindParameter,
    Connection,
    Dialect,
    Executable,
    Float,
    Tuple,
    all_,
    any_,
    bindparam,
)
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.operators import in_op
from sqlalchemy.types import TypeEngine

Values = Mapping[str, object] | Sequence[Mapping[str, object]]
Row = Sequence[Any]
Convert = Callable[[Any], Any]


class Answer:
    """The rows that came back."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def all(self) -> Sequence[Row]:
        """Return every row."""
        return self._rows

    def first(self) -> Row | None:
        """Return the first row, or None."""
        return self._rows[0] if self._rows else None

    def one(self) -> Row:
        """Return the row of a statement that always has one."""
        (row,) = self._rows
        return row

    def scalars(self) -> list[Any]:
        """Return the first column."""
        return [row[0] for row in self._rows]

    def scalar(self) -> Any | None:  # noqa: ANN401 - whatever the column holds
        """Return the first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:  # noqa: ANN401 - whatever the column holds
        """Return the first column of the row of a statement that always has one."""
        return self.one()[0]


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter whose value comes with the call."""

    name: str
    convert: Convert | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as the driver takes it; `converts` are for the columns that come back."""

    sql: str
    given: Sequence[Given]
    constants: Mapping[int, Any]
    converts: Sequence[tuple[int, Convert]]

    def parameters(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the values in the order of the statement, as the driver takes them."""
        try:
            found = [
                values[one.name] if one.convert is None else one.convert(values[one.name])
                for one in self.given
            ]
        except (TypeError, ValueError, LookupError) as error:  # as SQLAlchemy tells it
            raise StatementError(str(error), self.sql, None, error, hide_parameters=True) from error
        for place, constant in self.constants.items():
            found.insert(place, constant)
        return tuple(found)

    def rows(self, found: Sequence[Row]) -> Sequence[Row]:
        """Return what the driver found as Python's values."""
        if not self.converts:
            return found
        rows = [list(row) for row in found]
        for row in rows:
            for place, convert in self.converts:
                row[place] = convert(row[place])
        return rows


Shape = tuple[object, ...]  # dialect, whether many rows go in, and the names that are given
_prepared: WeakKeyDictionary[Executable, dict[Shape, Prepared | None]] = WeakKeyDictionary()


def execute(connection: Connection, statement: Executable, values: Values | None) -> Answer:
    """Send a statement; one that is built for a single use goes through SQLAlchemy."""
    if values is not None and not isinstance(values, Mapping) and len(values) == 1:
        values = values[0]  # drivers take many rows the long way
    many = not (values is None or isinstance(values, Mapping))
    first: Mapping[str, object] = values[0] if many else values or {}  # type: ignore[index,assignment]
    shape = (connection.dialect.name, many, *first)
    if (shapes := _prepared.get(statement)) is None:
        _prepared[statement] = {}  # the second time, we know that it stays
        return through_sqlalchemy(connection, statement, values)
    if shape not in shapes:
        shapes[shape] = _prepare(connection.dialect, statement, many, list(first))
    if (prepared := shapes[shape]) is None:
        return through_sqlalchemy(connection, statement, values)
    return _through_driver(connection, prepared, values if many else first, many)


def through_sqlalchemy(
    connection: Connection, statement: Executable, values: Values | None
) -> Answer:
    """Send a statement the long way, which every listener of SQLAlchemy's events sees."""
    result = connection.execute(statement, values)
    return Answer(result.all() if result.returns_rows else ())


def _through_driver(
    connection: Connection,
    prepared: Prepared,
    values: Any,  # noqa: ANN401
    many: bool,
) -> Answer:
    cursor = connection.connection.cursor()
    try:
        if many:
            cursor.executemany(prepared.sql, [prepared.parameters(row) for row in values])
            return Answer(())
        cursor.execute(prepared.sql, prepared.parameters(values))
        found = cursor.fetchall() if cursor.description else ()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, prepared, error) from error
    finally:
        cursor.close()
    return Answer(prepared.rows(found))


def _told(connection: Connection, prepared: Prepared, error: Exception) -> BaseException:
    """Return the error as SQLAlchemy would raise it; a lost connection leaves the pool."""
    driver, dialect = connection.connection, connection.dialect
    lost = dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        prepared.sql, None, error, dialect.loaded_dbapi.Error, True, lost, dialect
    )


def _prepare(
    dialect: Dialect,
    statement: Any,  # noqa: ANN401 - Executable does not say that it can be compiled
    many: bool,
    names: list[str],
) -> Prepared | None:
    """Compile; None for what SQLAlchemy has to fill in anew each time, such as a list on SQLite."""
    if dialect.name == "postgresql":
        statement = visitors.replacement_traverse(statement, {}, _list_as_array)
    compiled = statement.compile(dialect=dialect, column_keys=names, for_executemany=many)
    if not isinstance(compiled, SQLCompiler) or compiled.positiontup is None:
        return None
    binds = [compiled.binds[name] for name in compiled.positiontup]
    if any(bind.expanding or bind.literal_execute for bind in binds):
        return None
    if any(bind.required and bind.key not in names for bind in binds):
        return None  # SQLAlchemy says which is missing
    columns = getattr(statement, "exported_columns", ())
    return Prepared(
        compiled.string,
        [Given(bind.key, _to(dialect, bind.type)) for bind in binds if bind.key in names],
        {
            place: _constant(dialect, bind)
            for place, bind in enumerate(binds)
            if bind.key not in names
        },
        [
            (place, convert)
            for place, column in enumerate(columns)
            if (convert := _from(dialect, column.type)) is not None
        ],
    )


def _list_as_array(element: Any, **_: Any) -> Any:  # noqa: ANN401 - what SQLAlchemy traverses
    """Return what asks the same of an array: it is one value, however long it is."""
    if not (isinstance(element, BinaryExpression) and isinstance(element.right, BindParameter)):
        return None
    if not element.right.expanding or isinstance(element.left, Tuple):
        return None
    given, kind = element.right, ARRAY(element.left.type)
    array = bindparam(given.key, given.value, kind, required=given.required)
    return element.left == any_(array) if element.operator is in_op else element.left != all_(array)


def _constant(dialect: Dialect, bind: BindParameter[Any]) -> Any:  # noqa: ANN401
    convert = _to(dialect, bind.type)
    return bind.effective_value if convert is None else convert(bind.effective_value)


def _to(dialect: Dialect, kind: TypeEngine[Any]) -> Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _from(dialect: Dialect, kind: TypeEngine[Any]) -> Convert | None:
    if isinstance(kind, Float):  # drivers give one, and asyncpg's type would ask for the column
        return None
    return kind.dialect_impl(dialect).result_processor(dialect, None)
