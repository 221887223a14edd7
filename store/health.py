"""Whether a database can be used, told in words before anything relies on it."""

import asyncio
import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from store.database import unwrapped
from store.migrate import TooNew, pending

PATIENCE = 5.0  # seconds for a database to answer
FAILURES = (OSError, SQLAlchemyError, ValueError, TooNew)


@dataclass(frozen=True, slots=True)
class Health:
    """What was found; `trouble` says why the database cannot be used.

    `fresh`: a SQLite file that does not exist yet. `outdated`: its tables are not the newest.
    `served`: a running server has the SQLite file.
    """

    trouble: str | None = None
    fresh: bool = False
    outdated: bool = False
    served: bool = False


async def examine(url: str) -> Health:
    """Look at a database without changing it, or making one."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return await _of_file(url, Path(parsed.database or ""))
        return Health(outdated=await _outdated(url))
    except TimeoutError:
        return Health(trouble=f"no answer within {PATIENCE:.0f} seconds")
    except FAILURES + unwrapped() as error:
        return Health(trouble=_told(error))


def place(url: str) -> str:
    """Return where a database is, without the password."""
    parsed: URL = make_url(url)
    return parsed.database or "" if parsed.get_backend_name() == "sqlite" else str(parsed)


async def _of_file(url: str, file: Path) -> Health:
    if file.name in ("", ":memory:"):
        return Health(trouble="a database in memory is lost at once: name a file")
    if (why := _unwritable(file)) is not None:
        return Health(trouble=why)
    if _is_empty(file):
        return Health(fresh=True)
    return Health(outdated=await _outdated(url), served=_is_locked(Path(f"{file}.lock")))


def _is_empty(file: Path) -> bool:
    return not file.exists() or file.stat().st_size == 0


def _unwritable(file: Path) -> str | None:
    folder = file.absolute().parent
    if not folder.is_dir():
        return f"the folder {folder} does not exist"
    if file.is_dir():
        return f"{file} is a folder"
    # SQLite also writes files beside it
    for each in (folder, file) if file.exists() else (folder,):
        if not os.access(each, os.W_OK):
            return f"{each} may not be written by this user"
    return None


async def _outdated(url: str) -> bool:
    async with asyncio.timeout(PATIENCE):
        return await pending(url) is not None


def _is_locked(lock: Path) -> bool:
    if not lock.exists():
        return False
    with lock.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        return False


def _told(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    said = str(cause).splitlines() or [type(cause).__name__]
    return said[0].removeprefix("<class 'asyncpg.exceptions.").strip()
