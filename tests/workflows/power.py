"""A desk that loses its power, and what is left of it on the next start."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from store.run_steps import Step
from store.runs import Run
from tests.door import ACME, CONFIG, Door
from tests.receiver import Receiver

EACH_OPENS = "channels: {default: {mode: each_message}}\n"


class PowerCut(Exception):
    """Nothing more is written."""


def cut(monkeypatch: pytest.MonkeyPatch, door: Door, after: int) -> None:
    """Let a desk write so many transactions more, and then no more ever."""
    write, left = door.bot.store.write, [after]

    async def write_or_die(rule: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not left[0]:
            raise PowerCut
        left[0] -= 1
        return await write(rule, *args, **kwargs)

    monkeypatch.setattr(door.bot.store, "write", write_or_die)


async def drive(door: Door) -> None:
    """Let the engine work until nothing is due, and nothing else."""
    while await door.bot.engine.answered() | bool(await door.bot.engine.drain()):
        pass


async def says(door: Door, text: str, handle: str = "carol") -> None:
    """Let somebody write; what follows has not begun when this returns."""
    await door.person(handle).says(ACME, text)
    await door.slack.settled()


def config(receiver: Receiver) -> str:
    """A desk that knows a service."""
    service = f"services: {{crm: {{url: '{receiver.url}', private: true, timeout: 5s}}}}\n"
    return CONFIG + EACH_OPENS + service


async def run_of(door: Door, thread: int = 1001, workflow: str | None = None) -> Run:
    """Return the only run of a thread, or of a workflow on it."""
    found = await door.read(lambda tx: tx.runs.of(thread))
    [run] = [one for one in found if workflow in (None, one.workflow)]
    return run


async def steps_of(door: Door, run: Run) -> Sequence[Step]:
    return await door.read(lambda tx: tx.run_steps.of(run.id))


async def lines(door: Door, thread: int, text: str) -> int:
    """Count the lines of a room with these words, whether or not they were sent."""
    queued = await door.read(lambda tx: tx.deliveries.page(limit=1000))
    return sum(one.thread_id == thread and text in str(one.payload) for one in queued)
