"""`bellhop serve` as an operator starts it: seconds until it is ready, memory when it rests."""

import asyncio
import json
import os
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import aiohttp

from benchmarks import desk
from benchmarks.children import running
from benchmarks.databases import KINDS, databases
from benchmarks.machine import resident, show, verdict
from benchmarks.pace import pace
from benchmarks.traffic import SECRET

MOST_SECONDS, MOST_MEMORY = 2.0, 120.0
REST = 3.0  # seconds
API_TOKEN = "bench"


@dataclass(frozen=True)
class Served:
    """A bot that serves: when its process began, by a clock that never jumps, and was ready."""

    pid: int
    url: str
    started: float
    ready: float


async def rest(rounds: int = 3) -> bool:
    """Measure on both databases; the figures are medians."""
    rows: list[list[object]] = [["", "ready after s", "", "resident MiB", ""]]
    kept = True
    async with databases() as made, running("stub") as slack:
        most = (await pace(made)).within(MOST_SECONDS)
        config = made.folder / "bellhop.yml"
        config.write_text(json.dumps(desk.sections()))
        for kind in KINDS:
            runs = [
                await _run(await made.fresh(kind), slack.ready["url"], config)
                for _ in range(rounds)
            ]
            ready, memory = (median(figures) for figures in zip(*runs, strict=True))
            soon, small = ready < most, memory < MOST_MEMORY
            kept &= soon and small
            marks = f"{verdict(soon)} < {most:.1f} s", f"{verdict(small)} < 120 MiB"
            rows.append([kind, f"{ready:.2f}", marks[0], f"{memory:.0f}", marks[1]])
    show(rows)
    return kept


async def _run(database: str, slack: str, config: Path) -> tuple[float, float]:
    """Start it; return when `/readyz` said yes, and the memory it holds a little later."""
    async with served(database, slack, config) as bot:
        await asyncio.sleep(REST)
        return bot.ready, resident(bot.pid)


@asynccontextmanager
async def served(database: str, slack: str, config: Path) -> AsyncIterator[Served]:
    """Start `bellhop serve`, and end it afterwards."""
    port = _free_port()
    given = {
        "SLACK_BOT_TOKEN": desk.BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack,
        "DATABASE_URL": database,
        "BELLHOP_CONFIG": str(config),
        "BELLHOP_PORT": str(port),
        "BELLHOP_API_TOKEN": API_TOKEN,
    }
    environment = {**os.environ, **given}  # noqa: TID251 - handed on to the process
    started, url = time.monotonic(), f"http://127.0.0.1:{port}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"), env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(30), aiohttp.ClientSession() as session:
            while not await _is_ready(session, f"{url}/readyz"):
                if process.returncode is not None:
                    raise RuntimeError(f"serve ended with {process.returncode}")
                await asyncio.sleep(0.01)
        yield Served(process.pid, url, started, time.monotonic() - started)
    finally:
        process.kill()
        await process.wait()


async def _is_ready(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
