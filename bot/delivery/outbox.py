"""The outbox: queue what has to go out, in the transaction of the change that caused it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from store.deliveries import Audience, Urgency
from store.transaction import Transaction


class WouldLeak(Exception):
    """Something internal was about to go where a customer reads. A mistake in the program."""


@dataclass(frozen=True)
class Post:
    """One thing to send.

    `key` makes it happen once; `kind` names its entry in the courier's table, which renders it
    when it is sent; `coalesce`: while one such waits, another adds nothing; `channel` is a Slack
    channel or None for what no channel shows (a Home tab, a look-up); `lane` orders it with others.
    """

    key: str
    kind: str
    lane: str
    channel: str | None = None
    thread_id: int | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    coalesce: str | None = None
    urgency: Urgency = Urgency.routine
    due_at: datetime | None = None


def channel_lane(channel: str) -> str:
    """Return the lane of a channel: its messages arrive in the order they were queued."""
    return f"slack:{channel}"


def to_customer(tx: Transaction, post: Post) -> None:
    """Queue what a customer may read."""
    _queue(tx, post, Audience.customer)


def tell_customer(
    tx: Transaction,
    key: str,
    kind: str,
    channel: str,
    thread_id: int | None,
    payload: Mapping[str, Any],
) -> None:
    """Queue what a person at the customer waits for, in its channel."""
    lane, urgency = channel_lane(channel), Urgency.person
    to_customer(tx, Post(key, kind, lane, channel, thread_id, payload, urgency=urgency))


def to_team(tx: Transaction, post: Post) -> None:
    """Queue what only we may read; a channel that customers are in is refused."""
    if post.channel is not None and is_shared(tx, post.channel):
        raise WouldLeak(f"{post.kind} {post.key} is internal, {post.channel} is a shared channel")
    _queue(tx, post, Audience.internal)


def is_shared(tx: Transaction, channel: str) -> bool:
    """Whether people outside our company can read a channel; a customer's always counts."""
    known = tx.channels.get(channel)
    return known is not None and (known.is_shared or known.customer_id is not None)


def _queue(tx: Transaction, post: Post, audience: Audience) -> None:
    tx.deliveries.queue(
        post.lane,
        post.urgency,
        key=post.key,
        kind=post.kind,
        audience=audience,
        channel=post.channel,
        thread_id=post.thread_id,
        payload=dict(post.payload),
        coalesce=post.coalesce,
        due_at=post.due_at or tx.now,
    )
