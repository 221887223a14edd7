"""Firing follow-ups: what each kind does when its time has come."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.desk import acknowledgement, csat, threads
from bot.desk.desk import Desk
from store.followups import Followup
from store.threads import Thread
from store.transaction import Transaction

BATCH = 200
TRIES = 5

Fire = Callable[[Transaction, Desk, Thread], object]


KINDS: Mapping[str, Fire] = {
    threads.WAKE: threads.wake_in_time,
    acknowledgement.ACKNOWLEDGE: acknowledgement.acknowledge,
    csat.CSAT: csat.ask,
}


def fire_due(tx: Transaction, desk: Desk) -> int:
    """Fire a batch of what is due, all of it in this transaction; return how many."""
    due = tx.followups.due(BATCH)
    tx.followups.fired([followup.id for followup in due])  # first: what it does may cancel others
    for followup in due:
        _fire(tx, desk, followup)
    return len(due)


def fire_one(tx: Transaction, desk: Desk, followup_id: int) -> None:
    """Fire one alone: a batch in which something fails is taken one by one."""
    followup = tx.followups.lock(followup_id)
    if followup is not None and followup.due_at is not None and followup.due_at <= tx.now:
        tx.followups.fired([followup.id])
        _fire(tx, desk, followup)


def due_ids(tx: Transaction) -> list[int]:
    """Return the ids of a batch of what is due."""
    return [followup.id for followup in tx.followups.due(BATCH)]


def failed(tx: Transaction, followup_id: int, why: str) -> None:
    """Try a follow-up whose firing failed again later, and in the end not at all."""
    followup = tx.followups.get(followup_id)
    if followup is None:
        return
    again = timedelta(seconds=2**followup.attempts)
    given_up = followup.attempts + 1 >= TRIES
    tx.followups.failed(followup.id, why, None if given_up else tx.now + again)


def _fire(tx: Transaction, desk: Desk, followup: Followup) -> None:
    thread = tx.threads.lock(followup.thread_id)
    if thread is None or thread.merged_into is not None:
        return
    KINDS[followup.kind](tx, desk, thread)
