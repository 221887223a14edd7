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
