"""Watching promises: somebody hears before an answer is due, and when it is late; once each."""

from datetime import timedelta

from bot.desk.desk import Desk
from bot.desk.mentions import leads, together, whose
from bot.desk.room import say
from bot.desk.threads import BELLHOP, changed
from bot.views import lines
from store.threads import Thread
from store.transaction import Transaction

BATCH = 100
LATER = timedelta(minutes=1)  # when telling failed
WARNING, BREACHED = "sla.warning", "sla.breached"


def tell_due(tx: Transaction, desk: Desk) -> int:
    """Tell of a batch of promises whose time has come; return how many."""
    due = tx.thread_list.promised(BATCH)
    for thread in due:
        _tell(tx, desk, thread)
    return len(due)


def tell_one(tx: Transaction, desk: Desk, thread_id: int) -> None:
    """Tell of one alone: a batch in which something fails is taken one by one."""
    thread = tx.threads.lock(thread_id)
    if thread is not None and thread.sla_next_at is not None and thread.sla_next_at <= tx.now:
        _tell(tx, desk, thread)


def due_ids(tx: Transaction) -> list[int]:
    """Return the ids of a batch of threads with such a promise."""
    return [thread.id for thread in tx.thread_list.promised(BATCH)]


def failed(tx: Transaction, thread_id: int) -> None:
    """Try again later, if it is still promised."""
    thread = tx.threads.lock(thread_id)
    if thread is not None and thread.sla_next_at is not None:
        changed(tx, thread, sla_next_at=tx.now + LATER)


def _tell(tx: Transaction, desk: Desk, thread: Thread) -> None:
    due = thread.response_due_at
    late = due is not None and due <= tx.now
    thread = changed(tx, thread, sla_next_at=None if late else due)
    event = BREACHED if late else WARNING
    if due is None or _is_told(tx, thread, event, due.isoformat()):
        return
    tx.timeline.append(event, BELLHOP.actor, thread.id, after=due.isoformat())
    if late:
        called = together(whose(tx, thread), leads(tx, thread.team_id))
        say(tx, desk, thread, lines.answer_late(called, due))
    else:
        say(tx, desk, thread, lines.answer_due(whose(tx, thread), due))


def _is_told(tx: Transaction, thread: Thread, event: str, due: str) -> bool:
    """Whether this very promise was told of: one that comes back is no new one."""
    return any(
        entry.after == due for entry in tx.timeline.since(thread.id, thread.opened_at, [event])
    )
