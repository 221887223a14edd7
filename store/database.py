"""Opening the store: which database a URL means. What belongs to the other one is not loaded."""

import sys
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from store.bell import Bell
from store.together import Committed
from store.transaction import Notice, Transaction

P = ParamSpec("P")
T = TypeVar("T")

# a value that does not fit or is forbidden, a wrong statement, a key too long for its index
MISTAKES = frozenset({"0A", "21", "22", "23", "42", "44", "54"})


class Store(Protocol):
    """What runs rules and queries: a `SqliteStore` or a `PostgresStore`."""

    bell: Bell
    dialect: str
    notice: Notice | None  # sees the timeline of each transaction before it is committed
    committed: Committed  # told of every group, perhaps from another thread

    async def start(self, serve: bool = False) -> None:
        """Begin to take rules; a server `serve`s, the command line works beside it."""

    def listen(self) -> None:
        """Let the bell ring for what other processes commit, too: whoever works needs that."""

    async def stop(self) -> None:
        """Finish what was begun, then close."""

    async def write(
        self, rule: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a rule in a transaction; it is committed when this returns."""

    async def read(
        self, query: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query that changes nothing."""

    async def database_now(self) -> datetime:
        """Return the time by the database's clock."""


def open_store(url: str, now: Callable[[], datetime]) -> Store:
    """Return the store behind a URL; nothing is connected before `start`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        from store.postgres import PostgresStore  # noqa: PLC0415

        return PostgresStore(parsed, now)
    from store.sqlite import SqliteStore  # noqa: PLC0415

    return SqliteStore(parsed, now)


def is_passing(error: BaseException) -> bool:
    """Whether the database was in trouble, not the rule: the same rule may succeed later."""
    if isinstance(error, DBAPIError):
        mistaken = isinstance(error, IntegrityError | DataError | ProgrammingError)
        return not mistaken and _class(error) not in MISTAKES
    return isinstance(error, (OSError, PoolTimeout, *unwrapped()))


def _class(error: DBAPIError) -> str | None:
    """Return the class of PostgreSQL's SQLSTATE: SQLAlchemy's own classes know few of them."""
    state = getattr(error.orig.__cause__ if error.orig else None, "sqlstate", None)
    return str(state)[:2] if state else None


def unwrapped() -> tuple[type[Exception], ...]:
    """Return the errors that SQLAlchemy does not wrap: there was no connection to be had.

    Whoever has not loaded asyncpg cannot have met one.
    """
    asyncpg = sys.modules.get("asyncpg")
    return () if asyncpg is None else (asyncpg.PostgresError, asyncpg.InterfaceError)
