"""Processes of their own for what is measured and what measures it."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

START = 20.0  # seconds


class Child:
    """A running `python -m benchmarks.<module>`; it said in one line of JSON that it is ready."""

    def __init__(self, process: asyncio.subprocess.Process, ready: Any) -> None:
        self.process = process
        self.ready = ready

    async def killed(self) -> None:
        """End it as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    async def line(self, within: float = 120) -> Any:
        """Return the next line of JSON it says."""
        assert self.process.stdout is not None
        async with asyncio.timeout(within):
            said = await self.process.stdout.readline()
        if not said:
            raise RuntimeError(f"the process ended with {await self.process.wait()}")
        return json.loads(said)


async def start(module: str, **asked: object) -> Child:
    """Start a process and wait until it is ready; it gets `asked` as one argument of JSON."""
    command = [sys.executable, "-m", f"benchmarks.{module}", json.dumps(asked)]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, limit=64 * 1024 * 1024
    )
    child = Child(process, None)
    try:
        child.ready = await child.line(START)
    except BaseException:
        await child.killed()
        raise
    return child


@asynccontextmanager
async def running(module: str, **asked: object) -> AsyncIterator[Child]:
    """Let a process run for a while."""
    child = await start(module, **asked)
    try:
        yield child
    finally:
        await child.killed()


def asked() -> Any:
    """In the process: return what it was started with."""
    return json.loads(sys.argv[1])


def say(said: object) -> None:
    """In the process: say a line of JSON."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()
