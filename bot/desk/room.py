"""What agents see of a thread: its card, and the lines of its internal room."""

from uuid import uuid4

from bot.delivery.outbox import Post, channel_lane, to_team
from bot.desk.desk import Desk
from store.threads import Thread
from store.transaction import Transaction


def channel_of(tx: Transaction, desk: Desk, thread: Thread) -> str:
    """Return the triage channel that holds a thread's card."""
    if thread.card_channel is not None:
        return thread.card_channel
    team = None if thread.team_id is None else tx.teams.get(thread.team_id)
    return desk.config.channel_of(team.key if team else None)


def show_card(tx: Transaction, desk: Desk, thread: Thread) -> None:
    """Post the card of a thread or bring it up to date; it is drawn when it is sent.

    To draw it once more does no harm, so the key is a new one each time; what matters is that a
    change which comes while an older drawing is on its way is drawn after it.
    """
    channel = channel_of(tx, desk, thread)
    name = f"card:{thread.id}"
    post = Post(f"{name}:{uuid4().hex}", "card", channel_lane(channel), channel, thread.id)
    to_team(tx, Post(**{**vars(post), "coalesce": name}))


def tell_room(tx: Transaction, desk: Desk, thread: Thread, key: str, **payload: object) -> None:
    """Add something to the internal room of a thread; `key` makes it appear once."""
    channel = channel_of(tx, desk, thread)
    name = f"room:{thread.id}:{key}"
    to_team(tx, Post(name, "room", channel_lane(channel), channel, thread.id, payload))


def say(tx: Transaction, desk: Desk, thread: Thread, line: str) -> None:
    """Add a line of the desk itself: who claimed it, what became of it."""
    tell_room(tx, desk, thread, uuid4().hex, line=line)
