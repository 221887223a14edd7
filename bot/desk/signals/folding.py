"""Folding: signals of one episode say together what they say, whatever order they came in."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.config.filters import Filter, Plain, Where
from bot.config.triggers import Trigger
from bot.desk.episodes.telling import FACTS
from bot.desk.signals.signal import Signal, State
from bot.views.text import clip
from store.customers import Customer
from store.episodes import Episode

MOST = 60  # facts of one episode
LONGEST = 500
LONGEST_NAME = 100  # bellhop.yml can name no longer fact
LONGEST_LINK = 1000


def fits(rule: Trigger, signal: Signal, customer: Customer | None) -> bool:
    """Whether a signal is one that a rule is about."""
    if rule.on.type and signal.type not in rule.on.type:
        return False
    return passes(rule.where, signal, customer)


def passes(where: Where, signal: Signal, customer: Customer | None) -> bool:
    """Whether a signal is all that these filters want."""
    known = {
        **{f"{FACTS}{name}": value for name, value in signal.facts.items()},
        "type": signal.type,
        "state": signal.state.value,
        "customer.key": customer.key if customer else None,
        "customer.tier": customer.tier if customer else None,
    }
    return all(holds(wanted, known.get(name)) for name, wanted in where.items())


def with_signal(episode: Episode, signal: Signal, now: datetime) -> Episode:
    """Let an episode know what a signal says; of two that say it, the later one counts."""
    at = min(signal.occurred_at or now, now)
    told = dict(episode.told)
    for name, value in _said(signal).items():
        said = [at.isoformat(), signal.id, value]
        told[name] = max(told.get(name, said), said, key=lambda one: (one[0], one[1]))
    return _timed(replace(episode, told=_bounded(told), signals=episode.signals + 1), signal, at)


def _bounded(told: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Leave out facts beyond the bound: the same ones, in whatever order they came."""
    beyond = sorted(name for name in told if name.startswith(FACTS))[MOST:]
    return {name: said for name, said in told.items() if name not in beyond}


def _said(signal: Signal) -> dict[str, Any]:
    facts = {
        f"{FACTS}{name}": _kept(value)
        for name, value in signal.facts.items()
        if len(name) <= LONGEST_NAME
    }
    said = {
        "title": clip(signal.title, LONGEST),
        "type": clip(signal.type, LONGEST),
        "link": signal.link if signal.link and len(signal.link) <= LONGEST_LINK else None,
    }
    if signal.state is State.resolved:
        said = {"over": said["title"]}  # the title stays that of what went wrong
    return {name: value for name, value in {**said, **facts}.items() if value is not None}


def _kept(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    return clip(str(value), LONGEST)


def _timed(episode: Episode, signal: Signal, at: datetime) -> Episode:
    if signal.state is State.resolved:
        return replace(episode, recovered_at=max(at, episode.recovered_at or at))
    return replace(episode, fired_at=max(at, episode.fired_at or at))


def holds(wanted: Filter, value: object) -> bool:
    """Whether a value is what it has to be."""
    if wanted.one_of and not any(_same(one, value) for one in wanted.one_of):
        return False
    bounds = (wanted.greater_than, wanted.at_least, wanted.less_than, wanted.at_most)
    if all(bound is None for bound in bounds):
        return True
    number = _number(value)
    if number is None:
        return False
    more, least, less, most = bounds
    return (
        (more is None or number > more)
        and (least is None or number >= least)
        and (less is None or number < less)
        and (most is None or number <= most)
    )


def _same(wanted: Plain, value: object) -> bool:
    if isinstance(value, bool):
        return str(wanted).lower() == str(value).lower()
    return value is not None and str(wanted) == str(value)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
