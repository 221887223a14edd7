"""A desk beside a Jira, a Linear and a GitHub."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from playground.trackers import Trackers
from tests.desk.tracking.desk import SECRETS, TOKEN, Tracking, tracking
from tests.fakes import FakeClock

Opened = Callable[..., AbstractAsyncContextManager[Tracking]]


@pytest.fixture
async def trackers(clock: FakeClock) -> AsyncIterator[Trackers]:
    trackers = Trackers(TOKEN, lambda: clock.now().timestamp())
    await trackers.start()
    yield trackers
    await trackers.stop()


@pytest.fixture
def desk(
    sqlite_url: str, clock: FakeClock, trackers: Trackers, monkeypatch: pytest.MonkeyPatch
) -> Opened:
    """Open a desk with this tracker."""
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)

    @asynccontextmanager
    async def open_desk(tracker: str, **more: str) -> AsyncIterator[Tracking]:
        async with tracking(sqlite_url, clock, trackers, tracker, **more) as desk:
            yield desk

    return open_desk
