"""Updating: what more is told of an episode goes into its thread, a little at a time."""

from dataclasses import replace
from datetime import timedelta

from store.episodes import Became, Episode
from store.transaction import Transaction

EVERY = timedelta(minutes=5)
IN_A_THREAD = (Became.attached, Became.opened, Became.drafted, Became.reached_out)


def tell_later(tx: Transaction, episode: Episode) -> Episode:
    """Let the thread of an episode hear of it, at most every few minutes."""
    if episode.became not in IN_A_THREAD or episode.shadow or episode.due_at is not None:
        return episode
    said = episode.said_at or tx.now
    return replace(episode, due_at=max(tx.now, said + EVERY))
