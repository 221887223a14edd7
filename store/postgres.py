"""The store on PostgreSQL: many replicas, woken across processes by PgQueuer."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.models import Job
from sqlalchemy import func, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from store.bell import Bell
from store.transaction import Transaction
from store.unit import Work

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

CONNECTIONS = 16  # more only wait for each other: 1,800 units/s at 8 as at 32
TRIES = 4
AGAIN = {"40001", "40P01"}  # serialization failure, deadlock: the whole unit once more
KICK = "kick"
_DATABASE_NOW = select(func.clock_timestamp())
PICKED_UP_AFTER = timedelta(seconds=5)  # a kick whose replica died is given to another


class PostgresStore:
    """Rules run through asyncpg; kicks travel in the unit's transaction as PgQueuer jobs."""

    dialect = "postgresql"

    def __init__(self, url: URL, now: Callable[[], datetime]) -> None:
        self.bell = Bell()
        self._url = url
        self._now = now
        self._engine = create_async_engine(url, pool_size=CONNECTIONS, max_overflow=0)
        self._listener: asyncio.Task[None] | None = None

    async def start(self, serve: bool = False) -> None:
        """Begin to listen for kicks when we `serve`; a replica more is welcome."""
        if serve:
            loop = asyncio.get_running_loop()
            self._listener = loop.create_task(self._listen_forever(), name="kicks")

    async def stop(self) -> None:
        """Stop listening, then close."""
        if self._listener is not None:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listener
        await self._engine.dispose()

    async def write(
        self, rule: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a rule in a transaction; it is committed when this returns."""
        for _ in range(TRIES - 1):
            try:
                return await self._commit(lambda tx: rule(tx, *args, **kwargs))
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in AGAIN:
                    raise
        return await self._commit(lambda tx: rule(tx, *args, **kwargs))

    async def read(
        self, query: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query that changes nothing."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(
                lambda sync: query(Transaction(sync, self._now()), *args, **kwargs)
            )

    async def database_now(self) -> datetime:
        """Return the time by the database's clock, the one all replicas share."""
        async with self._engine.connect() as connection:
            now: datetime = (await connection.execute(_DATABASE_NOW)).scalar_one()
            return now

    async def _commit(self, unit: Callable[[Transaction], T]) -> T:
        async with self._engine.begin() as connection:
            tx, result = await connection.run_sync(lambda sync: self._flushed(sync, unit))
            if tx.kicked:
                await _enqueue(connection, tx.kicked)
        self.bell.ring(tx.kicked)
        return result

    def _flushed(self, connection: Any, unit: Callable[[Transaction], T]) -> tuple[Transaction, T]:  # noqa: ANN401
        tx = Transaction(connection, self._now())
        result = unit(tx)
        tx.flush()
        return tx, result

    async def _listen_forever(self) -> None:
        while True:
            try:
                await self._listen()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("Kicks are late until the database is back: %s", type(error).__name__)
                await asyncio.sleep(1)

    async def _listen(self) -> None:
        dsn = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(dsn)
        try:
            kicks = PgQueuer.from_asyncpg_connection(connection)

            @kicks.entrypoint(KICK)
            async def _(job: Job) -> None:
                work = (job.payload or b"").decode()
                # a newer replica may kick for work we do not know yet
                self.bell.ring(known for known in Work if known == work)

            await kicks.qm.run(heartbeat_timeout=PICKED_UP_AFTER)
        finally:
            await connection.close()


async def _enqueue(connection: AsyncConnection, kicked: set[Work]) -> None:
    raw = await connection.get_raw_connection()
    driver = AsyncpgDriver(raw.driver_connection)
    names = sorted(kicked)
    await Queries(driver).enqueue(
        [KICK] * len(names), [name.encode() for name in names], [0] * len(names)
    )
