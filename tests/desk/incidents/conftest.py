"""What incidents also need: a status page."""

from collections.abc import AsyncIterator

import pytest

from playground.outages import Outages
from tests.fakes import FakeClock

KEY = "k" * 32


@pytest.fixture
async def outages(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Outages]:
    """PagerDuty and Statuspage; the key is in `SP_KEY`."""
    monkeypatch.setenv("SP_KEY", KEY)
    outages = Outages(KEY, lambda: clock.now().timestamp())
    await outages.start()
    yield outages
    await outages.stop()
