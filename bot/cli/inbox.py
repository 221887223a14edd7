"""`bellhop inbox`: what reached us from outside, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from bot.cli.options import Before, Limit
from bot.cli.session import finish, opened_desk, read
from bot.cli.table import harmless, show_facts, show_table
from bot.cli.times import time_option
from bot.errors import Refused
from store.inbox import InboxRow, InboxState
from store.transaction import Transaction
from triggers.reconcile import Report, reconcile

app = typer.Typer(help="What reached us from outside, and what became of it.", no_args_is_help=True)

Id = Annotated[int, typer.Argument(help="The number of the row, as in `inbox list`.", min=1)]
State = Annotated[InboxState | None, typer.Option(help="Only rows in this state.")]
BATCH = 200
BROKEN = (InboxState.failed, InboxState.parked)


@app.command("list")
def list_(state: State = None, limit: Limit = 20, before: Before = None) -> None:
    """List what arrived, the newest first."""
    titles = ("id", "received (UTC)", "state", "tries", "kind", "thread", "outcome")
    rows = read(lambda tx: tx.inbox.page(state, before, limit))
    show_table(titles, map(_line, rows), "Nothing.")


@app.command()
def show(row: Id) -> None:
    """Show one row with its body, as it came."""
    show_row(read(_row, row))


def show_row(found: InboxRow) -> None:
    """Print a row, and its body."""
    facts = [
        ("id", found.id),
        ("source", f"{found.source} {found.key}"),
        ("kind", found.kind),
        ("received (UTC)", found.received_at),
        ("state", found.state),
        ("tries", found.attempts),
        ("next try (UTC)", found.due_at),
        ("thread", _ref(found)),
        ("outcome", found.outcome),
    ]
    show_facts(facts)
    typer.echo(f"\n{harmless(found.body)}")


@app.command()
def replay(
    rows: Annotated[list[int] | None, typer.Argument(help="Numbers of rows.", min=1)] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every row that failed or is parked.")
    ] = False,
) -> None:
    """Try rows again that failed, after the cause is gone."""
    if bool(rows) == everything:
        raise typer.BadParameter("Name the rows, or say --all.")
    tried_again(finish(_replayed(rows or [])))


def tried_again(rows: Sequence[InboxRow]) -> None:
    """Print what became of rows; it is a failure when one of them failed again."""
    show_table(("id", "state", "outcome"), [(r.id, r.state, r.outcome) for r in rows], "Nothing.")
    if any(row.state in BROKEN for row in rows):
        raise typer.Exit(1)


@app.command("reconcile")
def reconcile_(
    since: Annotated[
        datetime | None,
        time_option("Since then (UTC); else since we last heard something."),
    ] = None,
) -> None:
    """Compare Slack with what we have, and take what was missed while the bot was away."""
    report = finish(_compared(since))
    typer.echo(f"{report.channels} channels compared, {report.healed} changes taken")
    for failed in report.failed:
        typer.echo(f"not compared: {failed}", err=True)
    if report.failed:
        raise typer.Exit(1)


def _row(tx: Transaction, row_id: int) -> InboxRow:
    found = tx.inbox.get(row_id)
    if found is None:
        raise Refused(f"There is no inbox row {row_id}.")
    return found


async def _replayed(rows: list[int]) -> list[InboxRow]:
    async with opened_desk() as desk:
        rows = rows or await desk.store.read(broken)
        return [await desk.inbox.replay(row_id) for row_id in rows]


async def _compared(since: datetime | None) -> Report:
    async with opened_desk() as desk:
        return await reconcile(desk.deps, since)


def broken(tx: Transaction, source: str = "") -> list[int]:
    """Return every row that waits, oldest first: what was said first is taken first."""
    found: list[int] = []
    for state in BROKEN:
        page = tx.inbox.page(state, limit=BATCH, source=source)
        while page:
            found += [row.id for row in page]
            page = tx.inbox.page(state, page[-1].id, BATCH, source)
    return sorted(found)


def _line(row: InboxRow) -> tuple[object, ...]:
    outcome = (row.id, row.received_at, row.state, row.attempts, row.kind)
    return (*outcome, _ref(row), row.outcome)


def _ref(row: InboxRow) -> str | None:
    return f"T-{row.thread_id}" if row.thread_id else None
