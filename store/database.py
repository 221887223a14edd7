"""Opening the store: which database a URL means, and its migrations."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.engine import make_url

from store.postgres import PostgresStore
from store.sqlite import SqliteStore

Store = SqliteStore | PostgresStore


def open_store(url: str, now: Callable[[], datetime]) -> Store:
    """Return the store behind a URL; nothing is connected before `start`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return PostgresStore(parsed, now)
    return SqliteStore(parsed, now)
