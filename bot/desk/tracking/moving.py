"""Moving: where an issue stands changes what its threads wait for, and never more than that.

Engineering has it: nobody is called any more. It is done: the thread is open again, for somebody to
verify it and to tell the customer, in words that are drafted and that a person sends.
"""

from datetime import date

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.escalations import acknowledge
from bot.desk.room import tell_room
from bot.desk.threads import WAKE, changed, note
from bot.desk.tracking.showing import tell, threads_of
from bot.errors import Refused
from bot.views import tracking as views
from store.links import Link, Links, Stage
from store.threads import Status, Thread
from store.transaction import Transaction

TAKEN = (Stage.acknowledged, Stage.started)
ENDED = (Stage.done, Stage.not_done, Stage.gone)
BEFORE = (Stage.filing, Stage.queued)


def move(tx: Transaction, desk: Desk, before: Link, after: Link) -> None:
    """Take over that an issue stands elsewhere."""
    Links(tx).save(after)
    by = By(f"{after.tracker}:{after.ref}", after.assignee or views.name_of(after.tracker))
    for thread in threads_of(tx, after):
        tx.timeline.append(f"issue.{after.stage}", by.actor, thread.id, before.stage, after.stage)
        if after.stage in TAKEN or after.stage is Stage.done:
            _acknowledge(tx, desk, thread, by)
        resolved = thread.status is Status.resolved
        shown = _open(tx, thread, by) if after.stage in ENDED and not resolved else thread
        tell(tx, desk, [shown], views.moved(after))
        if not resolved and (after.stage in ENDED or before.stage in BEFORE):
            _draft(tx, desk, shown, after, views.draft(after, _today(tx)))


def plan(tx: Transaction, desk: Desk, before: Link, after: Link) -> None:
    """Take over that engineering names another day, or none any more."""
    Links(tx).save(after)
    days = [str(one.planned_for or "") or None for one in (before, after)]
    for thread in threads_of(tx, after):
        tx.timeline.append("issue.planned", f"{after.tracker}:{after.ref}", thread.id, *days)
        tell(tx, desk, [thread], views.planned(before, after))
        if thread.status is not Status.resolved and after.stage not in ENDED:
            _draft(tx, desk, thread, after, views.plan_draft(before, after, _today(tx)))


def _today(tx: Transaction) -> date:
    return tx.now.date()


def _acknowledge(tx: Transaction, desk: Desk, thread: Thread, by: By) -> None:
    """Call nobody else: engineering has it."""
    for escalation in tx.escalations.unanswered(thread.id):
        try:
            acknowledge(tx, desk, escalation.id, by)
        except Refused:
            continue  # somebody was faster


def _open(tx: Transaction, thread: Thread, by: By) -> Thread:
    if thread.status in (Status.open, Status.new):
        return thread
    tx.followups.cancel(thread.id, WAKE)
    opened = changed(tx, thread, status=Status.open, snoozed_until=None)
    note(tx, opened, "status_changed", by, thread.status, opened.status)
    return opened


def _draft(tx: Transaction, desk: Desk, thread: Thread, link: Link, words: str | None) -> None:
    """Offer words for the customer; a person sends them, or others."""
    if words is None or not thread.channel:
        return
    Links(tx).draft(link.id, thread.id, words)
    key = f"issue_draft:{link.id}:{link.stage}:{tx.now.isoformat()}"
    tell_room(tx, desk, thread, key, draft=words, about=thread.id, head=views.moved(link))
