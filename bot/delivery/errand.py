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
    """A leased delivery and its call; one `in_doubt` may have been sent before.

    `nth` is how many the courier has sent from this lane in a row.
    """

    delivery: Delivery
    call: Call
    in_doubt: bool
    urgency: Urgency
    nth: int


@dataclass(frozen=True, slots=True)
class Result:
    """How an errand ended: the `answer`, or the `error`, which we met `looking` or sending.

    `found`: it had arrived before. `in_doubt`: it may have arrived all the same.
    """

    errand: Errand
    answer: Mapping[str, Any] | None = None
    found: bool = False
    error: DeliveryError | None = None
    looking: bool = False
    in_doubt: bool = False

    @property
    def held_back(self) -> timedelta | None:
        """For how long we were asked not to call, when that is all the other side did."""
        if not isinstance(self.error, Unreachable) or self.error.in_doubt:
            return None
        return self.error.retry_after
