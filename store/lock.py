"""The lock of a SQLite database: one process at a time serves it."""

import fcntl
from pathlib import Path
from typing import IO


class AlreadyServed(Exception):
    """Another process serves this database file."""


def locked(path: str) -> IO[str]:
    """Return the lock of a database file, held until it is closed; raises AlreadyServed."""
    # a file of its own: closing any handle of the database file would drop SQLite's locks
    lock = Path(f"{path}.lock").open("w")  # noqa: SIM115 - kept open as long as we serve
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise AlreadyServed(
            f"another process serves {path}; use PostgreSQL for more than one"
        ) from None
    return lock
