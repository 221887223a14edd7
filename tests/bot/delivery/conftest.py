"""Every test of the courier has a post office, and a second replica's store."""

from collections.abc import AsyncIterator

import pytest

from store.database import Store, open_store
from tests.fakes import FakeClock
from tests.post_office import Office, opened


@pytest.fixture
async def office(store: Store, clock: FakeClock) -> AsyncIterator[Office]:
    async with opened(store, clock) as office:
        yield office


@pytest.fixture
async def second(store: Store, database_url: str, clock: FakeClock) -> AsyncIterator[Store]:
    """Another replica's store; SQLite has one process, in which two couriers share it."""
    if store.dialect == "sqlite":
        yield store
        return
    other = open_store(database_url, clock.now)
    await other.start()
    yield other
    await other.stop()
