"""Ticking: what becomes of one clock as time passes and plans change; pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.desk.sla.counting import Promise, Stretch
from store.clocks import Clock, ClockState, Target


def started(thread_id: int, target: Target, promise: Promise, at: datetime) -> Clock:
    """Return a clock that begins to count."""
    clock = Clock(0, thread_id, target, ClockState.running, promise.policy, at, at, [])
    return reckoned(clock, promise, at)


def restarted(clock: Clock, at: datetime) -> Clock:
    """Return a clock that began at another time than we thought."""
    return replace(clock, started_at=at, running_since=at, counted=[])


def paused(clock: Clock, at: datetime) -> Clock:
    """Return a clock that counts no more for now."""
    return replace(clock, running_since=None, counted=_until(clock, at))


def resumed(clock: Clock, at: datetime) -> Clock:
    """Return a clock that counts again; no moment counts twice, whatever two machines' clocks say."""
    if clock.running_since is not None:
        return clock
    return replace(clock, running_since=max([at, *(end for _, end in stretches(clock))]))


def reckoned(clock: Clock, promise: Promise, now: datetime) -> Clock:
    """Return a clock with its times as they are by this promise."""
    since = clock.running_since
    if since is None:
        rests = replace(clock, state=ClockState.paused, policy=promise.policy)
        return replace(rests, due_at=None, warn_at=None, next_at=None)
    due = promise.due(stretches(clock), since)
    warnings = promise.warnings(stretches(clock), since)
    late = clock.breached_at is not None and due <= now
    return replace(
        clock,
        state=ClockState.breached if late else ClockState.running,
        policy=promise.policy,
        due_at=due,
        warn_at=warnings[0] if warnings else None,
        next_at=None if late else _next(warnings, clock.warnings, due),
        breached_at=due if late else None,
    )


def warned(clock: Clock, promise: Promise, now: datetime) -> Clock:
    """Return a clock of which somebody hears now that it will be due."""
    since = clock.running_since or now
    warnings = promise.warnings(stretches(clock), since)
    told = max(clock.warnings + 1, sum(warning <= now for warning in warnings))
    after = replace(clock, warnings=told, warned_at=now)
    return replace(after, next_at=_next(warnings, told, clock.due_at))


def breached(clock: Clock) -> Clock:
    """Return a clock whose promise was not kept."""
    return replace(clock, state=ClockState.breached, breached_at=clock.due_at, next_at=None)


def met(clock: Clock, at: datetime) -> Clock:
    """Return a clock that ended because what was promised happened: in time, or too late."""
    late = clock.due_at is not None and at > clock.due_at
    state = ClockState.breached if late else ClockState.met
    return replace(_ended(clock, at), state=state, breached_at=clock.due_at if late else None)


def cancelled(clock: Clock, at: datetime) -> Clock:
    """Return a clock that ended because nothing is to be kept any more; what was late was late."""
    late = clock.due_at is not None and at > clock.due_at
    if late or clock.breached_at is not None:
        return replace(
            _ended(clock, at),
            state=ClockState.breached,
            breached_at=clock.breached_at or clock.due_at,
        )
    return replace(_ended(clock, at), state=ClockState.cancelled)


def reopened(clock: Clock) -> Clock:
    """Return a clock that was broken and ended, and is now waited for again: still broken, once."""
    return replace(clock, running_since=clock.started_at, counted=[], ended_at=None)


def stretches(clock: Clock) -> Sequence[Stretch]:
    """Return what a clock counted before it was paused last."""
    return [
        (datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in clock.counted
    ]


def _ended(clock: Clock, at: datetime) -> Clock:
    return replace(clock, running_since=None, counted=_until(clock, at), next_at=None, ended_at=at)


def _until(clock: Clock, at: datetime) -> list[list[str]]:
    since = clock.running_since
    if since is None or at <= since:
        return clock.counted
    return [*clock.counted, [since.isoformat(), at.isoformat()]]


def _next(warnings: Sequence[datetime], told: int, due: datetime | None) -> datetime | None:
    return warnings[told] if told < len(warnings) else due
