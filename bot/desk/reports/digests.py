"""Digests: what a team reads every working day about the threads in which it is our turn."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.config.hours import Schedule
from bot.delivery.outbox import Post, channel_lane, is_shared, to_team
from bot.desk.desk import Desk
from bot.desk.reports.drawing import rows_of
from bot.views import digests as views
from bot.views.blocks import Surface
from store.digests import Digests, Listed
from store.transaction import Transaction

SOON = timedelta(hours=4)
LONG = timedelta(days=1)

Group = TypeVar("Group")
Draw = Callable[[Transaction, Desk, str, int | None], Surface | None]


def zone_of(desk: Desk, team: str | None) -> ZoneInfo:
    """Return by which clock a team works; the desk's when it has no hours."""
    hours = _hours(desk, team)
    return hours.timezone if hours else desk.config.desk.timezone


def standup(desk: Desk, team: str | None, tx: Transaction, _: int) -> None:
    """Tell a team who has what."""
    _tell(tx, desk, team, "standup", _standup)


def summary(desk: Desk, team: str | None, tx: Transaction, _: int) -> None:
    """Tell a team what is late, nearly late, and waits long."""
    _tell(tx, desk, team, "summary", _summary)


def _tell(tx: Transaction, desk: Desk, team: str | None, name: str, draw: Draw) -> None:
    known = tx.teams.by_key(team) if team else None
    channel = desk.config.channel_of(team)
    today = tx.now.astimezone(zone_of(desk, team)).date()
    if (team and known is None) or _is_off(desk, team, today) or is_shared(tx, channel):
        return
    drawn = draw(tx, desk, team or desk.config.desk.name, known.id if known else None)
    if drawn is not None:  # nobody wants to read that there is nothing
        key = f"{name}:{team or ''}:{today.isoformat()}"
        payload = {"text": drawn.text, "blocks": drawn.blocks}
        to_team(tx, Post(key, "digest", channel_lane(channel), channel, payload=payload))


def _is_off(desk: Desk, team: str | None, today: date) -> bool:
    """Whether it is a day on which nobody of the team is there."""
    hours = _hours(desk, team)
    return hours is not None and not hours.shifts_on(today)


def _hours(desk: Desk, team: str | None) -> Schedule | None:
    """Return when a team is there; the first one looks after the threads of none."""
    teams = desk.config.teams
    settings = teams.get(team or "") or next(iter(teams.values()), None)
    return desk.config.hours.get(settings.hours or "") if settings else None


def _standup(tx: Transaction, desk: Desk, name: str, team_id: int | None) -> Surface | None:
    shown = _shown(tx, desk, Digests(tx).of_each_assignee(team_id, views.MOST))
    if not shown:
        return None
    nobodys = shown.pop(None, views.Shown(0, ()))
    most_first = sorted(shown.values(), key=lambda one: one.count, reverse=True)
    return views.standup(name, nobodys, most_first, tx.now)


def _summary(tx: Transaction, desk: Desk, name: str, team_id: int | None) -> Surface | None:
    found = Digests(tx).by_lateness(team_id, tx.now + SOON, tx.now - LONG, views.MOST)
    return views.summary(name, _shown(tx, desk, found), tx.now) if found else None


def _shown(tx: Transaction, desk: Desk, found: Mapping[Group, Listed]) -> dict[Group, views.Shown]:
    threads = [thread for listed in found.values() for thread in listed.threads]
    rows = {row.thread.id: row for row in rows_of(tx, desk, threads)}
    return {
        group: views.Shown(listed.count, [rows[thread.id] for thread in listed.threads])
        for group, listed in found.items()
    }
