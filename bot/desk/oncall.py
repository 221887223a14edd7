"""Who is on call: a pure function of the rotation and the time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.config.oncall import Override, Rotation


@dataclass(frozen=True)
class Shift:
    """Who is on call, by their key, and until when (None: nobody ever takes over)."""

    agent: str
    ends: datetime | None


def on_call(rotation: Rotation, at: datetime) -> str:
    """Return the key of the agent who is on call."""
    for override in reversed(rotation.overrides):
        if _begins(rotation, override) <= at < _ends(rotation, override):
            return override.agent
    return rotation.rotation[_turn(rotation, at) % len(rotation.rotation)]


def by_turns(rotation: Rotation, at: datetime) -> list[str]:
    """Return who is on call, then everybody else in the order in which they take over."""
    turn = _turn(rotation, at)
    people = [
        rotation.rotation[(turn + ahead) % len(rotation.rotation)]
        for ahead in range(len(rotation.rotation))
    ]
    return list(dict.fromkeys([on_call(rotation, at), *people]))


def shift(rotation: Rotation, at: datetime) -> Shift:
    """Return who is on call, and when somebody else takes over."""
    agent = on_call(rotation, at)
    changes = (moment for moment in _boundaries(rotation, at) if on_call(rotation, moment) != agent)
    return Shift(agent, next(changes, None))


def next_shift(rotation: Rotation, at: datetime) -> Shift | None:
    """Return who takes over from whoever is on call; None when nobody does."""
    ends = shift(rotation, at).ends
    return None if ends is None else shift(rotation, ends)


def _boundaries(rotation: Rotation, at: datetime) -> Iterator[datetime]:
    """Yield, in order, the next moments at which it can change; enough of them to be sure."""
    turn = _turn(rotation, at)
    taken_over = _handover(rotation, turn + 1)
    of_overrides = [
        moment
        for override in rotation.overrides
        for moment in (_begins(rotation, override), _ends(rotation, override))
        if moment > at
    ]
    last = max([taken_over, *of_overrides])
    turns = _turn(rotation, last) - turn + len(rotation.rotation)
    handovers = (_handover(rotation, turn + number + 1) for number in range(turns))
    yield from sorted({*handovers, *of_overrides})


def _turn(rotation: Rotation, at: datetime) -> int:
    """Return how often it was handed over by then, counted from the first turn, which is 0."""
    today = at.astimezone(rotation.timezone).date()
    turn = (today - _first(rotation)).days // rotation.handover.days
    return turn if _handover(rotation, turn) <= at else turn - 1


def _handover(rotation: Rotation, turn: int) -> datetime:
    day = _first(rotation) + timedelta(days=turn * rotation.handover.days)
    return _in_utc(rotation, datetime.combine(day, rotation.handover.at))


def _first(rotation: Rotation) -> date:
    """Return the day of the first handover: the start, or the weekday after it."""
    start, weekday = rotation.start, rotation.handover.weekday
    return start if weekday is None else start + timedelta(days=(weekday - start.weekday()) % 7)


def _begins(rotation: Rotation, override: Override) -> datetime:
    return _in_utc(rotation, override.begins)


def _ends(rotation: Rotation, override: Override) -> datetime:
    return _in_utc(rotation, override.ends)


def _in_utc(rotation: Rotation, wall: datetime) -> datetime:
    """Return when clocks show this: the first time of two, or as far after a leap as it is in it."""
    return wall.replace(tzinfo=rotation.timezone).astimezone(UTC)
