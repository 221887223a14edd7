"""Changing what is owed: it is done, no longer needed, or comes at another time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.merged import held_end
from bot.desk.owing.kinds import OWED, PROMISE
from bot.desk.promises.keeping import promise, warn_before
from bot.desk.reminders import Reminder, remind_later, to_come
from bot.desk.room import say
from bot.errors import Refused
from bot.views import promises as views
from store.followups import UNSETTLED, Followup, FollowupState
from store.threads import Thread
from store.transaction import Transaction

Settle = Callable[[Transaction, Desk, int, By], Followup]


@dataclass(frozen=True)
class Change:
    """What is different; None: as it was. `text` is in Slack's format."""

    due_at: datetime | None = None
    text: str | None = None


def owe(tx: Transaction, desk: Desk, reminder: Reminder, by: By) -> Followup:
    """Add something to what is owed, and tell the room."""
    thread, added = add(tx, desk, reminder, by)
    agent = tx.agents.get(added.agent_id)
    say(tx, desk, thread, views.added(by.name, added, agent))
    return added


def add(tx: Transaction, desk: Desk, reminder: Reminder, by: By) -> tuple[Thread, Followup]:
    """Add something to what is owed."""
    if reminder.kind == PROMISE:
        promise(tx, desk, reminder, by)
    else:
        remind_later(tx, reminder, by)
    return owed(tx, f"{reminder.kind}:{reminder.key}")


def owed(tx: Transaction, key: str) -> tuple[Thread, Followup]:
    """Return what was just added, by its key."""
    found = tx.followups.by_key(key)
    if found is None:
        raise AssertionError(f"{key} was not kept")
    return held_end(tx, tx.threads.get(found.thread_id)), found


def finish(tx: Transaction, desk: Desk, followup_id: int, by: By) -> Followup:
    """Say that it is done, in time or late."""
    thread, found = unsettled(tx, followup_id)
    return _settled(tx, desk, thread, found, FollowupState.done, by)


def cancel(tx: Transaction, desk: Desk, followup_id: int, by: By) -> Followup:
    """Say that it is no longer needed."""
    thread, found = held(tx, followup_id)
    return _settled(tx, desk, thread, found, FollowupState.cancelled, by)


def change(tx: Transaction, desk: Desk, followup_id: int, wanted: Change, by: By) -> Followup:
    """Let it be due at another time, or say something else."""
    thread, found = held(tx, followup_id)
    due, text = wanted.due_at or found.due_at or tx.now, wanted.text or found.payload["text"]
    if (due, text) == (found.due_at, found.payload["text"]):
        return found
    to = replace(found, due_at=due, payload={**found.payload, "text": text})
    changed = move(tx, desk, thread, found, to, by)
    say(tx, desk, thread, views.changed(by.name, changed))
    return changed


def move(
    tx: Transaction, desk: Desk, thread: Thread, found: Followup, to: Followup, by: By
) -> Followup:
    """Let it be due then, in these words."""
    due = to.due_at or tx.now
    to_come(tx, due)
    tx.followups.schedule(to.key, to.kind, to.thread_id, due, to.payload, agent_id=to.agent_id)
    if to.kind == PROMISE:
        warn_before(tx, desk, thread, to.key.removeprefix(f"{PROMISE}:"), due)
    before, after = _told(found.due_at, found.payload["text"]), _told(due, to.payload["text"])
    tx.timeline.append("followup.changed", by.actor, thread.id, before, after)
    return held(tx, found.id)[1]


def held(tx: Transaction, followup_id: int) -> tuple[Thread, Followup]:
    """Return what is still to come, and hold it with its thread; Refused when it is not."""
    thread, found = unsettled(tx, followup_id)
    if found.due_at is None:
        raise Refused(views.over(found))
    return thread, found


def unsettled(tx: Transaction, followup_id: int) -> tuple[Thread, Followup]:
    """Return what is still owed, late or not, and hold it with its thread; Refused when it is not."""
    found = tx.followups.get(followup_id)
    if found is None:
        raise Refused(f"There is no follow-up {followup_id}.")
    if found.kind not in OWED:
        raise Refused(f"Follow-up {followup_id} is Bellhop's own: nobody has to do it.")
    thread = held_end(tx, tx.threads.get(found.thread_id))
    now = tx.followups.lock(followup_id) or found
    if now.state not in UNSETTLED:
        raise Refused(views.over(now))
    return thread, now


def _settled(
    tx: Transaction, desk: Desk, thread: Thread, found: Followup, state: FollowupState, by: By
) -> Followup:
    tx.followups.settle(found.id, state)
    tx.timeline.append(f"followup.{state}", by.actor, thread.id, found.kind, found.payload["text"])
    say(tx, desk, thread, views.settled(by.name, found, state))
    return tx.followups.get(found.id) or found


def _told(due_at: datetime | None, text: str) -> dict[str, str | None]:
    return {"at": due_at.isoformat() if due_at else None, "text": text[:200]}
