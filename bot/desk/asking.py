"""Questions under which a customer presses a button: they are answered, or they are over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.delivery.outbox import tell_customer
from bot.desk.desk import Desk
from bot.desk.people import Person, name_of
from bot.desk.replies import auto_reply_key
from bot.desk.room import show_card, tell_room
from bot.desk.threads import By, changed, note
from store.threads import Status, Thread
from store.transaction import Transaction

AGAIN, NUDGE = ":again", ":nudge"  # the same question once more


def close_question(tx: Transaction, key: str, became: str) -> None:
    """Put what became of a question in the place of its buttons, wherever it was asked."""
    for asked in (key, key + AGAIN, key + NUDGE):
        message = tx.messages.by_delivery(auto_reply_key(asked))
        if message is None:
            continue
        name, payload = f"asked:{message.id}", {"message": message.id, "became": became}
        tell_customer(tx, name, "asked", message.channel, message.thread_id, payload)


@dataclass(frozen=True)
class Answered:
    """An answer by a button or a form: what the room is shown, and what the timeline keeps."""

    key: str
    person: Person
    shown: Mapping[str, Any]
    kept: object


def take_answer(tx: Transaction, desk: Desk, thread: Thread, answered: Answered) -> None:
    """Let a thread go on with an answer: it is our turn again."""
    by = By(answered.person.actor, name_of(tx, answered.person.user))
    tx.timeline.append("question.answered", by.actor, thread.id, after=answered.kept)
    tell_room(tx, desk, thread, f"answers:{answered.key}", **answered.shown)
    if thread.status is Status.waiting_on_customer:
        waiting = thread.waiting_since or tx.now
        after = changed(tx, thread, status=Status.open, waiting_since=waiting)
        note(tx, after, "status_changed", by, thread.status, after.status)
        show_card(tx, desk, after)
