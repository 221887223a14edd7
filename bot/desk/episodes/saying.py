"""Saying: an episode in words for our own people."""

from collections.abc import Sequence
from typing import Any

from bot.desk.desk import Desk
from bot.desk.episodes.telling import facts_of, title_of, value_of
from bot.views import signals as views
from store.customers import Customer
from store.episodes import Episode
from store.threads import Thread
from store.transaction import Transaction

STRANGER = "stranger."


def context_of(desk: Desk, episode: Episode, customer: Customer) -> str:
    """Return what is known of an episode, for a room."""
    rule = desk.config.triggers.get(episode.rule)
    title, link = title_of(rule, episode, customer), value_of(episode, "link")
    return views.context(title, episode.webhook, facts_of(rule, episode), link)


def told_of(tx: Transaction, desk: Desk, thread: Thread) -> list[tuple[str, Any]]:
    """Return the facts that the card of a thread shows."""
    if not desk.config.triggers:
        return []
    rules = desk.config.triggers
    # what was told of strangers is not about one of them
    episodes = [one for one in tx.episodes.of_thread(thread.id)[::-1] if one.customer_id]
    facts = (fact for one in episodes for fact in facts_of(rules.get(one.rule), one))
    return list(dict(facts).items())


def strangers_of(episode: Episode) -> str:
    """Return about whom signals came whom we do not know."""
    return views.strangers(episode.webhook, strangers(episode))


def strangers(episode: Episode) -> Sequence[tuple[str, str]]:
    """Return by which ids they are known, and what was said of each."""
    return [
        (name.removeprefix(STRANGER), str(said[2]))
        for name, said in sorted(episode.told.items())
        if name.startswith(STRANGER)
    ]
