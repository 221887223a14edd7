"""Reminders: follow-ups with words, for whoever has the thread when their time has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.desk import Desk
from bot.desk.mentions import whose
from bot.desk.room import tell_room
from bot.desk.threads import BELLHOP, By, locked, unresolved
from bot.errors import Refused
from bot.views import lines
from store.followups import Followup
from store.threads import Status, Thread
from store.transaction import Transaction

REMINDER = "reminder"


@dataclass(frozen=True)
class Reminder:
    """What to say when, in Slack's format; `key` makes it happen once.

    `led_by` are the workflows that led to it, one by the other.
    """

    thread_id: int
    key: str
    due_at: datetime
    text: str
    led_by: Sequence[str] = ()


def remind_later(tx: Transaction, reminder: Reminder, by: By) -> None:
    """Promise to say something about a thread; resolving it makes that needless."""
    thread = unresolved(locked(tx, reminder.thread_id))
    if reminder.due_at <= tx.now:
        raise Refused("That time has passed: choose one in the future.")
    payload = {"text": reminder.text, "by": by.name, "led_by": list(reminder.led_by)}
    key = f"{REMINDER}:{reminder.key}"
    tx.followups.schedule(key, REMINDER, thread.id, reminder.due_at, payload)
    after = {"at": reminder.due_at.isoformat(), "text": reminder.text[:200]}
    tx.timeline.append("followup.scheduled", by.actor, thread.id, after=after)


def remind(tx: Transaction, desk: Desk, thread: Thread, followup: Followup) -> None:
    """Say it to whoever has the thread, or their team."""
    if thread.status is Status.resolved:
        return
    text, by = followup.payload["text"], followup.payload["by"]
    led_by = followup.payload.get("led_by")  # those of an earlier version have none
    tx.timeline.append("followup.due", BELLHOP.actor, thread.id, led_by, text[:200])
    line = lines.reminded(whose(tx, thread), text, by)
    tell_room(tx, desk, thread, f"{REMINDER}:{followup.id}", line=line)
