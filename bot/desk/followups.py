"""Firing follow-ups: what each kind does when its time has come."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import groupby

from bot.desk import acknowledgement, csat, threads
from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.incidents import ending, exporting, roles, sharing, updating
from bot.desk.merged import held_end
from bot.desk.owing import calling
from bot.desk.owing.kinds import CALL, FIXED, OWED, PROMISE, QUIET, REMINDER, SUMMARY, WARNING
from bot.desk.promises import keeping, quiet, shipping
from bot.desk.reminders import remind
from bot.desk.waking import wake_in_time
from bot.desk.warroom import timing
from bot.errors import Refused
from store.followups import Followup
from store.threads import Thread
from store.transaction import Transaction

BATCH = 200
TO_CUSTOMERS = (acknowledgement.ACKNOWLEDGE, csat.CSAT, QUIET)
READING = timedelta(minutes=3)  # what was said while we were away
TRIES = 5

Held = Iterable[tuple[Thread, Followup]]
Fire = Callable[[Transaction, Desk, Held], object]


def _together(fire: Callable[[Transaction, Desk, Iterable[Thread]], object]) -> Fire:
    return lambda tx, desk, held: fire(tx, desk, (thread for thread, _ in held))


def _each(fire: Callable[[Transaction, Desk, Thread], object]) -> Fire:
    return _each_with(lambda tx, desk, thread, _: fire(tx, desk, thread))


def _each_with(fire: Callable[[Transaction, Desk, Thread, Followup], object]) -> Fire:
    def fire_each(tx: Transaction, desk: Desk, held: Held) -> None:
        for thread, followup in held:
            fire(tx, desk, thread, followup)

    return fire_each


KINDS: Mapping[str, Fire] = {
    threads.WAKE: _together(wake_in_time),
    acknowledgement.ACKNOWLEDGE: _each(acknowledgement.acknowledge),
    csat.CSAT: _each(csat.ask),
    REMINDER: _each_with(remind),
    PROMISE: _each_with(keeping.fall_due),
    WARNING: _each_with(keeping.warn),
    CALL: _each_with(calling.still_to_call),
    FIXED: _each_with(shipping.still_to_tell),
    SUMMARY: _each_with(shipping.still_to_tell),
    QUIET: _each_with(quiet.fall_quiet),
    timing.ALARM: _each_with(updating.unanswered),
    timing.REMIND: _each_with(updating.told_late),
    timing.ROLES: _each_with(roles.still_vacant),
    timing.TOLD: _each_with(ending.tell_customer),
    timing.RETURNED: _each_with(ending.give_back),
    timing.WRITTEN: _each_with(sharing.offer_summary),
    timing.CLEAR: _each_with(exporting.clear_away),
}


def come_back(tx: Transaction) -> None:
    """Let what customers would be told by now wait until we have read what was said meanwhile."""
    tx.followups.put_off(TO_CUSTOMERS, tx.now + READING)


def fire_due(tx: Transaction, desk: Desk) -> int:
    """Fire a batch of what is due, all of it in this transaction; return how many."""
    due = tx.followups.due(BATCH)
    if not due:
        return 0
    tx.followups.fired([followup.id for followup in due])  # first: what it does may cancel others
    tx.threads.hold([followup.thread_id for followup in due])
    for kind, alike in groupby(due, lambda followup: followup.kind):
        KINDS[kind](tx, desk, _alive(tx, alike))
    return len(due)


def fire_one(tx: Transaction, desk: Desk, followup_id: int) -> None:
    """Fire one alone: a batch in which something fails is taken one by one."""
    followup = tx.followups.lock(followup_id)
    if followup is not None and followup.due_at is not None and followup.due_at <= tx.now:
        tx.followups.fired([followup.id])
        KINDS[followup.kind](tx, desk, _alive(tx, [followup]))


def due_ids(tx: Transaction) -> list[int]:
    """Return the ids of a batch of what is due."""
    return [followup.id for followup in tx.followups.due(BATCH)]


def failed(tx: Transaction, followup_id: int, why: str) -> Followup | None:
    """Try what failed again later, and in the end not at all: then return it, it is dead."""
    followup = tx.followups.get(followup_id)
    if followup is None:
        return None
    again = timedelta(seconds=2**followup.attempts)
    given_up = followup.attempts + 1 >= TRIES
    tx.followups.failed(followup.id, why, None if given_up else tx.now + again)
    return tx.followups.get(followup_id) if given_up else None


def replay(tx: Transaction, followup_id: int, by: By) -> Followup:
    """Fire what is dead after all, as soon as may be."""
    before = tx.followups.get(followup_id)
    if before is None:
        raise Refused(f"There is no follow-up {followup_id}.")
    revived = tx.followups.revive(followup_id)
    if revived is None:
        raise Refused(f"Follow-up {followup_id} is {before.state}, not dead.")
    tx.timeline.append("followup.replayed", by.actor, before.thread_id, before=before.error)
    return revived


def _alive(tx: Transaction, due: Iterable[Followup]) -> Iterator[tuple[Thread, Followup]]:
    """Hold the threads one by one, each as the ones before left it.

    What a thread that was merged was promised makes no sense any more, but for what somebody owes.
    """
    for followup in due:
        thread = tx.threads.lock(followup.thread_id)
        if thread is not None and followup.kind in OWED:
            thread = held_end(tx, thread)
        if thread is not None and thread.merged_into is None:
            yield thread, followup
