"""Follow-ups to come: what many of them take at rest, and how soon they fire after a downtime."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from sqlalchemy import text

from benchmarks import desk
from benchmarks.children import running
from benchmarks.databases import KINDS, Databases, databases
from benchmarks.due import MANY, sleep
from benchmarks.machine import median, resident, show, verdict
from benchmarks.pace import pace
from benchmarks.rest import API_TOKEN, REST, served
from benchmarks.waiting import SERIES
from store.database import open_store
from store.transaction import Transaction

FEW, PLENTY = 100, 100_000
MOST_GROWN = 5.0  # MiB: that much two runs of the same differ by
MOST_LATE = 5.0  # seconds after the start
ALIKE = """
INSERT INTO followups (key, kind, thread_id, payload, state, due_at, attempts)
SELECT f.key || ':' || s.n, f.kind, f.thread_id, f.payload, f.state, f.due_at, f.attempts
FROM followups f, ({series}) s
"""
MONTH = timedelta(days=30)


async def pending(rounds: int = 3) -> bool:
    """Measure on both databases; the figures are medians."""
    rows: list[list[object]] = [["", "of 100, MiB", "of 100,000, MiB", "", "fired after s", ""]]
    kept = True
    async with databases() as made, running("stub") as slack:
        most = (await pace(made)).within(MOST_LATE)
        config = made.folder / "bellhop.yml"
        config.write_text(json.dumps(desk.sections()))
        for kind in KINDS:
            here = (made, kind, slack.ready["url"], config)
            few, plenty = [median([await _rest(*here, n) for _ in range(rounds)]) for n in AMOUNTS]
            late = median([await _missed(*here) for _ in range(rounds)])
            small, soon = plenty - few < MOST_GROWN, late < most
            kept &= small and soon
            marks = f"{verdict(small)} + {MOST_GROWN:.0f} MiB", f"{verdict(soon)} < {most:.1f} s"
            rows.append([kind, f"{few:.0f}", f"{plenty:.0f}", marks[0], f"{late:.2f}", marks[1]])
    show(rows)
    return kept


AMOUNTS = (FEW, PLENTY)


async def _rest(made: Databases, kind: str, slack: str, config: Path, amount: int) -> float:
    """Return the memory of a bot with so many follow-ups to come."""
    database = await made.fresh(kind)
    store = open_store(database, lambda: datetime.now(UTC))  # noqa: TID251 - beside the bot's own
    await store.start()
    await store.write(sleep, range(FEW), datetime.now(UTC) + MONTH)  # noqa: TID251
    await store.write(_multiply, kind, amount // FEW - 1)
    await store.stop()
    async with served(database, slack, config) as bot:
        await asyncio.sleep(REST)
        return resident(bot.pid)


def _multiply(tx: Transaction, kind: str, times: int) -> None:
    if times:
        tx.connection.execute(text(ALIKE.format(series=SERIES[kind].format(times))))


async def _missed(made: Databases, kind: str, slack: str, config: Path) -> float:
    """Return how long after its start a bot had fired a thousand that fell due while it was away."""
    database = await made.fresh(kind)
    store = open_store(database, lambda: datetime.now(UTC))  # noqa: TID251
    await store.start()
    for start in range(0, MANY, 100):
        await store.write(sleep, range(start, start + 100), datetime.now(UTC))  # noqa: TID251
    await store.stop()
    headers = {"Authorization": f"Bearer {API_TOKEN}"}
    async with (
        served(database, slack, config) as bot,
        aiohttp.ClientSession(bot.url, headers=headers) as session,
    ):
        while await _are_left(session):
            await asyncio.sleep(0.02)
        return time.monotonic() - bot.started


async def _are_left(session: aiohttp.ClientSession) -> bool:
    params = {"state": "pending", "limit": "1"}
    async with session.get("/api/v1/followups", params=params) as answer:
        answer.raise_for_status()
        return bool((await answer.json())["items"])
