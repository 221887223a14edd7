"""`bellhop runs`: what workflows did, step by step, and mending what failed."""

import json
from collections.abc import Callable
from typing import Annotated

import typer

from bot.app import Bellhop
from bot.cli.options import OPERATOR, Before, Limit
from bot.cli.session import finish, opened_desk, read
from bot.cli.table import show_facts, show_table
from bot.desk.threads import parse_ref
from bot.errors import Refused
from bot.workflows.running.repairing import cancel_run, retry_run
from store.run_steps import Step
from store.runs import Run, RunState
from store.transaction import Transaction

app = typer.Typer(help="What workflows did, step by step.", no_args_is_help=True)

Id = Annotated[int, typer.Argument(help="The number, as in `runs list`.", min=1)]
State = Annotated[RunState | None, typer.Option(help="Only those in this state.")]
Thread = Annotated[str, typer.Option(help="Only those of this thread, like T-1042.")]

Rule = Callable[[Transaction, Bellhop], Run]


@app.command("list")
def list_(
    state: State = None, thread: Thread = "", limit: Limit = 20, before: Before = None
) -> None:
    """List runs, the newest first."""
    titles = ("id", "began (UTC)", "workflow", "mode", "state", "step", "thread", "reason")
    found = read(_page, state, thread, before, limit)
    show_table(titles, map(_line, found), "Nothing.")


@app.command()
def show(run: Id) -> None:
    """Show one run with every step it took."""
    found, steps = read(_with_steps, run)
    facts = [
        ("id", found.id),
        ("workflow", f"{found.workflow}, {found.mode}"),
        ("variant", found.variant),
        ("thread", _ref(found)),
        ("event", found.event.get("name")),
        ("led to by", " → ".join(found.chain)),
        ("began (UTC)", found.began_at),
        ("state", found.state),
        ("step", found.step),
        ("next (UTC)", found.due_at),
        ("waits for", ", ".join(found.awaits["events"]) if found.awaits else None),
        ("ended (UTC)", found.ended_at),
        ("category", found.category),
        ("reason", found.reason),
    ]
    show_facts(facts)
    typer.echo()
    titles = ("step", "kind", "status", "tries", "took", "came to")
    rows = [
        (s.step, s.kind, s.status, s.attempts, s.ended_at - s.began_at, _came_to(s)) for s in steps
    ]
    show_table(titles, rows, "No step yet.")


@app.command()
def cancel(run: Id) -> None:
    """End a run that goes on or waits."""
    finish(_mended(lambda tx, desk: cancel_run(tx, desk.deps.desk, desk.library, run, OPERATOR)))
    typer.echo(f"Run {run} is cancelled.")


@app.command()
def retry(run: Id) -> None:
    """Let a run that failed go on at the step that failed; a server that runs takes it."""
    after = finish(_mended(lambda tx, desk: retry_run(tx, desk.library, run, OPERATOR)))
    typer.echo(f"Run {run} goes on at {after.step}.")


def _page(
    tx: Transaction, state: RunState | None, thread: str, before: int | None, limit: int
) -> list[Run]:
    return tx.runs.page(state, before, limit, parse_ref(thread) if thread else None)


def _with_steps(tx: Transaction, run_id: int) -> tuple[Run, list[Step]]:
    run = tx.runs.get(run_id)
    if run is None:
        raise Refused(f"There is no run {run_id}.")
    return run, tx.run_steps.of(run_id)


async def _mended(rule: Rule) -> Run:
    async with opened_desk() as desk:
        return await desk.store.write(rule, desk)


def _line(run: Run) -> tuple[object, ...]:
    where = (run.id, run.began_at, run.workflow, run.mode, run.state)
    return (*where, run.step, _ref(run), run.reason)


def _came_to(step: Step) -> str | None:
    if step.error is not None or step.output is None:
        return step.error
    return json.dumps(step.output, ensure_ascii=False)


def _ref(run: Run) -> str | None:
    return f"T-{run.thread_id}" if run.thread_id else None
