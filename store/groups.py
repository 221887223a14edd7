"""Groups: units that wait for PostgreSQL are written on one connection and committed together."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from store.together import Rule

SIZE = 16  # units in one commit: the rows they lock stay locked until then


class Groups:
    """One group at a time; while it is written, the next one gathers.

    `commit` writes a group and returns the results in its order. Two groups at once would lock
    the same rows in different orders, and wait for each other.
    """

    def __init__(self, commit: Callable[[Sequence[Rule[Any]]], Awaitable[Sequence[Any]]]) -> None:
        self._commit = commit
        self._waiting: deque[tuple[Rule[Any], asyncio.Future[Any]]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def result_of(self, unit: Rule[Any]) -> Any:  # noqa: ANN401 - whatever the unit returns
        """Return the result of a unit once it is committed."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._waiting.append((unit, future))
        if self._writer is None or self._writer.done():
            self._writer = loop.create_task(self._write(), name="writer")
        return await future

    async def stop(self) -> None:
        """Write what waits."""
        if self._writer is not None:
            await self._writer

    async def _write(self) -> None:
        while self._waiting:
            size = min(SIZE, len(self._waiting))
            group = [self._waiting.popleft() for _ in range(size)]
            try:
                results = await self._commit([unit for unit, _ in group])
            except Exception as error:  # noqa: BLE001 - each caller gets it, the writer lives on
                for _, future in group:
                    if not future.done():  # else whoever asked has gone
                        future.set_exception(error)
            else:
                for (_, future), result in zip(group, results, strict=True):
                    if not future.done():
                        future.set_result(result)
