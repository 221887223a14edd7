"""Whispers: what only one person reads, where they just did something."""

from dataclasses import dataclass
from uuid import uuid4

from bot.delivery.outbox import Post, to_customer
from store.deliveries import Urgency
from store.transaction import Transaction


@dataclass(frozen=True)
class Whisper:
    """One line for one person; in the Slack thread under `parent_ts` if there is one."""

    user: str
    channel: str
    line: str
    parent_ts: str | None = None


def whisper(tx: Transaction, said: Whisper, thread_id: int | None = None) -> None:
    """Tell one person something; `line` is mrkdwn."""
    lane = f"slack:whisper:{said.user}"  # not behind the messages of a busy channel
    payload = {"user": said.user, "line": said.line, "parent_ts": said.parent_ts}
    key, urgency = f"whisper:{uuid4().hex}", Urgency.person
    post = Post(key, "whisper", lane, said.channel, thread_id, payload, urgency=urgency)
    to_customer(tx, post)
