"""A client of the API, for every test of it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.door import Door
from tests.triggers.api.client import Client


@pytest.fixture
async def client(door: Door) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(door, session)
