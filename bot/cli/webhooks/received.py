"""`webhooks list`, `show`, `replay`: what reached us by webhook, and what became of it."""

from typing import Annotated

import typer

from bot.cli.inbox import Id, State, broken, show_row, tried_again
from bot.cli.options import Before, Limit
from bot.cli.session import finish, opened_desk, read
from bot.cli.table import show_table
from bot.desk.intake.inbox import WEBHOOK
from bot.errors import Refused
from store.inbox import InboxRow
from store.transaction import Transaction

TITLES = ("id", "received (UTC)", "webhook", "type", "state", "tries", "outcome")
By = Annotated[str | None, typer.Option("--by", help="Only what came by this webhook.")]


def list_(state: State = None, by: By = None, limit: Limit = 20, before: Before = None) -> None:
    """List what reached us by webhook, the newest first; --state parked: what waits for you."""
    rows = read(lambda tx: tx.inbox.page(state, before, limit, _source(by)))
    show_table(TITLES, map(_line, rows), "Nothing.")


def show(row: Id) -> None:
    """Show one with its body, as it came."""
    show_row(read(lambda tx: _by_webhook(tx.inbox.get(row), row)))


def replay(
    rows: Annotated[
        list[int] | None, typer.Argument(help="Numbers, as in the list.", min=1)
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All that failed or is parked.")
    ] = False,
    by: By = None,
) -> None:
    """Try again what failed, after the cause is gone."""
    if bool(rows) == everything:
        raise typer.BadParameter("Name the rows, or say --all.")

    async def after() -> list[InboxRow]:
        async with opened_desk() as desk:
            chosen = await desk.store.read(_chosen, rows or [], _source(by))
            return [await desk.inbox.replay(row_id) for row_id in chosen]

    tried_again(finish(after()))


def _chosen(tx: Transaction, ids: list[int], source: str) -> list[int]:
    """Return what to try again, the oldest first; all that failed when none is named."""
    if ids:
        return [_by_webhook(tx.inbox.get(one), one).id for one in ids]
    return broken(tx, source)


def _by_webhook(row: InboxRow | None, row_id: int) -> InboxRow:
    if row is None or not row.source.startswith(WEBHOOK):
        raise Refused(f"Nothing that came by webhook has the number {row_id}.")
    return row


def _source(by: str | None) -> str:
    return f"{WEBHOOK}{by or ''}"


def _line(row: InboxRow) -> tuple[object, ...]:
    webhook = row.source.removeprefix(WEBHOOK)
    return (row.id, row.received_at, webhook, row.kind, row.state, row.attempts, row.outcome)
