"""Telling: what the signals of an episode said, by name, and texts that name it."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

from bot.config.triggers import PLACE, Trigger
from store.customers import Customer
from store.episodes import Episode

FACTS = "facts."
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Missing(Exception):
    """A text names something that no signal said."""


def value_of(episode: Episode, name: str) -> Any:  # noqa: ANN401 - JSON
    """Return what was said by this name; None when nobody did."""
    said = episode.told.get(name)
    return None if said is None else said[2]


def facts_of(rule: Trigger | None, episode: Episode) -> list[tuple[str, str]]:
    """Return the facts as people read them: those that the rule shows, in its order; else all."""
    told = sorted(name for name in episode.told if name.startswith(FACTS))
    shown = rule.context if rule and rule.context else told
    values = ((name, value_of(episode, name)) for name in shown)
    return [
        (name.removeprefix(FACTS).replace("_", " "), _read(value))
        for name, value in values
        if value is not None
    ]


def _read(value: object) -> str:
    """Return a value as people read it: a time is a day, and yes and no are words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and "T" in value:
        with suppress(ValueError, OverflowError):  # no time, or one that is none in UTC
            at = datetime.fromisoformat(value)
            return f"{at.astimezone(UTC):%d %b %Y at %H:%M} UTC" if at.tzinfo else value
    if isinstance(value, str) and DAY.fullmatch(value):
        with suppress(ValueError):  # it only looks like one
            return f"{date.fromisoformat(value):%d %b %Y}"
    return str(value)


def filled(words: str, episode: Episode, customer: Customer | None) -> str:
    """Return a text with what it names; Missing when something was not told."""
    known: Mapping[str, Any] = {"customer": customer.name if customer else None}

    def value(name: str) -> str:
        found = known[name] if name in known else value_of(episode, name)
        if found in (None, ""):
            raise Missing(name)
        return str(found)

    return PLACE.sub(lambda place: value(place[1]), words)


def title_of(rule: Trigger | None, episode: Episode, customer: Customer | None) -> str:
    """Return what people call an episode: as the rule wants it, or as the signal says."""
    said = str(value_of(episode, "title") or episode.rule)
    try:
        words = filled(rule.title, episode, customer) if rule and rule.title else said
    except Missing:
        words = said
    return " ".join(words.split())[:200]
