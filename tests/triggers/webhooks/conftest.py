"""A desk that listens to other systems."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes import FakeClock
from tests.triggers.webhooks.post import Posting, listening


@pytest.fixture
async def posting(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Posting]:
    async with listening(database_url, clock, monkeypatch) as posting:
        yield posting
