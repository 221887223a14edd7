"""What a courier carries between two transactions: the call to make, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.delivery.kinds import Call
from bot.errors import DeliveryError, Unreachable
from store.deliveries import Delivery, Urgency


@dataclass(frozen=True, slots=True)
class Errand:
    """A leased delivery and its call; `asked` comes first when it may have been sent before.

    `nth` is how many the courier has sent from this lane in a row.
    """

    delivery: Delivery
    call: Call
    asked: Call | None
    urgency: Urgency
    nth: int


@dataclass(frozen=True, slots=True)
class Result:
    """How an errand ended: Slack's `answer`, or the `error` and the `method` that met it.

    `found`: it had arrived before. `in_doubt`: it may have arrived all the same.
    """

    errand: Errand
    method: str
    answer: Mapping[str, Any] | None = None
    found: bool = False
    error: DeliveryError | None = None
    in_doubt: bool = False

    @property
    def held_back(self) -> timedelta | None:
        """How long Slack asked us to wait, when that is all it did with the call."""
        if isinstance(self.error, Unreachable) and not self.error.in_doubt:
            return self.error.retry_after
        return None
