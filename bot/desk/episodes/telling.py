"""Telling: what the signals of an episode said, by name, and texts that name it."""

from collections.abc import Mapping
from typing import Any

from bot.config.triggers import PLACE, Trigger
from bot.views.facts import plain
from store.customers import Customer
from store.episodes import Episode

FACTS = "facts."


class Missing(Exception):
    """A text names something that no signal said."""


def value_of(episode: Episode, name: str) -> Any:  # noqa: ANN401 - JSON
    """Return what was said by this name; None when nobody did."""
    said = episode.told.get(name)
    return None if said is None else said[2]


def facts_of(rule: Trigger | None, episode: Episode) -> list[tuple[str, Any]]:
    """Return the facts by name: those that the rule shows, in its order; else all."""
    told = sorted(name for name in episode.told if name.startswith(FACTS))
    shown = rule.context if rule and rule.context else told
    values = ((name, value_of(episode, name)) for name in shown)
    return [(name.removeprefix(FACTS), value) for name, value in values if value is not None]


def filled(words: str, episode: Episode, customer: Customer | None) -> str:
    """Return a text with what it names; Missing when something was not told."""
    known: Mapping[str, Any] = {"customer": customer.name if customer else None}

    def value(name: str) -> str:
        found = known[name] if name in known else value_of(episode, name)
        if found in (None, ""):
            raise Missing(name)
        return plain(name.removeprefix(FACTS), found) if name.startswith(FACTS) else str(found)

    return PLACE.sub(lambda place: value(place[1]), words)


def title_of(rule: Trigger | None, episode: Episode, customer: Customer | None) -> str:
    """Return what people call an episode: as the rule wants it, or as the signal says."""
    said = str(value_of(episode, "title") or episode.rule)
    try:
        words = filled(rule.title, episode, customer) if rule and rule.title else said
    except Missing:
        words = said
    return " ".join(words.split())[:200]
