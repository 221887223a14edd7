"""A desk that listens to other systems."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.door import CONFIG
from tests.fakes import FakeClock
from tests.triggers.webhooks import post
from tests.triggers.webhooks.failing import Listening
from tests.triggers.webhooks.post import WEBHOOKS, Posting, listening


@pytest.fixture
async def posting(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Posting]:
    async with listening(database_url, clock, monkeypatch) as posting:
        yield posting


@pytest.fixture
def desk(database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Listening:
    """Open a desk with these rules."""

    @asynccontextmanager
    async def open_desk(
        config: str, known: str = CONFIG, workflows: Path = Path("no-workflows")
    ) -> AsyncIterator[Posting]:
        all_of_it = WEBHOOKS + config
        monkeypatch.setattr(post, "CONFIG", known)
        async with listening(database_url, clock, monkeypatch, all_of_it, workflows) as posting:
            await posting.door.settle()
            yield posting

    return open_desk
