"""The store on SQLite: one writer thread that commits waiting units together."""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import IO, Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from store.bell import Bell
from store.lock import locked
from store.search import index_waiting
from store.together import Committed, Rule, Undone, bound, uncounted, write_together
from store.transaction import Notice, Transaction
from store.unit import Work

P = ParamSpec("P")
T = TypeVar("T")

BATCH = 128  # units in one commit: 10,500 durable units/s with 64 waiting, p99 11 ms
BUSY = 10.0  # seconds to wait for another process (the command line beside the server)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit that waits to be written, and where its result goes."""

    unit: Rule[Any]
    future: "asyncio.Future[Any]"


Result = tuple["asyncio.Future[Any]", Any, BaseException | None]
Write = Callable[[Connection, Sequence[Waiting]], tuple[list[Result], set[Work]]]


class SqliteStore:
    """Rules run in one thread on one connection, durable together; one by one when one fails."""

    dialect = "sqlite"

    def __init__(self, url: URL, now: Callable[[], datetime]) -> None:
        self.bell = Bell()
        self._path = url.database or ""
        self._now = now
        self.notice: Notice | None = None
        self.committed: Committed = uncounted
        self._units: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._writer = _writer_engine(url)
        self._reader = _reader_engine(url)
        self._thread: threading.Thread | None = None
        self._lock: IO[str] | None = None
        self._loop: asyncio.AbstractEventLoop

    async def start(self, serve: bool = False) -> None:
        """Begin to write; one process at a time may `serve` a file."""
        self._loop = asyncio.get_running_loop()
        if serve:
            self._lock = locked(self._path)
        try:
            connection = await asyncio.to_thread(self._writer.connect)
        except DBAPIError:
            self._unlock()
            raise
        self._thread = threading.Thread(
            target=self._write_forever, args=(connection,), name="writer", daemon=True
        )
        self._thread.start()

    def listen(self) -> None:
        """Do nothing: nobody else serves the file."""

    async def stop(self) -> None:
        """Write what waits, then close."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._units.put(None)
            await asyncio.to_thread(thread.join)
        self._writer.dispose()
        await self._reader.dispose()
        self._unlock()

    async def write(
        self, rule: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a rule in a transaction; it is on the disk when this returns."""
        if self._thread is None:
            raise RuntimeError("the store is not started, or stopped")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._units.put(Waiting(bound(rule, *args, **kwargs), future))
        return await future

    async def read(
        self, query: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query that changes nothing, beside the writer."""
        async with self._reader.connect() as connection:
            return await connection.run_sync(
                lambda sync: query(Transaction(sync, self._now()), *args, **kwargs)
            )

    async def database_now(self) -> datetime:
        """Return the time by the database's clock, which is ours."""
        return self._now()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _write_forever(self, connection: Connection) -> None:
        with connection:
            while (first := self._units.get()) is not None:
                batch, last = self._waiting(first)
                self._commit(connection, batch)
                if last:
                    return

    def _waiting(self, first: Waiting) -> tuple[list[Waiting], bool]:
        batch = [first]
        while len(batch) < BATCH and not self._units.empty():
            following = self._units.get()
            if following is None:
                return batch, True
            batch.append(following)
        return batch, False

    def _commit(self, connection: Connection, batch: Sequence[Waiting]) -> None:
        began = perf_counter()
        try:
            results, kicked = self._committed(connection, batch)
        except BaseException as error:  # noqa: BLE001 - each caller gets it, the writer lives on
            results, kicked = [(waiting.future, None, error) for waiting in batch], set()
        self.committed(len(batch), perf_counter() - began)
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._answer, results, kicked)

    def _committed(
        self, connection: Connection, batch: Sequence[Waiting]
    ) -> tuple[list[Result], set[Work]]:
        if len(batch) > 1:
            with contextlib.suppress(Undone):
                return self._transaction(connection, batch, self._together)
        return self._transaction(connection, batch, self._one_by_one)

    def _transaction(
        self, connection: Connection, batch: Sequence[Waiting], write: Write
    ) -> tuple[list[Result], set[Work]]:
        try:
            with connection.begin():
                # not in a `begin` event: with any event, SQLAlchemy asks for more at each statement
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                written = write(connection, batch)
                index_waiting(connection)
        except BaseException:
            # SQLAlchemy takes a COMMIT that failed for the end, SQLite does not
            with contextlib.suppress(sqlite3.Error):
                _driver(connection).rollback()
            raise
        return written

    def _together(
        self, connection: Connection, batch: Sequence[Waiting]
    ) -> tuple[list[Result], set[Work]]:
        units = [waiting.unit for waiting in batch]
        try:
            results, kicked = write_together(connection, units, self._now, self.notice)
        except BaseException as error:  # whatever it is: it is one unit's alone
            raise Undone from error
        return [
            (one.future, result, None) for one, result in zip(batch, results, strict=True)
        ], kicked

    def _one_by_one(
        self, connection: Connection, batch: Sequence[Waiting]
    ) -> tuple[list[Result], set[Work]]:
        kicked: set[Work] = set()
        results: list[Result] = []
        for waiting in batch:
            result, error = self._in_savepoint(connection, waiting.unit, kicked)
            results.append((waiting.future, result, error))
        return results, kicked

    def _in_savepoint(
        self, connection: Connection, unit: Callable[[Transaction], Any], kicked: set[Work]
    ) -> tuple[Any, BaseException | None]:
        tx = Transaction(connection, self._now(), self.notice)
        driver = _driver(connection)
        driver.execute("SAVEPOINT unit")  # past SQLAlchemy, which would cost as much as an INSERT
        try:
            result = unit(tx)
            tx.flush()
        except BaseException as error:
            if not driver.in_transaction:
                raise  # a full disk or worse: SQLite has undone the whole batch
            connection.exec_driver_sql("ROLLBACK TO unit")
            connection.exec_driver_sql("RELEASE unit")
            return None, error
        driver.execute("RELEASE unit")
        kicked |= tx.kicked
        return result, None

    def _answer(self, results: Sequence[Result], kicked: set[Work]) -> None:
        for future, result, error in results:
            if future.done():  # whoever asked has gone
                continue
            if error is None:
                future.set_result(result)
            elif isinstance(error, StopIteration):  # a future cannot carry one
                future.set_exception(RuntimeError("the rule raised StopIteration"))
            else:
                future.set_exception(error)
        self.bell.ring(kicked)


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - sqlite3.Connection
    return connection.connection.driver_connection


def _writer_engine(url: URL) -> Engine:
    engine = create_engine(
        url.set(drivername="sqlite"),
        poolclass=NullPool,
        connect_args={"timeout": BUSY},
        hide_parameters=True,  # errors are logged, and parameters are customers' words
    )

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:  # noqa: ANN401 - DBAPI
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _reader_engine(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url, pool_size=4, connect_args={"timeout": BUSY}, hide_parameters=True
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _(connection: Any, _record: object) -> None:  # noqa: ANN401 - DBAPI
        for pragma in ("journal_mode=WAL", "query_only=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
