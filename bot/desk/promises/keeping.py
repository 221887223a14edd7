"""Promises to a customer: whose they are is warned before, and everybody told when one is broken."""

from datetime import datetime, timedelta

from bot.desk.by import BELLHOP, By
from bot.desk.desk import Desk
from bot.desk.owing.kinds import PROMISE, WARNING
from bot.desk.paging.showing import hours_of
from bot.desk.reminders import Reminder, owners, remind_later
from bot.desk.room import tell_room
from bot.desk.telling.mentions import leads, together
from bot.desk.threads import locked
from bot.views import promises as views
from store.followups import Followup
from store.messages import Author, Kind
from store.threads import Status, Thread
from store.transaction import Transaction

EARLIEST = timedelta(hours=2)  # of business time before it is due
LOOKED_AT = 100  # messages, for an answer


def promise(tx: Transaction, desk: Desk, reminder: Reminder, by: By) -> None:
    """Promise that the customer hears from us."""
    remind_later(tx, reminder, by)
    warn_before(tx, desk, locked(tx, reminder.thread_id), reminder.key, reminder.due_at)


def warn_before(tx: Transaction, desk: Desk, thread: Thread, key: str, due_at: datetime) -> None:
    """Warn when three quarters of the business time have passed, or two hours of it are left."""
    hours = hours_of(tx, desk, thread)
    worked = hours.worked(tx.now, due_at)
    if worked:
        at = hours.due(tx.now, worked - min(worked / 4, EARLIEST))
    else:
        at = tx.now + (due_at - tx.now) * 0.75
    tx.followups.schedule(f"{WARNING}:{key}", WARNING, thread.id, at, {"of": f"{PROMISE}:{key}"})


def warn(tx: Transaction, desk: Desk, thread: Thread, followup: Followup) -> None:
    """Ask whose promise it is to keep it, or to say that they have."""
    found = tx.followups.by_key(followup.payload["of"])
    if found is None or found.due_at is None or thread.status is Status.resolved:
        return
    tx.timeline.append("promise.warning", BELLHOP.actor, thread.id, after=found.payload["text"])
    key = f"{WARNING}:{found.id}:{found.due_at}"
    called = [agent.slack_user for agent in owners(tx, thread, found)]
    wrote = answered_since(tx, thread, found)
    tell_room(tx, desk, thread, key, owed=found.id, called=called, wrote=wrote)


def fall_due(tx: Transaction, desk: Desk, thread: Thread, followup: Followup) -> None:
    """Tell that a promise was broken; one after which somebody answered counts as kept."""
    if thread.status is Status.resolved:
        return
    text, due = followup.payload["text"], followup.due_at or tx.now
    if answered_since(tx, thread, followup):
        tx.timeline.append("promise.kept", BELLHOP.actor, thread.id, after=text)
        return
    tx.timeline.append("promise.broken", BELLHOP.actor, thread.id, after=text)
    called = together(owners(tx, thread, followup), leads(tx, thread.team_id))
    line = views.broken(called, text, due)
    tell_room(tx, desk, thread, f"{PROMISE}:{followup.id}:{due}", late=followup.id, words=line)


def answered_since(tx: Transaction, thread: Thread, followup: Followup) -> bool:
    """Whether one of us wrote to the customer after it was promised."""
    since = datetime.fromisoformat(followup.payload["since"])
    return any(
        one.kind is Kind.message and one.author_kind is Author.agent and one.sent_at > since
        for one in tx.messages.last_of_thread(thread.id, LOOKED_AT)
    )
