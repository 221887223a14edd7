"""Refusals: telling one person politely that something cannot be done, and writing it down."""

from uuid import uuid4

from bot.delivery.outbox import Post, to_customer
from bot.desk.incoming import Outcome
from bot.desk.people import Person
from store.deliveries import Urgency
from store.transaction import Transaction


def refuse(
    tx: Transaction, person: Person, thread_id: int | None, channel: str, why: str
) -> Outcome:
    """Show only this person why not; the timeline keeps that they tried."""
    tx.timeline.append("action.refused", person.actor, thread_id, after=why)
    lane = f"slack:whisper:{person.user}"  # not behind the messages of a busy channel
    payload = {"user": person.user, "text": why}
    to_customer(
        tx,
        Post(
            f"whisper:{uuid4().hex}",
            "whisper",
            lane,
            channel,
            thread_id,
            payload,
            urgency=Urgency.person,
        ),
    )
    return Outcome(f"refused: {why}", thread_id)
