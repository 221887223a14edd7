"""The store on PostgreSQL: many replicas, woken across processes by PgQueuer."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import db_settings
from pgqueuer.models import Job
from sqlalchemy import event, func, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from store.bell import Bell
from store.groups import Groups
from store.together import Committed, Rule, Undone, bound, uncounted, write_together
from store.transaction import Notice, Transaction
from store.unit import Work

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

CONNECTIONS = 16  # more only wait for each other: 1,800 units/s at 8 as at 32
PATIENCE = "100ms"  # of a group with a row that someone else holds: all others wait too
TRIES = 4
STALE = "0A000"  # a statement that was prepared before a migration
AGAIN = {"40001", "40P01", STALE}  # also a serialization failure and a deadlock: once more
PAUSE = 1.0  # seconds before we try to listen again
KICK = "kick"
_DATABASE_NOW = select(func.clock_timestamp())
PICKED_UP_AFTER = timedelta(seconds=5)  # a kick whose replica died is given to another
LOG_KEPT = timedelta(hours=1)  # PgQueuer writes three rows for each kick and deletes none


class PostgresStore:
    """Rules run through asyncpg; kicks travel in the unit's transaction as PgQueuer jobs."""

    dialect = "postgresql"

    def __init__(self, url: URL, now: Callable[[], datetime]) -> None:
        self.bell = Bell()
        self.notice: Notice | None = None
        self.committed: Committed = uncounted
        self._url = url
        self._now = now
        self._groups = Groups(self._commit_together)
        self._migrated_at = 0.0
        self._engine = self._pool(CONNECTIONS)
        self._writer = self._pool(1, server_settings={"lock_timeout": PATIENCE})
        self._reads = self._engine.execution_options(postgresql_readonly=True)
        self._listener: asyncio.Task[None] | None = None
        self._shutdown = asyncio.Event()  # PgQueuer's
        self._stopping = False

    async def start(self, serve: bool = False) -> None:
        """Do nothing: a replica more is welcome, and the pool connects when it is asked."""

    def listen(self) -> None:
        """Begin to hear the kicks of other replicas."""
        loop = asyncio.get_running_loop()
        self._listener = loop.create_task(self._listen_forever(), name="kicks")

    async def stop(self) -> None:
        """Stop listening, then close."""
        if self._listener is not None:
            await self._hush(self._listener)
        await self._groups.stop()
        await self._writer.dispose()
        await self._engine.dispose()

    async def write(
        self, rule: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a rule in a transaction; it is committed when this returns.

        It shares the transaction with others that wait. When that goes wrong, each gets its own.
        """
        unit = bound(rule, *args, **kwargs)
        with contextlib.suppress(Undone):
            result: T = await self._groups.result_of(unit)
            return result
        return await self._repeated(lambda: self._commit(unit))

    async def read(
        self, query: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query that changes nothing."""
        return await self._repeated(lambda: self._look(lambda tx: query(tx, *args, **kwargs)))

    async def database_now(self) -> datetime:
        """Return the time by the database's clock, the one all replicas share."""
        async with self._engine.connect() as connection:
            now: datetime = (await connection.execute(_DATABASE_NOW)).scalar_one()
            return now

    def _pool(self, size: int, **settings: object) -> AsyncEngine:
        engine = create_async_engine(
            self._url,
            pool_size=size,
            max_overflow=0,
            hide_parameters=True,  # errors are logged, and parameters are customers' words
            connect_args=settings,
        )
        event.listen(engine.sync_engine, "connect", _note_age)
        event.listen(engine.sync_engine, "checkout", self._refuse_unfit)
        return engine

    async def _repeated(self, attempt: Callable[[], Awaitable[T]]) -> T:
        for _ in range(TRIES - 1):
            try:
                return await attempt()
            except (DBAPIError, asyncpg.PostgresError) as error:
                if _sqlstate(error) not in AGAIN:
                    raise
                self._note_migration(error)
        return await attempt()

    def _note_migration(self, error: Exception) -> None:
        """Trust no statement any more that was prepared before one."""
        if _sqlstate(error) == STALE:
            self._migrated_at = time.monotonic()

    async def _look(self, query: Callable[[Transaction], T]) -> T:
        async with self._reads.connect() as connection:
            return await connection.run_sync(lambda sync: query(Transaction(sync, self._now())))

    async def _commit(self, unit: Callable[[Transaction], T]) -> T:
        began = time.perf_counter()
        async with self._engine.begin() as connection:
            results, kicked = await self._write_all(connection, [unit])
        self.committed(1, time.perf_counter() - began)
        self.bell.ring(kicked)
        result: T = results[0]
        return result

    async def _commit_together(self, units: Sequence[Rule[Any]]) -> list[Any]:
        began = time.perf_counter()
        async with self._writer.connect() as connection:
            transaction = await connection.begin()
            try:
                results, kicked = await self._write_all(connection, units)
            except Exception as error:
                self._note_migration(error)
                raise Undone from error
            await transaction.commit()  # when this fails, nobody knows: it is not repeated
        self.committed(len(units), time.perf_counter() - began)
        self.bell.ring(kicked)
        return results

    async def _write_all(
        self, connection: AsyncConnection, units: Sequence[Rule[Any]]
    ) -> tuple[list[Any], set[Work]]:
        results, kicked = await connection.run_sync(write_together, units, self._now, self.notice)
        if kicked:
            await _enqueue(connection, kicked)
        return results, kicked

    def _refuse_unfit(self, connection: Any, record: Any, _proxy: object) -> None:  # noqa: ANN401
        """Let the pool open another connection for one that is of no use any more."""
        if connection.driver_connection.is_closed():
            raise DisconnectionError("the database closed it while it was idle")
        if record.info["opened_at"] < self._migrated_at:
            raise DisconnectionError("its statements were prepared before a migration")

    async def _hush(self, listener: asyncio.Task[None]) -> None:
        self._stopping = True
        while not listener.done():  # PgQueuer may lose a cancellation: once is not enough
            self._shutdown.set()
            listener.cancel()
            await asyncio.wait({listener}, timeout=0.2)

    async def _listen_forever(self) -> None:
        while not self._stopping:
            try:
                await self._listen()
            except* Exception as errors:  # noqa: BLE001 - a worker loop: whatever it was, go on
                log.warning("Kicks are late until the database is back: %r", errors.exceptions[0])
            await asyncio.sleep(PAUSE)

    async def _listen(self) -> None:
        engine = create_async_engine(self._url, poolclass=NullPool)
        async with engine.connect() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            kicks = PgQueuer.from_asyncpg_connection(raw)
            self._shutdown = kicks.shutdown
            # PgQueuer itself would notice a closed connection after half a minute
            raw.add_termination_listener(lambda _: kicks.shutdown.set())

            @kicks.entrypoint(KICK)
            async def _(job: Job) -> None:
                work = (job.payload or b"").decode()
                # a newer replica may kick for work we do not know yet
                self.bell.ring(known for known in Work if known == work)

            async with asyncio.TaskGroup() as group:
                forgetting = group.create_task(_forget_forever(kicks))
                await kicks.qm.run(heartbeat_timeout=PICKED_UP_AFTER)
                forgetting.cancel()
        if not self._stopping:
            raise ConnectionResetError("the database closed the connection that hears kicks")


async def _forget_forever(kicks: PgQueuer) -> None:
    names = db_settings().qualified
    while True:
        for table in (names.queue_table_log, names.statistics_table):
            await kicks.connection.execute(
                f"DELETE FROM {table} WHERE created < now() - $1::interval",  # noqa: S608 - a name
                LOG_KEPT,
            )
        await asyncio.sleep(LOG_KEPT.total_seconds())


def _note_age(_connection: object, record: Any) -> None:  # noqa: ANN401 - the pool's record
    record.info["opened_at"] = time.monotonic()


def _sqlstate(error: Exception) -> str | None:
    cause = error.orig and error.orig.__cause__ if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None)


async def _enqueue(connection: AsyncConnection, kicked: set[Work]) -> None:
    raw = await connection.get_raw_connection()
    driver = AsyncpgDriver(raw.driver_connection)
    names = sorted(kicked)
    await Queries(driver).enqueue(
        [KICK] * len(names), [name.encode() for name in names], [0] * len(names)
    )
