"""Attempts: every try to send a delivery, and how it ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, bindparam, insert, select

from store.schema import Id, UtcDateTime, metadata, one_of


class Outcome(StrEnum):
    """How an attempt ended."""

    delivered = "delivered"
    found = "found"  # in doubt, and it had arrived
    unreachable = "unreachable"
    rejected = "rejected"
    token_dead = "token_dead"  # noqa: S105 - no password


attempts = Table(
    "delivery_attempts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("delivery_id", ForeignKey("deliveries.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("outcome", one_of(Outcome), nullable=False),
    Column("error", Text),
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send a delivery."""

    id: int
    delivery_id: int
    number: int
    at: datetime
    outcome: Outcome
    error: str | None


ADD_ATTEMPT = insert(attempts)
ATTEMPTS_OF = (
    select(*attempts.c).where(attempts.c.delivery_id == bindparam("delivery")).order_by("id")
)
