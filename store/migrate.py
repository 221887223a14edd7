"""Whether a database has the newest schema, and bringing it there.

Alembic is loaded when there is something to bring: a server that starts seldom needs it.
"""

from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

VERSIONS = Path(__file__).parent / "migrations" / "versions"
_version = Table("alembic_version", MetaData(), Column("version_num", String(32)))


class TooNew(Exception):
    """A newer version of the program has brought the database to a schema unknown here."""


async def migrate(url: str, revision: str = "head") -> None:
    """Create or upgrade every table, or none; harmless when there is nothing to do."""
    upgrade: Callable[[str, str], Awaitable[None]] = import_module("store.upgrade").upgrade
    await upgrade(url, revision)


async def pending(url: str) -> str | None:
    """Return the revision a database still needs, or None when it is up to date; or TooNew."""
    known = revisions()
    async with create_async_engine(url, poolclass=NullPool).connect() as connection:
        current = await connection.run_sync(_current)
    if current is not None and current not in known:
        raise TooNew(f"a newer Bellhop has used it (schema {current}): install that version")
    return None if current == known[-1] else known[-1]


def revisions() -> list[str]:
    """Return every revision there is, oldest first: their files are named by their numbers."""
    return sorted(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_version.name):
        return None
    return connection.execute(select(_version.c.version_num)).scalar()
