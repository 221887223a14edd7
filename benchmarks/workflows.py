"""Threads that workflows triage, runs that are due in the same second, and runs that wait.

Threads are opened through the inbox, without HTTP; what they queue for Slack is not sent. One
workflow matches each of them and takes four steps. Threads count when their runs have ended.
"""

from typing import Any

from benchmarks.children import running
from benchmarks.databases import KINDS, POSTGRES, SQLITE, Databases, databases
from benchmarks.machine import median, show, verdict
from benchmarks.pace import Pace, pace

NUMBERS = ((1, 1), (10, 1), (100, 1), (1000, 1), (1000, 5))  # workflows, kinds of conditions
THREADS = {SQLITE: 400, POSTGRES: 150}
BEST_KNOWN = {SQLITE: {1: 176, 10: 133, 100: 41}, POSTGRES: {1: 82, 10: 55, 100: 14}}
TIMES = 10  # what it makes with a hundred workflows
AT_ONCE, WAITING = 1000, 100_000
MOST_LATE = 1.0  # seconds, p99
MOST_GROWN = 10.0  # MiB
MOST_SLOWED = 1.5  # times, for a message on another thread


async def workflows(rounds: int = 1) -> bool:
    """Measure on both databases; the figures are medians."""
    kept = True
    async with databases() as made, running("stub") as slack:
        here = await pace(made)
        for kind in KINDS:
            kept &= await _triaged(made, kind, slack.ready["url"], rounds, here)
        for kind in KINDS:
            kept &= await _late(made, kind, slack.ready["url"], here)
            kept &= await _waiting(made, kind, slack.ready["url"])
    return kept


async def _triaged(made: Databases, kind: str, slack: str, rounds: int, here: Pace) -> bool:
    rates: dict[tuple[int, int], float] = {}
    rows: list[list[object]] = [
        [f"workflows, {kind}", "threads/s", "best known", "rows each", "MiB", "grown", ""]
    ]
    for count, kinds in NUMBERS:
        asked = {"workflows": count, "kinds": kinds, "threads": THREADS[kind]}
        runs = [await _once("triage", made, kind, slack, **asked) for _ in range(rounds)]
        rates[count, kinds] = rate = median(max(run["rates"]) for run in runs)
        last, best = runs[-1], BEST_KNOWN[kind].get(count)
        name = f"{count:,}, {kinds} kinds of conditions" if kinds > 1 else f"{count:,}"
        mark = _mark(here.least(TIMES * (best or 0)), count, kinds, rates)
        memory = [f"{last['memory']:.0f}", f"{last['grown']:.1f}"]
        rows.append([name, f"{rate:.0f}", best or "", f"{last['rows']:.1f}", *memory, mark])
    show(rows)
    enough = rates[100, 1] >= here.least(TIMES * BEST_KNOWN[kind][100])
    return enough and min(rates[1000, 1], rates[1000, 5]) * 2 >= rates[10, 1]


def _mark(least: float, count: int, kinds: int, rates: dict[tuple[int, int], float]) -> str:
    rate = rates[count, kinds]
    if count == 100:
        return f"{verdict(rate >= least)} ≥ {least:.0f}/s"
    if count == 1000:
        ratio = rates[10, 1] / rate
        return f"{verdict(ratio <= 2)} {ratio:.2f} × the cost of 10, at most 2"
    return ""


async def _late(made: Databases, kind: str, slack: str, here: Pace) -> bool:
    said = await _once("waiting", made, kind, slack, what="due", runs=AT_ONCE)
    most = here.within(MOST_LATE)
    good = said["p99"] < most
    print(
        f"  {AT_ONCE:,} runs due at once, {kind}: p50 {said['p50']:.2f} s, p99 {said['p99']:.2f} s "
        f"late, all after {said['all']:.2f} s  {verdict(good)} p99 < {most:.1f} s"
    )
    return bool(good)


async def _waiting(made: Databases, kind: str, slack: str) -> bool:
    said = await _once("waiting", made, kind, slack, what="asleep", runs=WAITING)
    (before, after), grown = said["message"], said["grown"]
    good = after < before * MOST_SLOWED and grown < MOST_GROWN
    looks = " and ".join(f"{one:.2f}" for one in said["next_due"])
    print(
        f"  {WAITING:,} runs that wait, {kind}: {grown:.1f} MiB more; a message elsewhere "
        f"{before:.2f} ms before, {after:.2f} ms with them; next_due {looks} ms  {verdict(good)}"
    )
    return bool(good)


async def _once(
    module: str, made: Databases, kind: str, slack: str, **asked: object
) -> dict[str, Any]:
    database = await made.fresh(kind)
    async with running(module, database=database, slack=slack, **asked) as child:
        result: dict[str, Any] = await child.line(600)
        return result
