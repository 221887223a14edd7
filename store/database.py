"""Opening the store: which database a URL means, and its migrations."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

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
    faults = IntegrityError | DataError | ProgrammingError
    return isinstance(error, DBAPIError) and not isinstance(error, faults)
