"""`webhooks episodes`: what rules made of what other systems told, also where nobody had to hear of it."""

from typing import Annotated

import typer

from bot.cli.options import Before, Limit
from bot.cli.session import read
from bot.cli.table import show_table
from bot.desk.episodes.telling import value_of
from bot.errors import Refused
from store.customers import Customer
from store.episodes import Episode, EpisodeState
from store.transaction import Transaction

TITLES = (
    "id",
    "began (UTC)",
    "rule",
    "customer",
    "title",
    "became",
    "thread",
    "ended (UTC)",
    "why",
)
By = Annotated[str | None, typer.Option("--rule", help="Only what this rule made.")]
About = Annotated[str | None, typer.Option("--customer", help="Only what is about them.")]
In = Annotated[EpisodeState | None, typer.Option("--state", help="Only those in this state.")]


def list_(
    rule: By = None,
    customer: About = None,
    state: In = None,
    limit: Limit = 20,
    before: Before = None,
) -> None:
    """List what rules made of what was told, the newest first, and how it ended.

    What was over before anybody had to hear of it became nothing: the last column says why.
    """

    def lines(tx: Transaction) -> list[tuple[object, ...]]:
        about = None if customer is None else _known(tx, customer).id
        return [_line(tx, one) for one in tx.episodes.page(limit, before, rule, about, state)]

    show_table(TITLES, read(lines), "Nothing.")


def _known(tx: Transaction, key: str) -> Customer:
    customer = tx.customers.by_key(key)
    if customer is None:
        raise Refused(f"There is no customer {key}.")
    return customer


def _line(tx: Transaction, episode: Episode) -> tuple[object, ...]:
    customer = tx.customers.get(episode.customer_id)
    thread = tx.threads.get(episode.thread_id)
    became = episode.became or ("waits" if episode.open_as else "nothing")
    shadow = " (shadow)" if episode.shadow else ""
    return (
        episode.id,
        episode.began_at,
        episode.rule,
        customer.key if customer else None,
        value_of(episode, "title"),
        f"{became}{shadow}",
        thread.ref if thread else None,
        episode.ended_at,
        value_of(episode, "over"),
    )
