"""Lists of threads, and opening one from a message."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.deps import Deps
from bot.desk.intake.moving import open_by_hand
from store.thread_list import Filter, Order, Whose
from store.threads import Status
from store.transaction import Transaction
from triggers.api.acting import agent_named, by_of, customer_named
from triggers.api.pages import Page
from triggers.api.problem import invalid, not_found
from triggers.api.route import PARTS, Ask
from triggers.api.shapes import ByAnyone, Paged, Text, Word
from triggers.api.thread_rows import ThreadRow, row_of, rows_of

NOBODY = "nobody"


def _listed(value: object) -> object:
    given = [value] if isinstance(value, str) else value
    return [word for one in given for word in one.split(",")] if isinstance(given, list) else given


class ThreadQuery(Paged):
    """Which threads, in which order; what is left out does not matter."""

    status: Annotated[
        tuple[Status, ...],
        BeforeValidator(_listed),
        Field(description="One status or several, with commas between them."),
    ] = ()
    assignee: Word | None = Field(default=None, description="An agent's key, or `nobody`.")
    customer: Word | None = Field(default=None, description="A customer's key.")
    team: Word | None = Field(default=None, description="A team's key.")
    label: Word | None = None
    q: Text | None = Field(
        default=None, max_length=200, description="Words, or their beginnings, of one message."
    )
    order: Order = Order.newest


class ThreadPage(Page[ThreadRow]):
    """Some threads."""


class OpenThread(ByAnyone):
    """A message of Slack's to open a thread with."""

    channel: str = Field(pattern=f"^{PARTS['channel']}$")
    ts: str = Field(pattern=f"^{PARTS['ts']}$")


async def listed(ask: Ask[ThreadQuery]) -> ThreadPage:
    """Return a page of threads."""
    return await ask.deps.store.read(_page, ask.deps, ask.given)


def _page(tx: Transaction, deps: Deps, query: ThreadQuery) -> ThreadPage:
    wanted = _filter(tx, query)
    try:
        page = tx.thread_list.page(wanted, query.order, query.cursor, query.limit)
    except ValueError as error:
        raise invalid("cursor", f"This is {error}.") from None
    return ThreadPage(items=rows_of(tx, deps.desk, page.threads), cursor=page.cursor)


def _filter(tx: Transaction, query: ThreadQuery) -> Filter:
    return Filter(
        statuses=query.status,
        assignee=_assignee(tx, query.assignee),
        customer_id=customer_named(tx, query.customer),
        team_id=_team(tx, query.team),
        label=query.label,
        q=query.q,
    )


def _assignee(tx: Transaction, key: str | None) -> int | Whose:
    if key is None:
        return Whose.anybody
    return Whose.nobody if key == NOBODY else agent_named(tx, key, "assignee").id


def _team(tx: Transaction, key: str | None) -> int | None:
    if key is None:
        return None
    team = tx.teams.by_key(key)
    if team is None:
        raise invalid("team", f"There is no team {key}.")
    return team.id


async def opened(ask: Ask[OpenThread]) -> ThreadRow:
    """Open a thread with a message that is in none."""

    def rule(tx: Transaction) -> ThreadRow:
        by, given = by_of(tx, ask.given.agent), ask.given
        if tx.channels.lock(given.channel) is None:
            raise not_found(f"I am not in the channel {given.channel}.")
        message = tx.messages.by_ts(given.channel, given.ts)
        if message is None:
            raise not_found(f"I have never seen a message {given.ts} in {given.channel}.")
        return row_of(tx, ask.deps.desk, open_by_hand(tx, ask.deps.desk, message, by))

    return await ask.deps.store.write(rule)
