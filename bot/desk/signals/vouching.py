"""Vouching: what a sender of low trust says changes nothing of what a trusted one said.

Else whoever may only hold could end what others began, choose the words that a customer reads, or
let something wait in their stead.
"""

from dataclasses import replace

from store.episodes import Became, Episode


def is_doubted(episode: Episode, *, sure: bool) -> bool:
    """Whether someone who may act vouches for an episode, and whoever speaks now may not."""
    return episode.may_act and not sure and episode.customer_id is not None


def only_held(episode: Episode, *, sure: bool) -> bool:
    """Whether an episode was held as nobody vouched for it, and now somebody does."""
    return sure and not episode.may_act and episode.became is Became.held


def vouched(episode: Episode, *, sure: bool) -> Episode:
    """Begin anew with what is sure; of strangers all is kept, as nobody acts on it."""
    if not sure or episode.may_act:
        return episode
    if episode.customer_id is None:
        return replace(episode, may_act=True)
    return replace(episode, may_act=True, told={}, fired_at=None, recovered_at=None)
