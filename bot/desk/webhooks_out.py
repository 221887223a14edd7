"""Telling other systems what happened: signed webhooks to the endpoints of bellhop.yml."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.delivery.kinds import WEBHOOK
from bot.delivery.outbox import Post, to_team
from bot.desk.desk import Desk
from bot.errors import Refused
from store.deliveries import ANY_ORDER
from store.transaction import Transaction

LARGEST = 256 * 1024  # characters; Standard Webhooks asks for a few kB


@dataclass(frozen=True)
class Notice:
    """What an endpoint is told; `key` makes it happen once, `type` is like `thread.resolved`."""

    endpoint: str
    key: str
    type: str
    data: Mapping[str, Any]
    thread_id: int | None = None


def queue_webhook(tx: Transaction, desk: Desk, notice: Notice) -> None:
    """Queue a webhook, with the words it will have at every try."""
    endpoint = notice.endpoint
    if endpoint not in desk.config.endpoints:
        raise Refused(f"There is no endpoint {endpoint!r} in bellhop.yml.")
    payload = {"endpoint": endpoint, "body": body_of(notice, tx.now)}
    key, lane = f"{WEBHOOK}:{endpoint}:{notice.key}", f"{ANY_ORDER}{endpoint}"
    to_team(tx, Post(key, WEBHOOK, lane, thread_id=notice.thread_id, payload=payload))


def body_of(notice: Notice, now: datetime) -> str:
    """Return what an endpoint gets."""
    timestamp = now.isoformat().replace("+00:00", "Z")
    said = {"type": notice.type, "timestamp": timestamp, "data": dict(notice.data)}
    try:
        body = json.dumps(said, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError):
        raise Refused(f"What {notice.endpoint} was to be told cannot be written as JSON.") from None
    if len(body) > LARGEST:
        raise Refused(f"What {notice.endpoint} was to be told is too long: {len(body)} characters.")
    return body
