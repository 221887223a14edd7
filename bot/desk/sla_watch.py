"""Watching promises: somebody hears before one has to be kept, and when it is late; once each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.desk.desk import Desk
from bot.desk.incidents.updating import customers_wait
from bot.desk.room import say, show_card
from bot.desk.sla.clocks import follow
from bot.desk.sla.policies import promised, terms_of
from bot.desk.sla.ticking import breached, cancelled, warned
from bot.desk.telling.mentions import available, leads, together, whose
from bot.desk.threads import BELLHOP
from bot.views import lines
from store.agents import Agent
from store.clocks import Clock, ClockState, Target
from store.threads import Thread
from store.transaction import Transaction

BATCH = 100
LATER = timedelta(minutes=1)  # when telling failed
WARNING, BREACHED = "sla.warning", "sla.breached"


def tell_due(tx: Transaction, desk: Desk) -> int:
    """Tell of a batch of promises whose time has come; return how many threads."""
    threads = tx.thread_list.promised(BATCH)
    clocks = tx.clocks.open_of_many([thread.id for thread in threads])
    for thread in threads:
        _tell_all(tx, desk, thread, clocks[thread.id])
    return len(threads)


def tell_one(tx: Transaction, desk: Desk, thread_id: int) -> None:
    """Tell of one thread alone: a batch in which something fails is taken one by one."""
    thread = tx.threads.lock(thread_id)
    if thread is not None:
        _tell_all(tx, desk, thread, tx.clocks.open_of(thread.id))


def due_ids(tx: Transaction) -> list[int]:
    """Return the ids of a batch of threads with such a promise."""
    return [thread.id for thread in tx.thread_list.promised(BATCH)]


def failed(tx: Transaction, thread_id: int) -> None:
    """Try again later, what is still promised."""
    if tx.threads.lock(thread_id) is not None:
        clocks = _due(tx, tx.clocks.open_of(thread_id))
        tx.clocks.save(replace(clock, next_at=tx.now + LATER) for clock in clocks)


def follow_policies(tx: Transaction, desk: Desk, after: int) -> int | None:
    """Let a batch of threads have the clocks of bellhop.yml; return behind which the next begins."""
    ids = tx.sweeps.unresolved(after, BATCH)
    tx.threads.hold(ids)
    for thread_id in ids:
        if (thread := tx.threads.lock(thread_id)) is not None:
            follow(tx, desk, thread)
    return ids[-1] if ids else None


def _tell_all(tx: Transaction, desk: Desk, thread: Thread, clocks: Sequence[Clock]) -> None:
    for clock in _due(tx, clocks):
        after = _told(tx, desk, thread, clock)
        tx.clocks.save([after])
        if after.state is ClockState.breached:
            show_card(tx, desk, thread)


def _due(tx: Transaction, clocks: Sequence[Clock]) -> list[Clock]:
    return [clock for clock in clocks if clock.next_at is not None and clock.next_at <= tx.now]


def _told(tx: Transaction, desk: Desk, thread: Thread, clock: Clock) -> Clock:
    due = clock.due_at or tx.now
    if due <= tx.now:
        new = _note(tx, thread, clock, BREACHED)
        if new and clock.target is Target.update:
            customers_wait(tx, thread, due)
        elif new:
            called = together(whose(tx, thread), leads(tx, thread.team_id))
            say(tx, desk, thread, lines.promise_late(called, clock.target, due))
        return breached(clock)
    promise = promised(desk, terms_of(tx, desk, thread), clock.target)
    if promise is None:
        return cancelled(clock, tx.now)
    after = warned(clock, promise, tx.now)
    # an incident asks for updates by itself, once for all of its threads
    if _note(tx, thread, after, WARNING) and clock.target is not Target.update:
        called = _called(tx, thread, after.warnings)
        say(tx, desk, thread, lines.promise_due(called, clock.target, due))
    return after


def _called(tx: Transaction, thread: Thread, times: int) -> list[Agent]:
    """Who has it hears first; the second time their team does too."""
    first = whose(tx, thread)
    if times == 1 or thread.team_id is None:
        return first
    return together(first, available(tx, thread.team_id))


def _note(tx: Transaction, thread: Thread, clock: Clock, event: str) -> bool:
    """Write it down; False when this very promise was told of: one that comes back is no new one."""
    due = clock.due_at.isoformat() if clock.due_at else None
    told = {"target": str(clock.target), "due": due}
    if event == WARNING:
        told |= {"warning": str(clock.warnings)}
    known = tx.timeline.since(thread.id, thread.opened_at, [event])
    if any(entry.after.items() >= told.items() for entry in known if _is_kept(entry.after)):
        return False
    tx.timeline.append(event, BELLHOP.actor, thread.id, after=told | {"policy": clock.policy})
    return True


def _is_kept(after: object) -> bool:
    return isinstance(after, dict)  # before there were targets, it was a time
