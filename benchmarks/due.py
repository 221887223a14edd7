"""How late what is due comes: a thousand follow-ups or deliveries at once, and single timers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from statistics import median
from typing import Any, cast

from benchmarks import desk
from benchmarks.children import running
from benchmarks.databases import KINDS, POSTGRES, SQLITE, Databases, databases
from benchmarks.machine import percentile, show, verdict
from benchmarks.pace import pace
from benchmarks.quick import lift_limits
from benchmarks.traffic import CHANNELS, channel
from bot.app import Bellhop
from bot.delivery.kinds import SLACK
from bot.delivery.outbox import Post, to_team
from bot.delivery.slack import SlackApi
from bot.delivery.ways.slack import SlackWay
from bot.desk.threads import WAKE
from store.deliveries import DeliveryState
from store.threads import Priority, Status
from store.transaction import Transaction

Measure = Callable[[Bellhop], Awaitable[float]]

MANY = 1000
TIMERS = 30
APART = timedelta(seconds=0.2)
MOST = {SQLITE: 250.0, POSTGRES: 1000.0}  # milliseconds, for all of a thousand
MOST_LATE = 100.0


class AtOnce:
    """In the place of Slack and the way to it."""

    async def call(self, _method: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
        """Say yes to the only call that is made: what somebody is called."""
        return {"ok": True, "user": {"id": args["user"], "profile": {"real_name": "Carol Chen"}}}


async def due(rounds: int = 3) -> bool:
    """Measure on both databases; the figures are medians."""
    lift_limits()
    rows: list[list[object]] = [["", "database", "all after ms", "p50 ms", "p99 ms", ""]]
    kept = True
    async with databases() as made:
        here = await pace(made)
        for kind in KINDS:
            most = here.within(MOST[kind])
            for name, measure in MEASURED.items():
                took = median([await _once(made, kind, measure) for _ in range(rounds)])
                kept &= took < most
                mark = f"{verdict(took < most)} < {most:.0f} ms"
                rows.append([f"{MANY:,} {name} at once", kind, f"{took:.0f}", "", "", mark])
            late = await _timers(made, kind)
            p50, p99 = percentile(late, 0.5), percentile(late, 0.99)
            most = here.within(MOST_LATE)
            kept &= p99 < most
            mark = f"{verdict(p99 < most)} p99 < {most:.0f} ms late"
            rows.append([f"{TIMERS} single timers", kind, "", f"{p50:.0f}", f"{p99:.0f}", mark])
    show(rows)
    return kept


async def _once(made: Databases, kind: str, measure: Measure) -> float:
    async with _desk(made, kind) as bot:
        return await measure(bot)


@asynccontextmanager
async def _desk(made: Databases, kind: str) -> AsyncIterator[Bellhop]:
    """Run a bot in this process, at work; a Slack that says yes at once has its own."""
    async with running("stub") as slack:
        bot = Bellhop(desk.settings(await made.fresh(kind), slack.ready["url"]), desk.config())
        try:
            await bot.open()
            bot.work()
            await asyncio.sleep(0.5)  # until it is idle
            yield bot
        finally:
            await bot.close()


async def _followups(bot: Bellhop) -> float:
    """Return how long after they were due the last of a thousand threads woke, in ms."""
    due_at = bot.deps.clock.now() + timedelta(seconds=3)
    for start in range(0, MANY, 100):
        await bot.store.write(sleep, range(start, start + 100), due_at)
    late = await _settled(bot, lambda tx: tx.followups.next_due() is None)
    return (late - due_at).total_seconds() * 1000


async def _deliveries(bot: Bellhop) -> float:
    """Return how long after they were due the last of a thousand was sent and marked, in ms."""
    due_at = bot.deps.clock.now() + timedelta(seconds=2)
    for start in range(0, MANY, 100):
        await bot.store.write(_queue, range(start, start + 100), due_at)
    late = await _settled(bot, _all_sent)
    return (late - due_at).total_seconds() * 1000


async def _committed(bot: Bellhop) -> float:
    """Return the same without the network: each is leased, then marked, both committed."""
    bot.courier.ways = {SLACK: SlackWay(cast(SlackApi, AtOnce()))}
    return await _deliveries(bot)


MEASURED: Mapping[str, Measure] = {
    "follow-ups": _followups,
    "deliveries leased and marked": _committed,
    "deliveries over HTTP": _deliveries,
}


async def _timers(made: Databases, kind: str) -> list[float]:
    """Return how late single follow-ups were on an idle desk, in ms."""
    late = []
    async with _desk(made, kind) as bot:
        for number in range(TIMERS):
            due_at = bot.deps.clock.now() + APART
            await bot.store.write(sleep, [number], due_at)
            done = await _settled(bot, lambda tx: tx.followups.next_due() is None)
            late.append((done - due_at).total_seconds() * 1000)
    return late


async def _settled(bot: Bellhop, done: Callable[[Transaction], bool]) -> datetime:
    """Look every ten milliseconds, and return when it was so."""
    while not await bot.store.read(done):
        await asyncio.sleep(0.01)
    return bot.deps.clock.now()


def _all_sent(tx: Transaction) -> bool:
    """Whether nothing waits or is on its way; to count would cost more than to send."""
    on_their_way = (DeliveryState.pending, DeliveryState.leased)
    return not any(tx.deliveries.page(state, limit=1) for state in on_their_way)


def sleep(tx: Transaction, numbers: Iterable[int], until: datetime) -> None:
    """Open threads that sleep until then."""
    for number in numbers:
        thread = tx.threads.open(
            channel=channel(number % CHANNELS),
            root_ts=f"17{number:08d}.000000",
            title="Exports to S3 fail",
            priority=Priority.normal,
            status=Status.snoozed,
            last_message_at=tx.now,
            last_author="U0CAROL",
            snoozed_until=until,
        )
        tx.followups.schedule(f"{WAKE}:{thread.id}", WAKE, thread.id, until)


def _queue(tx: Transaction, numbers: Iterable[int], due_at: datetime) -> None:
    for number in numbers:
        lane, payload = f"slack:bench{number}", {"user": f"U{number}"}
        post = Post(f"bench:{number}", "profile", lane, payload=payload, due_at=due_at)
        to_team(tx, post)
