"""Episodes: what rules made of what other systems told, and how that ended."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from pydantic import Field

from bot.desk.episodes.saying import strangers
from bot.desk.episodes.telling import FACTS, value_of
from store.episodes import Became, Episode, EpisodeState
from store.transaction import Transaction
from triggers.api.acting import customer_named
from triggers.api.pages import Page, after_of
from triggers.api.problem import known
from triggers.api.route import Ask
from triggers.api.shapes import Answer, Nothing, Paged, Ref, Word


class EpisodeQuery(Paged):
    """Which episodes, the newest first."""

    state: EpisodeState | None = None
    customer: Word | None = Field(default=None, description="A customer's key.")
    rule: Word | None = Field(default=None, description="A rule's name in bellhop.yml.")


class EpisodeView(Answer):
    """What goes on at a customer; `became` is what the rule did, null when it did nothing yet.

    `customer` is null where we do not know whom it is about. In `shadow` nothing was done.
    `fired_at` and `recovered_at` are the sender's times, the others ours.
    """

    id: int
    rule: str
    webhook: str
    customer: str | None
    thread: Ref | None = Field(validation_alias="thread_id")
    state: EpisodeState
    became: Became | None
    shadow: bool
    title: str | None
    over: str | None = Field(description="What was told of the end, or why nobody had to hear.")
    signals: int
    fired_at: datetime | None
    recovered_at: datetime | None
    began_at: datetime
    responded_at: datetime | None
    ended_at: datetime | None


class Stranger(Answer):
    """Somebody whom we do not know, and what was told of them."""

    known_as: str
    title: str


class EpisodeDetails(EpisodeView):
    """An episode with all that was told; its words are those of strangers."""

    may_act: bool
    type: str | None
    link: str | None
    draft: str | None
    facts: dict[str, Any]
    strangers: list[Stranger]


class EpisodePage(Page[EpisodeView]):
    """Some episodes."""


async def listed(ask: Ask[EpisodeQuery]) -> EpisodePage:
    """Return a page of episodes."""
    query, after = ask.given, after_of(ask.given.cursor)

    def found(tx: Transaction) -> EpisodePage:
        customer_id = customer_named(tx, query.customer)
        rows = tx.episodes.page(query.limit + 1, after, query.rule, customer_id, query.state)
        return EpisodePage.of(
            rows, query.limit, lambda one: EpisodeView.model_validate(_plain(tx, one))
        )

    return await ask.deps.store.read(found)


async def shown(ask: Ask[Nothing]) -> EpisodeDetails:
    """Return an episode."""

    def found(tx: Transaction) -> EpisodeDetails:
        episode = known(tx.episodes.get(ask.id), "episode", ask.id)
        return EpisodeDetails.model_validate({**_plain(tx, episode), **_told(episode)})

    return await ask.deps.store.read(found)


def _plain(tx: Transaction, episode: Episode) -> dict[str, Any]:
    customer = tx.customers.get(episode.customer_id)
    return {
        **asdict(episode),
        "state": episode.state,
        "customer": customer.key if customer else None,
        "title": value_of(episode, "title"),
        "over": value_of(episode, "over"),
    }


def _told(episode: Episode) -> dict[str, Any]:
    told = {name: said[2] for name, said in episode.told.items() if name.startswith(FACTS)}
    return {
        "type": value_of(episode, "type"),
        "link": value_of(episode, "link"),
        "facts": {name.removeprefix(FACTS): value for name, value in told.items()},
        "strangers": [{"known_as": who, "title": said} for who, said in strangers(episode)],
    }
