"""Whether the workers are alive: they look for due work every second, or something is wrong."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic
from typing import Any

LONGEST = timedelta(seconds=30)  # a worker that fires a thousand things at once takes its time


class Pulse:
    """When each worker last looked, by a clock that never jumps."""

    def __init__(self) -> None:
        self._beats: dict[str, float] = {}
        self._tasks: Sequence[asyncio.Task[Any]] = ()

    def beat(self, worker: str) -> None:
        """Say that a worker is about to look."""
        self._beats[worker] = monotonic()

    def watch(self, tasks: Sequence[asyncio.Task[Any]]) -> None:
        """Take these tasks for the workers, all of which should go on."""
        self._tasks = tasks

    def trouble(self) -> str | None:
        """Say what is wrong with the workers; None when all is well."""
        if not self._tasks:
            return "the workers have not started"
        if ended := [task.get_name() for task in self._tasks if task.done()]:
            return f"no longer at work: {', '.join(ended)}"
        longest, now = LONGEST.total_seconds(), monotonic()
        if silent := [name for name, at in self._beats.items() if now - at > longest]:
            return f"stuck for more than {longest:g} s: {', '.join(sorted(silent))}"
        return None
