"""What a courier carries between two transactions: the call to make, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.delivery.kinds import Call, Outgoing
from bot.errors import DeliveryError, Unreachable
from store.deliveries import Delivery, Urgency


@dataclass(frozen=True, slots=True)
class Errand:
    """A leased delivery and its call; `asked` comes first when it may have been sent before.

    `nth` is how many the courier has sent from this lane in a row.
    """

    delivery: Delivery
    call: Outgoing
    asked: Call | None
    urgency: Urgency
    nth: int


@dataclass(frozen=True, slots=True)
class Result:
    """How an errand ended: the `answer`, or the `error` and the `call` that met it.

    `found`: it had arrived before. `in_doubt`: it may have arrived all the same.
    """

    errand: Errand
    call: Outgoing
    answer: Mapping[str, Any] | None = None
    found: bool = False
    error: DeliveryError | None = None
    in_doubt: bool = False

    @property
    def held_back(self) -> tuple[str, timedelta] | None:
        """Which method Slack asked us not to call, and for how long, when that is all it did."""
        if not isinstance(self.error, Unreachable) or self.error.in_doubt:
            return None
        if not isinstance(self.call, Call) or self.error.retry_after is None:
            return None
        return self.call.method, self.error.retry_after
