"""Opening the store: which database a URL means, and its migrations."""

from collections.abc import Callable
from datetime import datetime

from asyncpg import InterfaceError, PostgresError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from store.postgres import PostgresStore
from store.sqlite import SqliteStore

Store = SqliteStore | PostgresStore


def open_store(url: str, now: Callable[[], datetime]) -> Store:
    """Return the store behind a URL; nothing is connected before `start`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return PostgresStore(parsed, now)
    return SqliteStore(parsed, now)


def is_passing(error: BaseException) -> bool:
    """Whether the database was in trouble, not the rule: the same rule may succeed later."""
    if isinstance(error, DBAPIError):
        return not isinstance(error, IntegrityError | DataError | ProgrammingError)
    # what no driver wraps: there was no connection to be had
    return isinstance(error, OSError | PoolTimeout | PostgresError | InterfaceError)
