"""What agents see of a thread: its card, and the lines of its internal room."""

from dataclasses import replace
from uuid import uuid4

from bot.delivery.outbox import Post, channel_lane, is_shared, to_team
from bot.desk.by import By
from bot.desk.desk import Desk
from store.threads import Thread
from store.transaction import Transaction


def channel_of(tx: Transaction, desk: Desk, thread: Thread) -> str:
    """Return the triage channel that holds a thread's card."""
    if thread.card_channel is not None:
        return thread.card_channel
    team = tx.teams.get(thread.team_id)
    return desk.config.channel_of(team.key if team else None)


def card_link(desk: Desk, thread: Thread) -> str | None:
    """Return the link to the card of a thread."""
    if thread.card_channel is None or thread.card_ts is None:
        return None
    return desk.permalink(thread.card_channel, thread.card_ts)


def show_card(tx: Transaction, desk: Desk, thread: Thread) -> None:
    """Post the card of a thread or bring it up to date; it is drawn when it is sent.

    To draw it once more does no harm, so the key is a new one each time; what matters is that a
    change which comes while an older drawing is on its way is drawn after it.
    """
    channel = channel_of(tx, desk, thread)
    name = f"card:{thread.id}:{channel}"
    key, lane = f"{name}:{uuid4().hex}", channel_lane(channel)
    to_team(tx, Post(key, "card", lane, channel, thread.id, coalesce=name))


def move_card(tx: Transaction, desk: Desk, thread: Thread, channel: str) -> Thread:
    """Let a thread's card, and the room under it, be in another channel from now on.

    What waits to be sent to the old room follows; what stands there stays.
    """
    if thread.card_channel is not None and thread.card_ts is not None:
        leave_card(tx, thread, thread.card_channel, thread.card_ts)
    tx.threads.set_card(thread.id, channel, None)
    moved = replace(thread, card_channel=channel, card_ts=None)
    show_card(tx, desk, moved)
    return moved


def leave_card(tx: Transaction, thread: Thread, channel: str, ts: str) -> None:
    """Say on a card that was left where the thread is now."""
    if not is_shared(tx, channel):
        name = f"card_left:{thread.id}:{channel}:{ts}"
        to_team(tx, Post(name, "card_left", channel_lane(channel), channel, thread.id, {"ts": ts}))


def tell_room(tx: Transaction, desk: Desk, thread: Thread, key: str, **payload: object) -> None:
    """Add something to the internal room of a thread; `key` makes it appear once."""
    channel = channel_of(tx, desk, thread)
    name = f"room:{thread.id}:{key}"
    to_team(tx, Post(name, "room", channel_lane(channel), channel, thread.id, payload))


def say(tx: Transaction, desk: Desk, thread: Thread, line: str) -> None:
    """Add a line of the desk itself: who claimed it, what became of it."""
    tell_room(tx, desk, thread, uuid4().hex, line=line)


def show_change(tx: Transaction, desk: Desk, thread: Thread, by: By, line: str) -> None:
    """Show on the card what was changed, and tell the room who did it.

    Of a workflow the card is enough: it changes much at once, and More… has each of its steps.
    """
    show_card(tx, desk, thread)
    if not by.is_workflow:
        say(tx, desk, thread, line)
