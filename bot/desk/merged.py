"""Threads that were merged: where their Slack threads and rooms lead to."""

from store.threads import Thread
from store.transaction import Transaction


def end_of_merges(tx: Transaction, thread: Thread) -> Thread:
    """Return the thread that holds by now what was in this one."""
    while thread.merged_into is not None:
        following = tx.threads.get(thread.merged_into)
        if following is None:
            return thread
        thread = following
    return thread


def held_end(tx: Transaction, thread: Thread | None) -> Thread:
    """Hold the thread that holds by now what was in this one: a merge may have been faster."""
    found = None if thread is None else tx.threads.lock(thread.id)
    while found is not None and found.merged_into is not None:
        found = tx.threads.lock(found.merged_into)
    if found is None:
        raise AssertionError("a thread that is not there")
    return found
