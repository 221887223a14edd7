"""Bringing a database to the newest schema."""

from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine

ONE_AT_A_TIME = 726_354  # any number: replicas that start together wait for each other


async def migrate(url: str, revision: str = "head") -> None:
    """Create or upgrade every table; harmless when there is nothing to do."""
    parsed = make_url(url)
    engine = create_async_engine(parsed)
    try:
        async with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                await connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME}
                )
            await connection.run_sync(_upgrade, revision)
    finally:
        await engine.dispose()
    if engine.dialect.name == "postgresql":
        await _upgrade_pgqueuer(parsed)


async def pending(url: str) -> str | None:
    """Return the revision a database still needs, or None when it is up to date."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            current = await connection.run_sync(_current)
    finally:
        await engine.dispose()
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


async def _upgrade_pgqueuer(url: URL) -> None:
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(dsn)
    try:
        queries = Queries(AsyncpgDriver(connection))
        if await queries.schema_is_installed():
            await queries.upgrade()
        else:
            await queries.install()
    finally:
        await connection.close()
