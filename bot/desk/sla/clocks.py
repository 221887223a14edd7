"""Clocks: what a thread was promised follows from where it stands.

A rule that changed a thread lets its clocks `follow`; nothing else has to know which of them run.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.desk.desk import Desk
from bot.desk.sla.policies import Terms, promised, terms_of
from bot.desk.sla.ticking import (
    cancelled,
    met,
    paused,
    reckoned,
    reopened,
    restarted,
    resumed,
    started,
)
from store.clocks import Clock, Target
from store.threads import Resolution, Status, Thread
from store.transaction import Transaction

RESPONSES = (Target.first_response, Target.next_response)


def at_first(desk: Desk, terms: Terms, since: datetime) -> list[Clock]:
    """Return the clocks of a thread that is about to be opened; its id is still to come."""
    targets = (Target.first_response, Target.resolve)
    promises = ((target, promised(desk, terms, target)) for target in targets)
    return [started(0, target, promise, since) for target, promise in promises if promise]


def nearest(clocks: Iterable[Clock]) -> datetime | None:
    """Return when the first of these promises has to be kept."""
    dues = (clock.due_at for clock in clocks if clock.ended_at is None)
    return min((due for due in dues if due is not None), default=None)


def follow(tx: Transaction, desk: Desk, thread: Thread, at: datetime | None = None) -> Thread:
    """Let the clocks of a thread that we hold be as it is now; `at` is when it became so."""
    return _follow(tx, desk, thread, tx.clocks.open_of(thread.id), at or tx.now)


def follow_all(tx: Transaction, desk: Desk, threads: Sequence[Thread]) -> None:
    """Let the clocks of many threads that we hold be as they are now."""
    clocks = tx.clocks.open_of_many([thread.id for thread in threads])
    for thread in threads:
        if clocks[thread.id]:
            _follow(tx, desk, thread, clocks[thread.id], tx.now)


def start(tx: Transaction, desk: Desk, thread: Thread, target: Target) -> Clock | None:
    """Promise something else about a thread; None when no policy does, or it is promised already."""
    clocks = tx.clocks.open_of(thread.id)
    promise = promised(desk, terms_of(tx, desk, thread), target)
    if promise is None or any(clock.target is target for clock in clocks):
        return None
    clock = started(thread.id, target, promise, tx.now)
    tx.clocks.save([clock])
    _show(tx, thread, [*clocks, clock])
    return clock


def keep(tx: Transaction, thread: Thread, target: Target) -> None:
    """What was promised has happened."""
    _end(tx, thread, target, kept=True)


def cancel(tx: Transaction, thread: Thread, target: Target) -> None:
    """What was promised is not needed any more."""
    _end(tx, thread, target, kept=False)


def hand_over(
    tx: Transaction, source: Thread, target: Thread, targets: Sequence[Target] = RESPONSES
) -> None:
    """Let a thread that takes in another keep what was promised there, before both follow."""
    if any(clock.target in targets for clock in tx.clocks.open_of(target.id)):
        return
    clocks = tx.clocks.open_of(source.id)
    tx.clocks.save(
        replace(clock, thread_id=target.id) for clock in clocks if clock.target in targets
    )


def _end(tx: Transaction, thread: Thread, target: Target, *, kept: bool) -> None:
    clocks = tx.clocks.open_of(thread.id)
    end = met if kept else cancelled
    tx.clocks.save(end(clock, tx.now) for clock in clocks if clock.target is target)
    _show(tx, thread, [clock for clock in clocks if clock.target is not target])


def _follow(
    tx: Transaction, desk: Desk, thread: Thread, clocks: Sequence[Clock], at: datetime
) -> Thread:
    terms = terms_of(tx, desk, thread)
    fit = partial(_fitted, tx, desk, terms)
    if thread.status is Status.resolved:
        after = [_over(clock, thread, at, fit) for clock in clocks]
    else:
        after = [fit(_moved(clock, thread, at)) for clock in clocks]
    targets = {clock.target for clock in after if clock.ended_at is None}
    for target, since in _missing(thread, targets, at):
        if (promise := promised(desk, terms, target)) is not None:
            known = _broken(tx, thread, target, since)
            after.append(known or started(thread.id, target, promise, since))
    tx.clocks.save(clock for clock in after if clock not in clocks)
    return _show(tx, thread, after)


def _over(clock: Clock, thread: Thread, at: datetime, fit: Callable[[Clock], Clock]) -> Clock:
    """Return a clock of a thread that is done; one that rested may have been late before it did."""
    clock = fit(resumed(clock, at))
    if clock.ended_at is not None:
        return clock
    solved = clock.target is Target.resolve and thread.resolution is Resolution.answered
    return met(clock, at) if solved else cancelled(clock, at)


def _moved(clock: Clock, thread: Thread, at: datetime) -> Clock:
    if clock.target in RESPONSES:
        return _answered(clock, thread.waiting_since, at)
    if clock.target is Target.resolve:
        return paused(clock, at) if _rests(thread) else resumed(clock, at)
    return clock


def _answered(clock: Clock, waiting_since: datetime | None, at: datetime) -> Clock:
    if waiting_since is None or waiting_since > clock.started_at:
        return met(clock, at)
    return clock if waiting_since == clock.started_at else restarted(clock, waiting_since)


def _rests(thread: Thread) -> bool:
    """Whether it is the customer's turn: to put aside what they wait for stops no clock."""
    aside = thread.status is Status.snoozed and thread.waiting_since is None
    return aside or thread.status is Status.waiting_on_customer


def _fitted(tx: Transaction, desk: Desk, terms: Terms, clock: Clock) -> Clock:
    if clock.ended_at is not None:
        return clock
    promise = promised(desk, terms, clock.target)
    return cancelled(clock, tx.now) if promise is None else reckoned(clock, promise, tx.now)


def _missing(
    thread: Thread, targets: set[Target], at: datetime
) -> Iterator[tuple[Target, datetime]]:
    if thread.status is Status.resolved:
        return
    waiting, answered = thread.waiting_since, thread.first_response_at is not None
    if waiting is not None and targets.isdisjoint(RESPONSES):
        yield Target.next_response if answered else Target.first_response, waiting
    if (waiting is not None or answered) and Target.resolve not in targets and not _rests(thread):
        yield Target.resolve, waiting or at


def _broken(tx: Transaction, thread: Thread, target: Target, since: datetime) -> Clock | None:
    """Return a promise of an answer that was broken, and then not needed for a while."""
    if target not in RESPONSES:
        return None
    past = (clock for clock in tx.clocks.of(thread.id) if clock.target is target)
    same = (clock for clock in past if clock.breached_at and clock.started_at == since)
    return next((reopened(clock) for clock in same), None)


def _show(tx: Transaction, thread: Thread, clocks: Sequence[Clock]) -> Thread:
    """Keep what lists sort by."""
    due = nearest(clocks)
    if thread.promise_due_at == due:
        return thread
    return tx.threads.change(thread, promise_due_at=due) or thread
