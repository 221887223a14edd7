"""Checking: a service is asked whether it still is so, just before anything is said or done."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from bot.config.checks import PLACE, Check
from bot.config.triggers import Response, Trigger
from bot.delivery.kinds import Call
from bot.delivery.outbox import Post, to_team
from bot.delivery.ways.service import SERVICE
from bot.desk.desk import Desk
from bot.desk.episodes.telling import value_of
from bot.desk.signals.folding import holds
from bot.views.text import clip
from store.deliveries import Delivery, Urgency
from store.episodes import Became, Episode
from store.transaction import Transaction

CHECK = "check"
EXTERNAL = "external."


class Verdict(StrEnum):
    """Whether it still is so."""

    holds = "holds"
    over = "over"
    unknown = "unknown"


@dataclass(frozen=True)
class Found:
    """What came of asking, and why, in words."""

    verdict: Verdict
    why: str = ""


def is_checked(rule: Trigger, episode: Episode) -> bool:
    """Whether a rule looks again before it does anything about this."""
    known = episode.customer_id is not None and episode.may_act
    return rule.check is not None and rule.respond is not Response.hold and known


def ask(tx: Transaction, rule: Trigger, episode: Episode, more: Mapping[str, Any]) -> None:
    """Ask, as soon as this is committed; asked twice at the same time it is asked once."""
    if rule.check is None:
        raise AssertionError(f"{episode.rule} checks nothing")
    key = f"{CHECK}:{episode.id}"
    lane = f"{SERVICE}:{rule.check.service}:{episode.id}"
    payload = {"episode": episode.id, **more}
    urgency = Urgency.person if more else Urgency.routine
    name = f"{key}:{tx.now.isoformat()}"
    to_team(tx, Post(name, CHECK, lane, payload=payload, coalesce=key, urgency=urgency))


def compose(desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Return what to ask; None when nobody wants to know any more."""
    episode = tx.episodes.lock(int(delivery.payload["episode"]))
    rule = desk.config.triggers.get(episode.rule) if episode else None
    if episode is None or rule is None or rule.check is None or not _waits(episode, delivery):
        return None
    customer = tx.customers.get(episode.customer_id)
    settings = desk.settings_of(customer)
    path = _path(rule.check, episode, settings.external if settings else {})
    return Call(rule.check.service, {"path": path}, SERVICE)


def _waits(episode: Episode, delivery: Delivery) -> bool:
    wanted = Became.drafted if "agent" in delivery.payload else None
    return episode.open_as is not None and episode.became is wanted


def _path(check: Check, episode: Episode, external: Mapping[str, str]) -> str:
    """Return where to ask; a place that nobody filled stays empty, and the service says no."""

    def value(name: str) -> str:
        ours = name.startswith(EXTERNAL)
        said = external.get(name.removeprefix(EXTERNAL)) if ours else value_of(episode, name)
        return quote(str(said or ""), safe="")

    return PLACE.sub(lambda place: value(place[1]), check.path)


def judge(check: Check, answer: Mapping[str, Any]) -> Found:
    """Say whether it still is so; what is not in the answer tells nothing."""
    if "trouble" in answer:
        return Found(Verdict.unknown, f"{check.service}: {answer['trouble']}")
    for path, wanted in check.still.items():
        value = _at(answer["json"], path)
        if value is None:
            return Found(Verdict.unknown, f"{check.service} says nothing about {path}")
        if not holds(wanted, value):
            return Found(Verdict.over, f"{check.service} says {path}: {clip(str(value), 100)}")
    return Found(Verdict.holds)


def _at(value: object, path: str) -> object:
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value
