"""Notes that agents write elsewhere than in the internal room: they appear there."""

from dataclasses import dataclass

from bot.delivery.outbox import Post, channel_lane, to_team
from bot.desk.desk import Desk
from bot.desk.replies import typed
from bot.desk.room import channel_of
from bot.desk.threads import locked
from store.agents import Agent
from store.deliveries import Urgency
from store.messages import Author, Kind
from store.threads import Thread
from store.transaction import Transaction


@dataclass(frozen=True)
class Dictated:
    """A note, as it was typed; `key` makes it happen once, however often it is sent."""

    thread_id: int
    text: str
    key: str


def dictate(tx: Transaction, desk: Desk, agent: Agent, note: Dictated) -> Thread:
    """Keep a note and show it in the internal room, as the agent."""
    thread = locked(tx, note.thread_id)
    channel, key = channel_of(tx, desk, thread), f"note:{note.key}"
    message_id = tx.messages.add(
        thread_id=thread.id,
        kind=Kind.note,
        channel=channel,
        ts=None,
        parent_ts=thread.card_ts,
        author_kind=Author.agent,
        author=agent.slack_user,
        text=typed(note.text),
        decision=f"a note of {thread.ref}: sent to its room",
        delivery_key=key,
    )
    if message_id is None:
        return thread  # the same note once more
    payload = {"message": message_id, "agent": agent.id}
    lane, urgency = channel_lane(channel), Urgency.person
    to_team(tx, Post(key, "note", lane, channel, thread.id, payload, urgency=urgency))
    tx.timeline.append("note.added", f"agent:{agent.key}", thread.id)
    return thread
