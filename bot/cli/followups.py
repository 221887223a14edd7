"""`bellhop followups`: what was promised for later, and what is no longer needed."""

from typing import Annotated

import typer

from bot.cli.options import OPERATOR, Limit
from bot.cli.session import finish, opened_desk, read, write
from bot.cli.table import show_table
from bot.desk import followups
from bot.desk.promises import changing
from bot.desk.threads import parse_ref
from store.followups import Followup, FollowupState
from store.transaction import Transaction

app = typer.Typer(help="What was promised for later.", no_args_is_help=True)

Id = Annotated[int, typer.Argument(help="The number, as in `followups list`.", min=1)]


@app.command("list")
def list_(
    state: Annotated[
        FollowupState, typer.Option(help="Only those in this state.")
    ] = FollowupState.pending,
    thread: Annotated[str, typer.Option(help="Only those of this thread, like T-1042.")] = "",
    limit: Limit = 20,
) -> None:
    """List follow-ups, the newest first."""
    titles = ("id", "due (UTC)", "kind", "state", "thread", "text", "error")
    show_table(titles, map(_line, read(_page, state, thread, limit)), "Nothing.")


@app.command()
def done(followup: Id) -> None:
    """Say that one is done."""
    typer.echo(f"Done: {_text(finish(_settled(followup, changing.finish)))}")


@app.command()
def cancel(followup: Id) -> None:
    """Say that one is no longer needed."""
    typer.echo(f"Cancelled: {_text(finish(_settled(followup, changing.cancel)))}")


@app.command()
def replay(followup: Id) -> None:
    """Let one that is dead be fired after all, after the cause is gone."""
    write(followups.replay, followup, OPERATOR)
    typer.echo("It is fired as soon as a server runs.")


def _page(tx: Transaction, state: FollowupState, thread: str, limit: int) -> list[Followup]:
    thread_id = parse_ref(thread) if thread else None
    return tx.followups.page(state, limit=limit, thread_id=thread_id)


async def _settled(followup_id: int, rule: changing.Settle) -> Followup:
    async with opened_desk() as bot:
        return await bot.store.write(rule, bot.deps.desk, followup_id, OPERATOR)


def _line(one: Followup) -> tuple[object, ...]:
    return one.id, one.due_at, one.kind, one.state, f"T-{one.thread_id}", _text(one), one.error


def _text(one: Followup) -> str:
    return str(one.payload.get("text", ""))[:80]
