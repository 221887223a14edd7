"""`bellhop deliveries`: what has to reach the outside, and how often it was tried."""

import json
from typing import Annotated

import typer

from bot.cli.options import Before, Limit
from bot.cli.session import read, write
from bot.cli.table import show_facts, show_table
from bot.errors import Refused
from store.deliveries import Attempt, Delivery, DeliveryState
from store.transaction import Transaction

app = typer.Typer(
    help="What has to reach the outside, and how often it was tried.", no_args_is_help=True
)

Id = Annotated[int, typer.Argument(help="The number, as in `deliveries list`.", min=1)]
State = Annotated[DeliveryState | None, typer.Option(help="Only those in this state.")]
BATCH = 200
AUDIENCES = {"internal": "for us", "customer": "for the customer"}


@app.command("list")
def list_(state: State = None, limit: Limit = 20, before: Before = None) -> None:
    """List deliveries, the newest first."""
    titles = ("id", "queued (UTC)", "state", "tries", "kind", "channel", "thread", "error")
    found = read(lambda tx: tx.deliveries.page(state, before, limit))
    show_table(titles, map(_line, found), "Nothing.")


@app.command()
def show(delivery: Id) -> None:
    """Show one delivery with its attempts and what it carries."""
    found, attempts = read(_with_attempts, delivery)
    facts = [
        ("id", found.id),
        ("key", found.key),
        ("kind", f"{found.kind}, {AUDIENCES[found.audience]}"),
        ("lane", found.lane),
        ("channel", found.channel),
        ("thread", _ref(found)),
        ("queued (UTC)", found.created_at),
        ("state", found.state),
        ("next try (UTC)", found.due_at),
        ("message", found.result_ts),
        ("error", found.error),
        ("payload", json.dumps(found.payload, ensure_ascii=False)),
    ]
    show_facts(facts)
    typer.echo()
    tried = [(each.number, each.at, each.outcome, each.error) for each in attempts]
    show_table(("try", "at (UTC)", "outcome", "error"), tried, "Not tried yet.")


@app.command()
def replay(
    deliveries: Annotated[list[int] | None, typer.Argument(help="Their numbers.", min=1)] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every one that is dead.")] = False,
) -> None:
    """Let dead deliveries be tried again, after the cause is gone; a server that runs sends them."""
    if bool(deliveries) == everything:
        raise typer.BadParameter("Name the deliveries, or say --all.")
    count = write(_revive, deliveries or [])
    typer.echo(f"{count} to be tried again.")


def _with_attempts(tx: Transaction, delivery_id: int) -> tuple[Delivery, list[Attempt]]:
    found = tx.deliveries.get(delivery_id)
    if found is None:
        raise Refused(f"There is no delivery {delivery_id}.")
    return found, tx.deliveries.attempts(delivery_id)


def _revive(tx: Transaction, ids: list[int]) -> int:
    ids = ids or _dead(tx)
    for delivery_id in ids:
        if tx.deliveries.revive(delivery_id) is None:
            known = tx.deliveries.get(delivery_id)
            why = f"is {known.state}, not dead" if known else "does not exist"
            raise Refused(f"Nothing is changed: delivery {delivery_id} {why}.")
    return len(ids)


def _dead(tx: Transaction) -> list[int]:
    found: list[int] = []
    page = tx.deliveries.page(DeliveryState.dead, limit=BATCH)
    while page:
        found += [each.id for each in page]
        page = tx.deliveries.page(DeliveryState.dead, before=page[-1].id, limit=BATCH)
    return sorted(found)


def _line(each: Delivery) -> tuple[object, ...]:
    where = (each.id, each.created_at, each.state, each.attempts, each.kind)
    return (*where, each.channel, _ref(each), each.error)


def _ref(each: Delivery) -> str | None:
    return f"T-{each.thread_id}" if each.thread_id else None
