"""A thread as lists show it, and as every change of it is answered."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from bot.desk.desk import Desk
from bot.desk.room import card_link
from store.agents import Agent
from store.customers import Customer
from store.teams import Team
from store.threads import Priority, Resolution, Severity, Status, Thread
from store.transaction import Transaction
from triggers.api.shapes import Answer, Ref

T = TypeVar("T")


class Links(Answer):
    """Where people look at it in Slack: the customer's message, and the card."""

    slack: str
    card: str | None


class CustomerView(Answer):
    """A company; `owner` is the key of an agent."""

    key: str
    name: str
    tier: str | None
    owner: str | None


class ThreadFields(Answer):
    """What a thread is by itself."""

    ref: str
    title: str
    status: Status
    priority: Priority
    severity: Severity | None
    resolution: Resolution | None
    channel: str
    opened_at: datetime
    last_message_at: datetime
    waiting_since: datetime | None
    promise_due_at: datetime | None
    first_response_at: datetime | None
    snoozed_until: datetime | None
    resolved_at: datetime | None
    merged_into: Ref | None


class ThreadRow(ThreadFields):
    """A thread; `assignee`, `team` and the names of `fields` are keys of bellhop.yml."""

    customer: CustomerView | None
    assignee: str | None
    team: str | None
    labels: list[str]
    fields: dict[str, str | int | float | bool]
    links: Links


def rows_of(tx: Transaction, desk: Desk, threads: Sequence[Thread]) -> list[ThreadRow]:
    """Draw threads; what belongs to several of them is read once."""
    labels = tx.labels.of_many([thread.id for thread in threads])
    fields = tx.fields.of_many([thread.id for thread in threads])
    customers = _each(tx.customers.get, (thread.customer_id for thread in threads))
    agents = _each(tx.agents.get, (thread.assignee_id for thread in threads))
    teams = _each(tx.teams.get, (thread.team_id for thread in threads))
    return [
        ThreadRow(
            **vars(ThreadFields.model_validate(thread)),
            customer=_customer(customers[thread.customer_id]),
            assignee=_key(agents[thread.assignee_id]),
            team=_key(teams[thread.team_id]),
            labels=labels[thread.id],
            fields=fields[thread.id],
            links=Links(
                slack=desk.permalink(thread.channel, thread.root_ts), card=card_link(desk, thread)
            ),
        )
        for thread in threads
    ]


def row_of(tx: Transaction, desk: Desk, thread: Thread) -> ThreadRow:
    """Draw one thread."""
    return rows_of(tx, desk, [thread])[0]


def _each(get: Callable[[int], T | None], ids: Iterable[int | None]) -> dict[int | None, T | None]:
    return {one: None if one is None else get(one) for one in set(ids)}


def _key(keyed: Agent | Team | None) -> str | None:
    return keyed.key if keyed else None


def _customer(customer: Customer | None) -> CustomerView | None:
    return CustomerView.model_validate(customer) if customer else None
