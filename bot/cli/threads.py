"""`bellhop threads`: the conversations, as a list and one by one."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

import typer

from bot.cli.options import Limit
from bot.cli.session import read
from bot.cli.table import show_facts, show_table
from bot.desk.customers import named
from bot.desk.threads import known, parse_ref
from bot.errors import Refused
from store.messages import Message
from store.thread_list import UNRESOLVED, Filter
from store.threads import Status, Thread
from store.timeline import Entry
from store.transaction import Transaction

app = typer.Typer(help="The conversations with customers.", no_args_is_help=True)

LAST = 50  # messages and timeline entries of one thread; the export has all


@dataclass(frozen=True)
class Whole:
    """A thread with its names, what was said last, and what happened last."""

    thread: Thread
    customer: str | None
    assignee: str | None
    labels: list[str]
    fields: dict[str, Any]
    messages: list[Message]
    timeline: list[Entry]


@app.command("list")
def list_(
    status: Annotated[Status | None, typer.Option(help="Only these; else all unresolved.")] = None,
    customer: Annotated[str, typer.Option(help="Only those of a customer.")] = "",
    find: Annotated[str, typer.Option(help="Only those in which these words were said.")] = "",
    limit: Limit = 20,
) -> None:
    """List threads, the newest first."""
    titles = ("thread", "opened (UTC)", "status", "customer", "assignee", "title")
    wanted = Filter((status,) if status else UNRESOLVED, q=find or None)
    rows = [
        (w.thread.ref, w.thread.opened_at, w.thread.status, w.customer, w.assignee, w.thread.title)
        for w in read(_listed, wanted, customer, limit)
    ]
    show_table(titles, rows, "No threads.")


@app.command()
def show(thread: Annotated[str, typer.Argument(help="Its reference, like T-1042.")]) -> None:
    """Show one thread: where it stands, what was said last, and what happened last."""
    whole = read(_whole, thread)
    _show_facts(whole)
    typer.echo()
    said = [(m.sent_at, m.kind, m.author, _text(m)) for m in whole.messages]
    show_table(("said (UTC)", "as", "by", "text"), said, "Nothing was said.")
    typer.echo()
    happened = [(e.at, e.event, e.actor) for e in whole.timeline]
    show_table(("happened (UTC)", "what", "by"), happened, "Nothing happened.")


def _show_facts(whole: Whole) -> None:
    thread = whole.thread
    severity = f", {thread.severity}" if thread.severity else ""
    facts = [
        ("thread", f"{thread.ref}  {thread.title}"),
        ("customer", whole.customer),
        ("channel", f"{thread.channel} {thread.root_ts}"),
        ("status", thread.status),
        ("priority", f"{thread.priority}{severity}"),
        ("labels", ", ".join(whole.labels)),
        *((name, value) for name, value in sorted(whole.fields.items())),
        ("assignee", whole.assignee),
        ("opened (UTC)", thread.opened_at),
        ("first answer (UTC)", thread.first_response_at),
        ("next promise due (UTC)", thread.promise_due_at),
        ("snoozed until (UTC)", thread.snoozed_until),
        ("resolved (UTC)", thread.resolved_at),
        ("resolution", thread.resolution),
    ]
    show_facts(facts)


def _listed(tx: Transaction, wanted: Filter, customer: str, limit: int) -> list[Whole]:
    if customer:
        wanted = Filter(wanted.statuses, customer_id=customer_id(tx, customer), q=wanted.q)
    return [_short(tx, thread) for thread in tx.thread_list.page(wanted, limit=limit).threads]


def customer_id(tx: Transaction, name: str) -> int:
    """Return the customer with this key or name; Refused when there is none."""
    customer = named(tx, name)
    if customer is None:
        raise Refused(f"No customer is called {name}.")
    return customer.id


def _whole(tx: Transaction, ref: str) -> Whole:
    thread_id = parse_ref(ref)
    short = _short(tx, known(tx, thread_id))
    labels = sorted(tx.labels.of(thread_id))
    messages = tx.messages.last_of_thread(thread_id, LAST)
    entries = tx.timeline.last_of(thread_id, LAST)
    fields = tx.fields.of(thread_id)
    return replace(short, labels=labels, fields=fields, messages=messages, timeline=entries)


def _short(tx: Transaction, thread: Thread) -> Whole:
    customer = tx.customers.get(thread.customer_id)
    agent = tx.agents.get(thread.assignee_id)
    names = customer.name if customer else None, agent.name if agent else None
    return Whole(thread, *names, labels=[], fields={}, messages=[], timeline=[])


def _text(message: Message) -> str:
    return "(deleted)" if message.deleted_at else message.text
