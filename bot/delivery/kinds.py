"""The courier's table: what each kind of delivery says, and what its arrival changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from store.deliveries import Delivery
from store.transaction import Transaction

# deliveries of this kind carry alerts: when one of them dies nobody is alerted about the alert
ALERT = "alert"

SLACK = "slack"
WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Call:
    """One thing to ask of a system, the same at every try; most of them are of Slack's Web API."""

    method: str
    args: Mapping[str, Any]
    way: str = SLACK

    def __str__(self) -> str:
        """Return what errors call it."""
        return self.method if self.way == SLACK else f"{self.way} {self.method}"


def nothing(_tx: Transaction, _delivery: Delivery, _about: object) -> None:
    """Most arrivals change nothing."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the courier's table.

    `compose` says what to call, read from the store at that moment; None when there is nothing to
    send any more. `sent` gets the answer, `refused` the reason why it will never arrive: both
    belong to the transaction that writes it down. None of them may take long. `waits` are the
    pauses between tries, in place of the courier's own: it is tried for as long as all of them.
    """

    compose: Callable[[Transaction, Delivery], Call | None]
    sent: Callable[[Transaction, Delivery, Mapping[str, Any]], None] = nothing
    refused: Callable[[Transaction, Delivery, str], None] = nothing
    waits: tuple[timedelta, ...] = ()


# what is wrong ("dead", "stopped", "out", "unrecorded"), with which delivery, and why
Alert = Callable[[Transaction, str, Delivery, str], None]
