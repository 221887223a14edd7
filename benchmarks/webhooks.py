"""Webhooks accepted a second, and requests counted a second, beside a bare handler with one insert."""

from dataclasses import dataclass
from typing import Any

from benchmarks.children import running
from benchmarks.databases import KINDS, Databases, databases
from benchmarks.machine import median, resident, show, verdict
from benchmarks.pace import pace
from benchmarks.posts import BATCH
from bot.clock import SystemClock
from store.database import open_store
from store.requests import Requests

CONNECTIONS = 64
LEAST, MOST_P99 = 0.6, 300.0  # times the bare handler; milliseconds, at the pace of the machine
MOST_COST = 2.0  # times the bare handler's
MOST_GROWN = 20.0  # MiB, after the first fifth
LONG = 600.0  # seconds, for all of them


@dataclass(frozen=True)
class Runner:
    """Something that is measured: a process, and what is posted to it."""

    name: str
    module: str
    path: str
    profile: str


STRIPE = Runner("Bellhop, events of Stripe", "listener", "stripe", "stripe")
REQUEST = Runner("Bellhop, requests one by one", "listener", "segment", "requests")
BARE = Runner("bare aiohttp + insert", "bare", "stripe", "stripe")
BARE_REQUEST = Runner("bare, requests one by one", "bare", "segment", "requests")
USE = Runner("Bellhop, use of the product", "listener", "segment", "use")
RUNNERS = (BARE, STRIPE, BARE_REQUEST, REQUEST, USE)


async def webhooks(
    seconds: float = 2.0, rounds: int = 3, events: int = 200_000, only: str = ""
) -> bool:
    """Measure on both databases, in turns; the figures are medians."""
    kept = True
    async with databases() as made, running("stub") as slack:
        most = (await pace(made)).within(MOST_P99)
        for kind in (one for one in KINDS if only in one):
            runs: dict[Runner, list[dict[str, Any]]] = {runner: [] for runner in RUNNERS}
            for number in range(rounds):
                for runner, ran in runs.items():
                    ran.append(await _run(made, kind, runner, slack.ready["url"], seconds, number))
            kept &= _print(kind, runs, most)
            insert = 1 / median([run["rate"] for run in runs[BARE_REQUEST]])
            kept &= await _million(made, kind, slack.ready["url"], events, insert)
    return kept


async def _run(
    made: Databases, kind: str, runner: Runner, slack: str, seconds: float, number: int
) -> dict[str, Any]:
    bare = runner.module == "bare"
    database = await made.fresh(kind, migrated=not bare)
    asked = {"database": database} if bare else {"database": database, "slack": slack}
    async with running(runner.module, **asked) as child:
        url = f"{child.ready['url']}/webhooks/{runner.path}"
        load = {"profile": runner.profile, "connections": CONNECTIONS, "seconds": seconds}
        async with running("load", url=url, run=number, **load) as sent:
            result: dict[str, Any] = await sent.line()
    return result


def _print(kind: str, runs: dict[Runner, list[dict[str, Any]]], most: float) -> bool:
    rows: list[list[object]] = [[kind, "events/s", "p50 ms", "p99 ms", "× bare", ""]]
    kept, base = True, 1.0
    for runner, ran in runs.items():
        rate, p50, p99 = (median([run[name] for run in ran]) for name in ("rate", "p50", "p99"))
        mark = ""
        if runner.module == "bare":
            base = rate
        else:
            refused = sum(run["refused"] for run in ran)
            good = rate >= LEAST * base and p99 < most and refused == 0
            mark = f"{verdict(good)} ≥ {LEAST} ×, p99 < {most:.0f} ms, {refused} refused"
            kept &= good
        rows.append(
            [runner.name, f"{rate:,.0f}", f"{p50:.1f}", f"{p99:.1f}", f"{rate / base:.2f}", mark]
        )
    show(rows)
    return kept


async def _million(made: Databases, kind: str, slack: str, events: int, insert: float) -> bool:
    """Count requests that come in batches, and see how the memory grows."""
    database = await made.fresh(kind)
    took, sizes = 0.0, []
    async with running("listener", database=database, slack=slack) as child:
        load = {
            "url": f"{child.ready['url']}/webhooks/segment",
            "profile": "batches",
            "connections": 4,
            "seconds": LONG,
            "most": events // 5 // BATCH,
        }
        for number in range(5):
            async with running("load", run=number, **load) as sent:
                said = await sent.line(LONG)
            took += said["lasted"]
            sizes.append(resident(child.process.pid))
    counted = events // 5 // BATCH * 5 * BATCH
    cost, grown = took / counted / insert, sizes[-1] - sizes[0]
    missing = counted - await _sum(database)
    good = cost <= MOST_COST and grown < MOST_GROWN and missing == 0
    print(
        f"  {counted:,} requests of 1,000 customers in batches of {BATCH}, {kind}: "
        f"{counted / took:,.0f}/s, {cost:.2f} × the cost of the insert, {missing} missing, "
        f"{sizes[0]:.0f} MiB after a fifth, {sizes[-1]:.0f} MiB after all  "
        f"{verdict(good)} ≤ {MOST_COST} ×, < {MOST_GROWN:.0f} MiB more"
    )
    return good


async def _sum(database: str) -> int:
    """Return how many requests were counted, after the process was killed."""
    store = open_store(database, SystemClock().now)
    total = await store.read(lambda tx: Requests(tx).total())
    await store.stop()
    return total
