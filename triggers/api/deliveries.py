"""The outbox: what has to reach the outside, each with its attempts."""

from datetime import datetime
from typing import Any

from pydantic import Field

from bot.errors import Refused
from store.deliveries import Audience, Delivery, DeliveryState, Outcome
from store.transaction import Transaction
from triggers.api.acting import by_of
from triggers.api.pages import Page, after_of
from triggers.api.problem import known
from triggers.api.route import Ask
from triggers.api.shapes import Answer, ByAnyone, Nothing, Paged, Ref


class DeliveryQuery(Paged):
    """Which deliveries, the newest first."""

    state: DeliveryState | None = None


class DeliveryView(Answer):
    """Something to send; `due_at` is null once it is delivered or dead."""

    id: int
    key: str
    kind: str
    lane: str
    audience: Audience
    channel: str | None
    thread: Ref | None = Field(validation_alias="thread_id")
    state: DeliveryState
    created_at: datetime
    due_at: datetime | None
    attempts: int
    error: str | None


class AttemptView(Answer):
    """One try to send it."""

    number: int
    at: datetime
    outcome: Outcome
    error: str | None


class DeliveryDetails(DeliveryView):
    """A delivery with what it carries and every try."""

    payload: dict[str, Any]
    tries: list[AttemptView]


class DeliveryPage(Page[DeliveryView]):
    """Some deliveries."""


async def listed(ask: Ask[DeliveryQuery]) -> DeliveryPage:
    """Return a page of deliveries."""
    query, after = ask.given, after_of(ask.given.cursor)
    found = await ask.deps.store.read(
        lambda tx: tx.deliveries.page(query.state, after, query.limit + 1)
    )
    return DeliveryPage.of(found, query.limit, DeliveryView.model_validate)


async def shown(ask: Ask[Nothing]) -> DeliveryDetails:
    """Return a delivery."""
    return await ask.deps.store.read(_details, ask.id)


async def replayed(ask: Ask[ByAnyone]) -> DeliveryDetails:
    """Let a dead delivery be tried again, from its first attempt."""

    def rule(tx: Transaction) -> DeliveryDetails:
        by, before = by_of(tx, ask.given.agent), _known(tx, ask.id)
        if tx.deliveries.revive(ask.id) is None:
            raise Refused(
                f"Delivery {ask.id} is {before.state}: only what is dead can be replayed."
            )
        tx.timeline.append("delivery.replayed", by.actor, before.thread_id, before=before.error)
        return _details(tx, ask.id)

    return await ask.deps.store.write(rule)


def _known(tx: Transaction, delivery_id: int) -> Delivery:
    return known(tx.deliveries.get(delivery_id), "delivery", delivery_id)


def _details(tx: Transaction, delivery_id: int) -> DeliveryDetails:
    delivery = _known(tx, delivery_id)
    view = DeliveryView.model_validate(delivery)
    tries = [AttemptView.model_validate(one) for one in tx.deliveries.attempts(delivery_id)]
    return DeliveryDetails(**vars(view), payload=delivery.payload, tries=tries)
