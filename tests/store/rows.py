"""Rows that tests of the store begin with."""

from store.deliveries import Audience, Delivery, Urgency
from store.messages import Author, Kind
from store.threads import Priority, Thread
from store.transaction import Transaction


def open_thread(tx: Transaction, /, **values: object) -> Thread:
    defaults = {"channel": "C1", "root_ts": "1.0", "title": "It broke", "last_author": "U1"}
    return tx.threads.open(
        **{**defaults, "priority": Priority.normal, "last_message_at": tx.now, **values}
    )


def add_message(tx: Transaction, /, text: str = "It broke", **values: object) -> int | None:
    defaults = {"thread_id": None, "kind": Kind.message, "channel": "C1", "text": text}
    author = {"author_kind": Author.customer, "author": "U1", "decision": "opened"}
    return tx.messages.add(**{**defaults, **author, **values})


def queue(tx: Transaction, /, key: str, lane: str = "slack:C1", **values: object) -> None:
    urgency = values.pop("urgency", Urgency.routine)
    assert isinstance(urgency, Urgency)
    fixed = {"key": key, "kind": "post", "audience": Audience.internal, "payload": {}}
    tx.deliveries.queue(lane, urgency, **{**fixed, **values})


def queued(tx: Transaction, /, key: str, **values: object) -> Delivery:
    """Queue a delivery and return it as it was written."""
    queue(tx, key, **values)  # type: ignore[arg-type]
    tx.flush()
    delivery = tx.deliveries.by_key(key)
    assert delivery is not None
    return delivery
