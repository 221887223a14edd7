"""Background tasks that are neither lost to the garbage collector nor fail in silence."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from datetime import timedelta
from typing import Any, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

_kept: set[asyncio.Task[Any]] = set()  # the event loop itself holds only weak references


def spawn(coro: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
    """Start `coro`; whoever awaits the task gets its error, and the log gets it either way."""
    task = asyncio.get_running_loop().create_task(coro, name=name)
    _kept.add(task)
    task.add_done_callback(_finished)
    return task


async def drain(tasks: Iterable[asyncio.Task[Any]], within: timedelta) -> None:
    """Let `tasks` finish; cancel those that take longer than `within`."""
    waiting = set(tasks)
    if not waiting:
        return
    _, late = await asyncio.wait(waiting, timeout=within.total_seconds())
    for task in late:
        log.warning("Task %s did not finish within %s and is cancelled", task.get_name(), within)
        task.cancel()
    if late:
        await asyncio.wait(late)


def _finished(task: asyncio.Task[Any]) -> None:
    _kept.discard(task)
    if not task.cancelled() and (error := task.exception()):
        log.error("Task %s failed", task.get_name(), exc_info=error)
