"""How many messages are accepted a second, committed with all they cause, beside a bare Bolt app."""

from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.children import running
from benchmarks.databases import POSTGRES, SQLITE, Databases, databases
from benchmarks.machine import show, verdict
from benchmarks.pace import CONNECTIONS, REFERENCE, pace_of
from bot.clock import SystemClock
from store.database import open_store
from store.inbox import InboxState

AMBITION = 2300
MOST_P99 = 100.0  # milliseconds


@dataclass
class Runner:
    """Something that is measured."""

    name: str
    kind: str
    profile: str
    is_reference: bool = False
    least: float | None = None  # times the reference on SQLite
    runs: list[dict[str, Any]] = field(default_factory=list)

    def middle(self, figure: str) -> float:
        """Return the median of a figure."""
        return float(median(run[figure] for run in self.runs))


def _runners() -> list[Runner]:
    return [
        Runner("bare Bolt + insert", SQLITE, "opening", is_reference=True),
        Runner("Bellhop, each opens", SQLITE, "opening", least=1.0),
        Runner("Bellhop, 4 of 5 join", SQLITE, "joining", least=1.0),
        Runner("bare Bolt + insert", POSTGRES, "opening", is_reference=True),
        Runner("Bellhop, each opens", POSTGRES, "opening", least=0.6),
        Runner("Bellhop, 4 of 5 join", POSTGRES, "joining", least=0.6),
    ]


async def accept(seconds: float = 2.0, rounds: int = 3, only: str = "") -> None:
    """Measure all in turns, and print the medians."""
    runners = [runner for runner in _runners() if only in f"{runner.name} {runner.kind}"]
    async with databases() as made, running("stub") as slack:
        for number in range(rounds):
            for runner in runners:
                runner.runs.append(await _run(made, runner, slack.ready["url"], seconds, number))
    _print(runners)


async def _run(
    made: Databases, runner: Runner, slack: str, seconds: float, number: int
) -> dict[str, Any]:
    database = await made.fresh(runner.kind, migrated=not runner.is_reference)
    server = (
        running("reference", database=database)
        if runner.is_reference
        else running("bot", database=database, slack=slack, profile=runner.profile)
    )
    load = {"profile": runner.profile, "connections": CONNECTIONS, "seconds": seconds}
    async with server as child, running("load", url=child.ready["url"], run=number, **load) as sent:
        result: dict[str, Any] = await sent.line()
    if not runner.is_reference:
        result["wrong"] = await _wrong(database, result["acknowledged"])
    return result


async def _wrong(database: str, acknowledged: int) -> list[str]:
    """Compare what was acknowledged with what is there after the server was killed."""
    store = open_store(database, SystemClock().now)
    count = await store.read(lambda tx: tx.inbox.count())
    failed = await store.read(lambda tx: tx.inbox.page(InboxState.failed, limit=1))
    await store.stop()
    wrong = [f"{count[InboxState.failed]} failed: {row.outcome}" for row in failed]
    if sum(count.values()) < acknowledged:
        wrong.append(f"{acknowledged} were acknowledged, {sum(count.values())} are there")
    return wrong


def _print(runners: list[Runner]) -> None:
    base = {runner.kind: runner.middle("rate") for runner in runners if runner.is_reference}
    rows: list[list[object]] = [
        ["", "database", "events/s", "p50 ms", "p99 ms", "× bare/SQLite", "× bare/same", ""]
    ]
    here = pace_of(base.get(SQLITE, REFERENCE))
    most = here.within(MOST_P99)
    for runner in runners:
        rate, p99 = runner.middle("rate"), runner.middle("p99")
        ratio = rate / base.get(SQLITE, rate)
        same = rate / base.get(runner.kind, rate)
        wrong = [word for run in runner.runs for word in run.get("wrong", [])]
        refused = sum(run["refused"] for run in runner.runs)
        good = refused == 0 and not wrong and p99 < most and ratio >= (runner.least or 0)
        mark = (
            ""
            if runner.least is None
            else f"{verdict(good)} ≥ {runner.least} ×, p99 < {most:.0f} ms"
        )
        figures = [f"{rate:,.0f}", f"{runner.middle('p50'):.1f}", f"{p99:.1f}"]
        rows.append([runner.name, runner.kind, *figures, f"{ratio:.2f}", f"{same:.2f}", mark])
        rows += [["", "", "", "", "", "", "", word] for word in wrong[:1]]
    show(rows)
    print(f"  {here}")
    mine = [runner for runner in runners if runner.kind == SQLITE and not runner.is_reference]
    for runner in mine:
        least = here.least(AMBITION)
        reached = runner.middle("rate") >= least
        print(f"  {verdict(reached)} the ambition of {least:,.0f}/s on SQLite ({runner.name})")
