"""What is owed later: follow-ups with words, for somebody or for whoever has the thread by then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.by import BELLHOP, By
from bot.desk.desk import Desk
from bot.desk.owing.kinds import REMINDER
from bot.desk.room import tell_room
from bot.desk.telling.mentions import whose
from bot.desk.threads import locked, unresolved
from bot.errors import Refused
from bot.views import lines
from store.agents import Agent
from store.followups import Followup
from store.threads import Status, Thread
from store.transaction import Transaction

FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Reminder:
    """What to say when, in Slack's format; `key` makes it happen once.

    `led_by` are the workflows that led to it, one by the other. `agent_id` is whose it is.
    """

    thread_id: int
    key: str
    due_at: datetime
    text: str
    led_by: Sequence[str] = ()
    kind: str = REMINDER
    agent_id: int | None = None


def remind_later(tx: Transaction, reminder: Reminder, by: By) -> None:
    """Promise to say something about a thread; resolving it makes that needless."""
    thread = unresolved(locked(tx, reminder.thread_id))
    to_come(tx, reminder.due_at)
    payload = {"text": reminder.text, "by": by.name, "led_by": list(reminder.led_by)}
    payload["since"] = tx.now.isoformat()
    key, kind = f"{reminder.kind}:{reminder.key}", reminder.kind
    due, agent_id = reminder.due_at, reminder.agent_id
    tx.followups.schedule(key, kind, thread.id, due, payload, agent_id=agent_id)
    after = {"kind": kind, "at": due.isoformat(), "text": reminder.text[:200]}
    tx.timeline.append("followup.scheduled", by.actor, thread.id, after=after)


def to_come(tx: Transaction, due_at: datetime) -> None:
    """Refuse a time that has passed, or that nobody will live to see."""
    if due_at <= tx.now:
        raise Refused("That time has passed: choose one in the future.")
    if due_at > tx.now + FURTHEST:
        raise Refused("That is more than a year ahead.")


def remind(tx: Transaction, desk: Desk, thread: Thread, followup: Followup) -> None:
    """Say it to whose it is: somebody, whoever has the thread, or their team."""
    if thread.status is Status.resolved:
        return
    text, by = followup.payload["text"], followup.payload["by"]
    led_by = followup.payload.get("led_by")  # those of an earlier version have none
    tx.timeline.append("followup.due", BELLHOP.actor, thread.id, led_by, text[:200])
    line = lines.reminded(owners(tx, thread, followup), text, by)
    key = f"{REMINDER}:{followup.id}:{followup.due_at}"
    tell_room(tx, desk, thread, key, late=followup.id, words=line)


def owners(tx: Transaction, thread: Thread, followup: Followup) -> list[Agent]:
    """Return whose a follow-up is by now."""
    agent = tx.agents.get(followup.agent_id)
    return [agent] if agent is not None and agent.active else whose(tx, thread)
