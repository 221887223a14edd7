"""Showing agents what is known of a problem, and asking for what is not written down yet."""

from bot.desk.desk import Desk
from bot.desk.room import say
from bot.desk.runbooks import Runbook
from bot.views import runbooks as views
from store.bug_reports import BugReports
from store.messages import Author, Kind
from store.threads import Thread
from store.transaction import Transaction

LOOKED_AT = 20  # messages of a thread


def known_issues(tx: Transaction, desk: Desk, thread: Thread) -> list[Runbook]:
    """Return the runbooks that fit what the customer wrote."""
    if not desk.shelf.books:
        return []
    said = tx.messages.of_thread(thread.id, limit=LOOKED_AT)
    wrote = [
        one.text
        for one in said
        if one.kind is Kind.message and one.author_kind is Author.customer and not one.deleted_at
    ]
    return desk.shelf.find("\n".join([thread.title, *wrote]))


def suggest(tx: Transaction, desk: Desk, thread: Thread, text: str) -> None:
    """Tell the room of a new thread which runbooks fit its first message."""
    if found := desk.shelf.find(text):
        say(tx, desk, thread, views.known(found))


def ask_for_entry(tx: Transaction, desk: Desk, thread: Thread, cause: str | None) -> None:
    """Ask for a runbook where engineering was needed and none fits, with a start for it."""
    report = BugReports(tx).of(thread.id)
    if not desk.shelf.books or report.filed_at is None or known_issues(tx, desk, thread):
        return
    say(tx, desk, thread, views.wanted(thread, report, cause))
