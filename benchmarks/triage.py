"""A process: a desk that opens threads, and lets workflows triage each of them."""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks import desk
from benchmarks.children import asked, say
from benchmarks.traffic import OPENING, events
from bot.app import Bellhop
from bot.config.load import parse
from bot.desk.intake.inbox import Arrived
from bot.tasks import spawn
from handlers.events import SLACK
from store.schema import metadata
from store.transaction import Transaction
from store.unit import Work

TASKS = 64
AGENTS = 50
WARM_UP = 100  # pools fill, statements are prepared
STEPS = """
steps:
  - {id: urgent, set_priority: high}
  - {id: label, add_label: triaged}
  - {id: said, note: "Looked at by the workflow, for {{ customer.name }}"}
  - {id: harm, set_severity: SEV3}
"""
FIRST = (  # what others begin with; none of it is true of any message
    "message.text: {{contains: [word{0}, another{0}]}}",
    "customer.tier: {{equals: tier{0}}}",
    "thread.labels: {{has_label: label{0}}}",
    'message.text: {{matches: "code[ -]?{0}\\\\b"}}',
    "customer.owner: {{in: [agent{1}, lea]}}",
)


def files(count: int, kinds: int) -> Iterator[tuple[str, str]]:
    """Yield so many workflows; the one in the middle of the list matches every message."""
    for number in range(count):
        first = FIRST[number % kinds].format(number, number % AGENTS)
        if number == count // 2:
            first = "customer.tier: {in: [free, growth, enterprise]}"
        head = f"description: One of many\non: thread.created\nmode: live\nwhen:\n  - {first}"
        yield f"triage-{number:04d}", head + STEPS


async def opened(database: str, slack: str, written: Iterator[tuple[str, str]]) -> Bellhop:
    """Open a bot with these workflows."""
    sections = desk.sections()
    sections["tiers"] |= {f"tier{number}": {} for number in range(1000)}
    sections["agents"] |= {f"agent{n}": {"slack": f"U0AGENT{n}"} for n in range(AGENTS)}
    with tempfile.TemporaryDirectory() as folder:
        for name, source in written:
            (Path(folder) / f"{name}.yml").write_text(source)
        settings = desk.settings(database, slack)
        settings = settings.model_copy(update={"workflows_path": Path(folder)})
        bot = Bellhop(settings, parse(json.dumps(sections).encode()))
        await bot.open()
    return bot


async def triage(database: str, slack: str, workflows: int, kinds: int, threads: int) -> None:
    """Open threads until every run has ended, twice, and say how it went."""
    say({"began": True})
    bot = await opened(database, slack, files(workflows, kinds))
    runs = spawn(_work(bot), "runs")
    try:
        await _threads(bot, WARM_UP, 0)
        rows, begun = await bot.store.read(_rows), memory()
        rates = [await _threads(bot, threads, run) for run in (1, 2)]
        written = (await bot.store.read(_rows) - rows) / (2 * threads)
        said = {"rates": rates, "rows": written, "memory": begun, "grown": memory() - begun}
        say(said | {"done": await bot.store.read(_ended)})
    finally:
        runs.cancel()
        await bot.close()


def memory() -> float:
    """Return what is resident of this process, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def _work(bot: Bellhop) -> None:
    while True:
        await bot.engine.drain()
        await bot.store.bell.rung(Work.runs)


async def _threads(bot: Bellhop, count: int, run: int) -> float:
    """Return how many threads a second were opened and triaged to the end."""
    bodies = events(OPENING, count, time.time(), run)
    arriving = iter(
        [Arrived(SLACK, "message", f"{run}:{n}", body.decode()) for n, body in enumerate(bodies)]
    )
    started = time.perf_counter()

    async def accept() -> None:
        for arrived in arriving:
            await bot.inbox.accept(arrived)

    await asyncio.gather(*(accept() for _ in range(TASKS)))
    while await bot.engine.next_due() is not None:
        await asyncio.sleep(0.01)
    return count / (time.perf_counter() - started)


def _rows(tx: Transaction) -> int:
    counts = [select(func.count()).select_from(table) for table in metadata.sorted_tables]
    return sum(int(tx.connection.execute(count).scalar_one()) for count in counts)


def _ended(tx: Transaction) -> dict[str, int]:
    runs = metadata.tables["runs"]
    counted = select(runs.c.state, func.count()).group_by(runs.c.state)
    found: Any = tx.connection.execute(counted).all()
    return {str(state): int(count) for state, count in found}


if __name__ == "__main__":
    asyncio.run(triage(**asked()))
