"""Refusals: telling one person politely that something cannot be done, and writing it down."""

from bot.desk.incoming import Outcome
from bot.desk.people import Person
from bot.desk.telling.whispers import Whisper, whisper
from bot.views.lines import refused
from store.transaction import Transaction


def refuse(
    tx: Transaction,
    person: Person,
    thread_id: int | None,
    channel: str,
    why: str,
    parent_ts: str | None = None,
) -> Outcome:
    """Show only this person why not; the timeline keeps that they tried."""
    tx.timeline.append("action.refused", person.actor, thread_id, after=why)
    whisper(tx, Whisper(person.user, channel, refused(why), parent_ts), thread_id)
    return Outcome(f"refused: {why}", thread_id)
