"""Telling the threads of an issue what becomes of it."""

from collections.abc import Iterable

from bot.desk.desk import Desk
from bot.desk.room import say, show_card
from bot.views.text import person
from store.links import Link, Links
from store.threads import Thread
from store.transaction import Transaction


def threads_of(tx: Transaction, link: Link) -> list[Thread]:
    """Return the threads that are about an issue, and hold them."""
    held = [tx.threads.lock(one) for one in Links(tx).threads(link.id)]
    return [one for one in held if one is not None and one.merged_into is None]


def tell(tx: Transaction, desk: Desk, threads: Iterable[Thread], line: str) -> None:
    """Add a line to the rooms of threads, and draw their cards anew."""
    for thread in threads:
        say(tx, desk, thread, line)
        show_card(tx, desk, thread)


def mention(tx: Transaction, thread: Thread) -> str:
    """Return how to call whoever has a thread."""
    agent = tx.agents.get(thread.assignee_id)
    return f"{person(agent.slack_user)}, " if agent else ""
