"""Cleaning big files in a process of its own: it may take seconds and memory, and nobody waits."""

import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.desk.redaction.files import kept_of

SMALL = 256 * 1024  # bytes that are no trouble
PATIENCE = timedelta(seconds=20)  # less than the courier has for a call

Kept = tuple[bytes | None, Mapping[str, Any]]


async def kept_apart(name: str, body: bytes) -> Kept:
    """Return what may be kept of a file, None for nothing, and what to tell about it."""
    if len(body) <= SMALL:
        return await asyncio.to_thread(kept_of, name, body)
    pipe, command = asyncio.subprocess.PIPE, (sys.executable, "-m", __package__)
    process = await asyncio.create_subprocess_exec(
        *command, name.replace("\0", ""), stdin=pipe, stdout=pipe
    )
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            written, _ = await process.communicate(body)
    except TimeoutError:
        return None, {"unreadable": "it takes too long to look through"}
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return _read(written) if process.returncode == 0 else _too_much()


def _read(written: bytes) -> Kept:
    head, _, body = written.partition(b"\n")
    told = json.loads(head)
    return body if told.pop("kept") else None, told


def _too_much() -> Kept:
    return None, {"unreadable": "it takes too much to look through"}
