"""`bellhop workflows run --dry` and `backtest`: what a workflow would do, and would have done."""

from datetime import datetime, timedelta
from typing import Annotated

import typer

from bot.cli.session import finish
from bot.cli.table import cell, show_table
from bot.cli.workflows.stage import Name, named, opened_stage
from bot.clock import SystemClock
from bot.config.span import Span
from bot.desk.threads import known, parse_ref
from bot.workflows.rehearsal.backtesting import Compared, Decision, backtest
from bot.workflows.rehearsal.rehearsing import Rehearsal, Row, Scene

PROGRESS = 100  # threads between two lines on stderr
SHOWN = 20  # differences of a backtest

Dry = Annotated[
    str, typer.Option("--dry", metavar="THREAD", help="With this thread; nothing is changed.")
]
Event = Annotated[
    str | None, typer.Option(help="As if this had happened. [default: its first trigger]")
]
Since = Annotated[str, typer.Option(help="Threads that were opened in the last 12h, 30d, 4w.")]
Limit = Annotated[int, typer.Option(help="At most so many threads.", min=1)]


def run(name: Name, dry: Dry, event: Event = None) -> None:
    """Say what a workflow would do with a thread as it is now, step by step.

    Nothing is written and nothing is sent: other systems are only asked what changes nothing there,
    and what it waits for is jumped over.
    """
    rehearsal = finish(_rehearsed(name, dry, event))
    if rehearsal.run is None:
        typer.echo(f"It would not begin: {rehearsal.verdict.because}")
        return
    typer.echo(f"It would begin: {rehearsal.verdict.because or 'always'}\n")
    rows = [(row["step"], row["kind"], row["status"], _what(row)) for row in rehearsal.rows]
    show_table(("step", "kind", "status", "what"), rows, "It takes no step.")
    run = rehearsal.run
    why = ": ".join(filter(None, (run.category, run.reason)))
    typer.echo(f"\nThen it is {run.state.replace('_', ' ')}{f': {why}' if why else ''}.")


async def _rehearsed(name: str, ref: str, event: str | None) -> Rehearsal:
    files, entry = named(name)
    async with opened_stage(files) as stage:
        thread = await stage.store.read(known, parse_ref(ref))
        body = {"name": event or entry.workflow.triggers[0].event, "actor": "operator"}
        at = await stage.store.database_now()
        scene = Scene(thread.id, {**body, "before": None, "after": None}, at)
        rehearsal = Rehearsal(stage, entry, scene)
        await rehearsal.play()
        return rehearsal


def _what(row: Row) -> str:
    output = row["output"]
    if row["error"] is not None or not isinstance(output, dict):
        return cell(row["error"] or output)
    if "did" in output:
        return cell(output["did"])
    return cell(", ".join(f"{key} {value}" for key, value in output.items()))


def backtest_(name: Name, since: Since = "30d", limit: Limit = 10_000) -> None:
    """Say what a workflow would have done with stored threads, where that differs from what was done.

    Each thread is looked at as it was at the time. Nothing is written and nothing is sent; other
    systems are asked, as they are today, what changes nothing there.
    """
    tally = Tally()
    finish(_backtested(name, SystemClock().now() - _span(since), limit, tally))
    tally.show()


class Tally:
    """What a backtest came to so far."""

    def __init__(self) -> None:
        self.threads = self.events = self.would_begin = self.began = self.differ = 0
        self.first: list[Compared] = []

    def count(self, compared: list[Compared]) -> None:
        """Count one thread."""
        self.threads += 1
        for one in compared:
            self.events += 1
            self.would_begin += one.now.matched
            self.began += one.then is not None and one.then.matched
            self.differ += one.differs
            if one.differs and len(self.first) < SHOWN:
                self.first.append(one)

    def show(self) -> None:
        """Print the counts, and the first differences."""
        typer.echo(
            f"{self.threads} threads, {self.events} events: it began {self.began} times and would "
            f"have begun {self.would_begin} times; {self.differ} came out otherwise."
        )
        for one in self.first:
            typer.echo(f"\n{one.ref}  {one.event}  {cell(one.at)}")
            typer.echo(f"  - {_told(one.then)}")
            typer.echo(f"  + {_told(one.now)}")
        if self.differ > len(self.first):
            typer.echo(f"\n… and {self.differ - len(self.first)} more")


async def _backtested(name: str, since: datetime, limit: int, tally: Tally) -> None:
    files, entry = named(name)
    async with opened_stage(files) as stage:
        async for compared in backtest(stage, entry, since, limit):
            tally.count(compared)
            if tally.threads % PROGRESS == 0:
                typer.echo(f"{tally.threads} threads", err=True)


def _span(text: str) -> timedelta:
    try:
        span = Span.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--since") from None
    if span.business:
        raise typer.BadParameter("count days, not business days", param_hint="--since")
    return span.length


def _told(decision: Decision | None) -> str:
    if decision is None:
        return "it was not in use"
    if not decision.matched:
        return f"did not begin: {decision.because}"
    did = "; ".join(decision.did) or "did nothing"
    return f"{did}{f' ({decision.ended})' if decision.ended else ''}"
