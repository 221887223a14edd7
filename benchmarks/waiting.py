"""A process: a desk with runs that wait, due at one moment or in a month."""

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import text

from benchmarks.children import asked, say
from benchmarks.quick import lift_limits
from benchmarks.traffic import CHANNELS, OPENING, channel, events
from benchmarks.triage import memory, opened
from bot.app import Bellhop
from bot.desk.intake.inbox import Arrived
from handlers.events import SLACK
from store.runs import RunState
from store.threads import Priority
from store.transaction import Transaction

SOON = timedelta(seconds=20)  # until then the runs have begun, and the desk is idle
SHARES = {"p50": 0.5, "p99": 0.99, "all": 1.0}
MESSAGES = 200
HEAD = "description: Waits\non: thread.created\nmode: live\nsteps:\n"
ASLEEP = """
INSERT INTO runs (workflow, file_id, thread_id, chain, event, mode, state, step, tries, context,
    awaits, due_at, began_at)
SELECT r.workflow, r.file_id, r.thread_id, r.chain, r.event, r.mode, r.state, r.step, r.tries,
    r.context, r.awaits, r.due_at, r.began_at
FROM runs r, ({series}) s WHERE r.state = 'waiting'
"""
SERIES = {
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {0}) "
    "SELECT n FROM s",
    "postgresql": "SELECT n FROM generate_series(1, {0}) AS g(n)",
}


async def due(database: str, slack: str, runs: int) -> None:
    """Let runs be due at one moment, with all of the desk at work; say how late they were."""
    lift_limits()
    say({"began": True})
    bot = await opened(database, slack, iter(()))
    due_at = bot.deps.clock.now() + SOON
    await bot.close()
    steps = f"  - {{id: rest, wait: {{until: '{due_at.isoformat()}'}}}}\n"
    steps += "  - {id: label, add_label: rested}\n"
    bot = await opened(database, slack, iter([("rests", HEAD + steps)]))
    bot.work()
    for start in range(0, runs, 100):
        await bot.store.write(_threads, range(start, start + 100))
    while await bot.store.read(lambda tx: bool(tx.runs.page(RunState.working, limit=1))):
        await asyncio.sleep(0.1)
    early = (due_at - bot.deps.clock.now()).total_seconds()
    if early < 1:
        raise RuntimeError("the runs were due before all of them waited")
    await asyncio.sleep(early - 0.5)
    said = {name: await _ended(bot, due_at, runs * share) for name, share in SHARES.items()}
    say(said)
    await bot.close()


async def _ended(bot: Bellhop, due_at: datetime, runs: float) -> float:
    """Return how many seconds after they were due so many runs had ended, committed."""
    while await bot.store.read(_done) < runs:
        await asyncio.sleep(0.02)
    return (bot.deps.clock.now() - due_at).total_seconds()


async def asleep(database: str, slack: str, runs: int) -> None:
    """Compare a desk without and with many runs that wait."""
    steps = "  - {id: rest, wait: 30d}\n  - {id: label, add_label: rested}\n"
    quiet = HEAD.replace("steps:", "when: [{message.text: {contains: rest}}]\nsteps:")
    say({"began": True})
    bot = await opened(database, slack, iter([("rests", quiet + steps)]))
    await _message(bot, 0)
    before, first, began = await _message(bot, 1), await _look(bot), memory()
    body = json.loads(next(events(OPENING, 1, time.time(), 9)))
    body["event"]["text"] = "please let it rest"
    await bot.inbox.accept(Arrived(SLACK, "message", "rest", json.dumps(body)))
    await bot.engine.drain()
    series = SERIES[bot.store.dialect].format(runs)
    await bot.store.write(lambda tx: tx.connection.execute(text(ASLEEP.format(series=series))))
    if bot.store.dialect == "postgresql":  # as autovacuum does within a minute
        await bot.store.write(lambda tx: tx.connection.execute(text("ANALYZE")))
    after, last = await _message(bot, 2), await _look(bot)
    said = {"message": (before, after), "next_due": (first, last), "grown": memory() - began}
    say(said)
    await bot.close()


async def _message(bot: Bellhop, run: int) -> float:
    """Return how many ms a message takes with what the engine does about it, the median."""
    bodies: Iterator[bytes] = events(OPENING, MESSAGES, time.time(), run)
    took = []
    for number, body in enumerate(bodies):
        started = time.perf_counter()
        await bot.inbox.accept(Arrived(SLACK, "message", f"{run}:{number}", body.decode()))
        await bot.engine.drain()
        took.append((time.perf_counter() - started) * 1000)
    return median(took)


async def _look(bot: Bellhop) -> float:
    took = []
    for _ in range(30):
        started = time.perf_counter()
        await bot.engine.next_due()
        took.append((time.perf_counter() - started) * 1000)
    return median(took)


def _done(tx: Transaction) -> int:
    found = tx.connection.execute(text("SELECT count(*) FROM runs WHERE state = 'done'"))
    return int(found.scalar_one())


def _threads(tx: Transaction, numbers: range) -> None:
    for number in numbers:
        thread = tx.threads.open(
            channel=channel(number % CHANNELS),
            root_ts=f"17{number:08d}.000000",
            title="Exports to S3 fail",
            priority=Priority.normal,
            last_message_at=tx.now,
            last_author="U0CAROL",
        )
        tx.timeline.append("thread.created", "customer:U0CAROL", thread.id)


if __name__ == "__main__":
    given = asked()
    asyncio.run({"due": due, "asleep": asleep}[given.pop("what")](**given))
