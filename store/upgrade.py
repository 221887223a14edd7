"""Bringing a database to the newest schema, with Alembic."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from sqlalchemy import Connection, Engine, event
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

ONE_AT_A_TIME = 726_354  # any number: replicas that start together wait for each other


async def upgrade(url: str, revision: str) -> None:
    """Create or upgrade every table, or none; harmless when there is nothing to do."""
    engine = create_async_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        _begin_before_tables(engine.sync_engine)
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, revision)
        return
    async with engine.connect() as holder:
        raw: Any = (await holder.get_raw_connection()).driver_connection
        await raw.execute(f"SELECT pg_advisory_lock({ONE_AT_A_TIME})")  # until it is closed
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, revision)
        await _upgrade_pgqueuer(Queries(AsyncpgDriver(raw)))


def _upgrade(connection: Connection, revision: str) -> None:
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, revision)


def config() -> Config:
    """Return what Alembic has to know."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.set_main_option("path_separator", "os")
    return made


async def _upgrade_pgqueuer(queries: Queries) -> None:
    if await queries.schema_is_installed():
        await queries.upgrade()
    else:
        await queries.install()


def _begin_before_tables(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:  # noqa: ANN401 - DBAPI
        connection.isolation_level = None  # the driver begins only before rows change

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
