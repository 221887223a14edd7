"""The clock that wakes the workers: it goes on when the machine's own is set back."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Self

import pytest
from apscheduler.schedulers import base
from apscheduler.triggers import interval

from bot.clock import SystemClock
from store.database import open_store
from store.unit import Work
from triggers import schedule
from triggers.schedule import Schedule


class Machine(datetime):
    """The time of a machine whose clock somebody sets back."""

    behind = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) - cls.behind


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Machine]]:
    monkeypatch.setattr(schedule, "SWEEP", timedelta(seconds=0.05))
    for module in (base, interval, schedule):
        monkeypatch.setattr(module, "datetime", Machine)
    yield Machine
    Machine.behind = timedelta()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_clock_that_is_set_back_stops_no_sweep(
    database_url: str, machine: type[Machine]
) -> None:
    store = open_store(database_url, SystemClock().now)
    ticks = Schedule(store, SystemClock())
    ticks.start()
    await asyncio.wait_for(store.bell.rung(Work.followups), 10)

    machine.behind = timedelta(hours=1)
    for _ in range(2):
        await asyncio.wait_for(store.bell.rung(Work.followups), 10)
    ticks.stop()
