"""Schedules of PagerDuty: who is on call there, asked every few minutes and kept.

While PagerDuty is down its last answer counts, and before its first one the rotation.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bot.delivery.kinds import Call
from bot.delivery.outbox import Post, to_team
from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.oncall import Shift, by_turns, next_shift, shift
from bot.views import alerts
from store.deliveries import Delivery
from store.pages import Means
from store.schedules import Schedules
from store.transaction import Transaction

ON_CALL = "oncall_schedule"
# one that is down is told of once a day, not at each question
WAITS = (timedelta(minutes=1), timedelta(minutes=5), *[timedelta(minutes=15)] * 96)


def on_call_now(tx: Transaction, desk: Desk, name: str) -> Sequence[str]:
    """Return the keys of who is on call in a rotation, then of those whose turn comes after."""
    rotation = desk.config.oncall[name]
    kept = Schedules(tx).get(name) if rotation.pagerduty_schedule else None
    turns = by_turns(rotation, tx.now) if rotation.rotation else []
    return list(dict.fromkeys([*(kept.agents if kept else ()), *turns]))


def shifts(tx: Transaction, desk: Desk) -> Iterator[tuple[str, Shift, Shift | None]]:
    """Yield who is on call in each rotation, and who takes over as far as we know."""
    for name, rotation in desk.config.oncall.items():
        kept = Schedules(tx).get(name) if rotation.pagerduty_schedule else None
        if kept is not None and kept.agents:
            yield name, Shift(kept.agents[0], None), None
        elif rotation.rotation:
            yield name, shift(rotation, tx.now), next_shift(rotation, tx.now)


def ask_schedules(tx: Transaction, desk: Desk) -> None:
    """Ask who is on call in every schedule; while a question waits, once more adds nothing."""
    for name, rotation in desk.config.oncall.items():
        if rotation.pagerduty_schedule is not None:
            key, lane = f"{ON_CALL}:{name}", f"{Means.pagerduty}:{ON_CALL}:{name}"
            once, payload = f"{key}:{uuid4().hex}", {"name": name}
            to_team(tx, Post(once, ON_CALL, lane, payload=payload, coalesce=key))


def compose(desk: Desk, _tx: Transaction, delivery: Delivery) -> Call | None:
    """Ask PagerDuty, unless bellhop.yml has no such schedule any more."""
    rotation = desk.config.oncall.get(delivery.payload["name"])
    schedule = rotation.pagerduty_schedule if rotation else None
    return None if schedule is None else Call("on_call", {"schedule": schedule}, Means.pagerduty)


def told(desk: Desk, tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Keep who is on call; say so when none of them is an agent of ours."""
    name, emails = delivery.payload["name"], [str(one).lower() for one in answer["emails"]]
    known = _by_email(tx, desk)
    keys = [known[email] for email in emails if email in known]
    if not keys:
        surface = alerts.nobody_on_call(name, emails)
        raise_alert(tx, desk, f"nobody_on_call:{name}:{tx.now.date()}", surface)
    if keys or not emails:
        Schedules(tx).put(name, keys)


def _by_email(tx: Transaction, desk: Desk) -> dict[str, str]:
    """Return agents by their addresses: those in Slack, and before them those of bellhop.yml."""
    of_slack = {agent.email.lower(): agent.key for agent in tx.agents.all() if agent.email}
    said = {one.email: key for key, one in desk.config.agents.items() if one.email}
    return of_slack | said
