"""Bringing a database to the newest schema."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from sqlalchemy import Connection, Engine, event
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

ONE_AT_A_TIME = 726_354  # any number: replicas that start together wait for each other


class TooNew(Exception):
    """A newer version of the program has brought the database to a schema unknown here."""


async def migrate(url: str, revision: str = "head") -> None:
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


async def pending(url: str) -> str | None:
    """Return the revision a database still needs, or None when it is up to date; or TooNew."""
    scripts = ScriptDirectory.from_config(_config())
    known = {script.revision for script in scripts.walk_revisions()}
    async with create_async_engine(url, poolclass=NullPool).connect() as connection:
        current = await connection.run_sync(_current)
    if current is not None and current not in known:
        raise TooNew(f"a newer Bellhop has used it (schema {current}): install that version")
    head = scripts.get_current_head()
    return None if current == head else head


def _upgrade(connection: Connection, revision: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


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
