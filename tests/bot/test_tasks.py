"""Background tasks: kept, heard when they fail, and ended in time."""

import asyncio
from datetime import timedelta

import pytest

from bot.tasks import drain, spawn


async def test_a_failure_is_logged_by_name(caplog: pytest.LogCaptureFixture) -> None:
    async def breaks() -> None:
        raise LookupError("gone")

    task = spawn(breaks(), "courier")
    await asyncio.wait([task])
    await asyncio.sleep(0)

    assert "Task courier failed" in caplog.text
    assert "LookupError: gone" in caplog.text


async def test_draining_lets_the_quick_finish_and_cancels_the_slow() -> None:
    quick = spawn(asyncio.sleep(0, "done"), "quick")
    slow = spawn(asyncio.Event().wait(), "slow")

    await drain([quick, slow], timedelta(milliseconds=20))

    assert quick.result() == "done"
    assert slow.cancelled()


async def test_draining_nothing_returns_at_once() -> None:
    await drain([], timedelta(seconds=20))
