"""Answers that are asked for more often than they change."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.clock import Clock

T = TypeVar("T")


class Remembered(Generic[T]):
    """Asks again when the last answer is too old; who comes meanwhile waits for the same one."""

    def __init__(self, ask: Callable[[], Awaitable[T]], fresh: timedelta, clock: Clock) -> None:
        self._ask = ask
        self._fresh = fresh
        self._clock = clock
        self._lock = asyncio.Lock()
        self._last: tuple[datetime, T] | None = None

    async def get(self) -> T:
        """Return an answer that is fresh enough."""
        async with self._lock:
            now = self._clock.now()
            if self._last is None or abs(now - self._last[0]) >= self._fresh:
                self._last = now, await self._ask()
            return self._last[1]
