"""Digests: what a team reads every working day about the threads in which it is our turn."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.config.hours import Schedule
from bot.delivery.outbox import Post, channel_lane, is_shared, to_team
from bot.desk.desk import Desk
from bot.desk.reports.drawing import rows_of
from bot.views import digests as views
from bot.views.blocks import Surface
from bot.views.rows import Row
from store.digests import Digests
from store.threads import Thread
from store.transaction import Transaction

SOON = timedelta(hours=4)
LONG = timedelta(days=1)

Draw = Callable[[Transaction, Desk, str, Sequence[Thread]], Surface | None]


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
    threads = Digests(tx).outstanding(known.id if known else None)
    drawn = draw(tx, desk, team or desk.config.desk.name, threads) if threads else None
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


def _standup(tx: Transaction, desk: Desk, name: str, threads: Sequence[Thread]) -> Surface:
    whose: dict[int, list[Row]] = {}
    for row in rows_of(tx, desk, threads):
        whose.setdefault(row.assignee.id if row.assignee else 0, []).append(row)
    nobodys = whose.pop(0, [])
    most_first = sorted(whose.values(), key=len, reverse=True)
    return views.standup(name, nobodys, most_first, tx.now)


def _summary(tx: Transaction, desk: Desk, name: str, threads: Sequence[Thread]) -> Surface | None:
    late, soon, long = [], [], []
    for row in rows_of(tx, desk, threads):
        due, waiting = row.thread.promise_due_at, row.thread.waiting_since
        if due is not None and due <= tx.now:
            late.append(row)
        elif due is not None and due <= tx.now + SOON:
            soon.append(row)
        elif waiting is not None and waiting <= tx.now - LONG:
            long.append(row)
    if not (late or soon or long):
        return None
    return views.summary(name, late, soon, long, tx.now)
