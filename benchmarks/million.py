"""What a message and a list cost when the store holds a million messages, beside an empty one."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from statistics import median

from sqlalchemy import text

from benchmarks import desk
from benchmarks.databases import POSTGRES, SQLITE, databases
from benchmarks.machine import show, verdict
from benchmarks.traffic import OPENING, events
from bot.clock import SystemClock
from bot.desk.desk import Desk, Identity
from bot.desk.intake.inbox import Arrived, Inbox
from bot.desk.sync import sync
from handlers.events import SLACK, route
from store.database import Store, open_store
from store.thread_list import UNRESOLVED, Filter, Order, Whose
from store.transaction import Transaction

MESSAGES, IN_A_THREAD = 1_000_000, 5
TASKS, UNITS, LOOKS = 64, 1500, 15
ENOUGH = 0.8  # of the units per second that an empty store takes: flat, but for the noise

SERIES = {
    SQLITE: "WITH RECURSIVE s(n) AS (SELECT {0} UNION ALL SELECT n + 1 FROM s WHERE n < {1})",
    POSTGRES: "WITH s AS (SELECT n FROM generate_series({0}, {1}) AS g(n))",
}
THREADS = """
INSERT INTO threads (id, channel, root_ts, title, status, priority, opened_at, last_message_at,
    last_author, has_replies, waiting_since)
{series} SELECT n, 'C0CUST' || (n % 50), '16' || n, 'Exports to S3 fail since this morning',
    CASE n % 20 WHEN 0 THEN 'open' WHEN 1 THEN 'new' ELSE 'resolved' END, 'normal',
    {then}, {then}, 'U0C' || (n % 400), {false}, CASE WHEN n % 20 < 2 THEN {then} END FROM s
"""
FILL = """
INSERT INTO messages (thread_id, kind, channel, ts, author_kind, author, text, files, sent_at,
    decision)
{series} SELECT 10000 + n / {of}, 'message', 'C0CUST' || (n % 50), '15' || n, 'customer',
    'U0C' || (n % 400), 'Exports to bucket ' || n || ' fail since this morning', '[]', {then},
    'joined' FROM s
"""
TIMELINE = """
INSERT INTO timeline (thread_id, at, actor, event)
{series} SELECT n, {then}, 'customer:U0C1', 'thread.created' FROM s
"""
QUERIES: Mapping[str, Callable[[Transaction], object]] = {
    "list: unresolved, waiting longest": lambda tx: tx.thread_list.page(
        Filter(statuses=UNRESOLVED), Order.waiting
    ),
    "list: nobody's, newest": lambda tx: tx.thread_list.page(
        Filter(assignee=Whose.nobody, statuses=UNRESOLVED), Order.newest
    ),
    "list: one customer's": lambda tx: tx.thread_list.page(Filter(customer_id=1), Order.newest),
    "list: found by words": lambda tx: tx.thread_list.page(Filter(q="bucket 77123"), Order.newest),
    "one thread with its messages": lambda tx: (
        tx.threads.get(1005), tx.messages.of_thread(1005), tx.timeline.of(1005)
    ),
}  # fmt: skip


async def million(postgres: bool = False) -> bool:
    """Measure before and after; False when a message costs more afterwards."""
    kind = POSTGRES if postgres else SQLITE
    async with databases() as made:
        store = open_store(await made.fresh(kind), SystemClock().now)
        await store.start()
        inbox = await _inbox(store)
        await _units(inbox, 0)  # pools fill, statements are prepared
        before, slow_before = await _middle(inbox, (1, 2, 3)), await _looks(store)
        took = await _fill(store, kind)
        after, slow_after = await _middle(inbox, (4, 5, 6)), await _looks(store)
        await store.stop()
    print(f"  {kind}: {MESSAGES:,} messages were added in {took:.0f} s")
    good = after >= before * ENOUGH
    mark = f"{verdict(good)} {after / before:.2f} ×, flat is ≥ {ENOUGH}"
    rows: list[list[object]] = [["", "before", "with a million", ""]]
    rows.append(["accepted units/s", f"{before:,.0f}", f"{after:,.0f}", mark])
    rows += [
        [f"{name}, ms", f"{slow_before[name]:.1f}", f"{slow_after[name]:.1f}", ""]
        for name in QUERIES
    ]
    show(rows)
    return good


async def _inbox(store: Store) -> Inbox:
    made = Desk(desk.config(), Identity("T0HOME", "U0BOT", "B0BOT", "https://example.slack.com/"))
    await store.write(sync, made)
    return Inbox(store, made, {SLACK: route})


async def _middle(inbox: Inbox, runs: Iterable[int]) -> float:
    return median([await _units(inbox, run) for run in runs])


async def _units(inbox: Inbox, run: int) -> float:
    """Return how many messages a second are accepted, by as many tasks as connections."""
    bodies = events(OPENING, UNITS, time.time(), run)
    arriving = iter(
        [Arrived(SLACK, "message", f"{run}:{n}", body.decode()) for n, body in enumerate(bodies)]
    )
    started = time.perf_counter()

    async def accept() -> None:
        for arrived in arriving:
            await inbox.accept(arrived)

    await asyncio.gather(*(accept() for _ in range(TASKS)))
    return UNITS / (time.perf_counter() - started)


async def _looks(store: Store) -> dict[str, float]:
    """Return how long each query takes, in ms."""
    return {
        name: median([await _look(store, query) for _ in range(LOOKS)])
        for name, query in QUERIES.items()
    }


async def _look(store: Store, query: Callable[[Transaction], object]) -> float:
    started = time.perf_counter()
    await store.read(query)
    return (time.perf_counter() - started) * 1000


async def _fill(store: Store, kind: str) -> float:
    started = time.perf_counter()
    then = "'2025-01-01 00:00:00.000000'" + ("::timestamptz" if kind == POSTGRES else "")
    words = {"then": then, "false": "false" if kind == POSTGRES else "0", "of": IN_A_THREAD}
    last = 10_000 + MESSAGES // IN_A_THREAD
    await store.write(_run, THREADS.format(series=SERIES[kind].format(10_000, last), **words))
    await store.write(_run, TIMELINE.format(series=SERIES[kind].format(10_000, last), **words))
    for start in range(0, MESSAGES, 100_000):
        series = SERIES[kind].format(start, start + 99_999)
        await store.write(_run, FILL.format(series=series, **words))
    if kind == POSTGRES:  # as autovacuum does within a minute
        await store.write(_run, "ANALYZE")
        await store.write(_run, "SELECT setval(pg_get_serial_sequence('threads', 'id'), 1000000)")
    return time.perf_counter() - started


def _run(tx: Transaction, statement: str) -> None:
    tx.connection.execute(text(statement))
