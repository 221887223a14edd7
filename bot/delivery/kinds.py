"""The courier's table: what each kind of delivery says, and what its arrival changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from store.deliveries import Delivery
from store.transaction import Transaction

# deliveries of this kind carry alerts: when one of them dies nobody is alerted about the alert
ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of Slack's Web API."""

    method: str
    args: Mapping[str, Any]

    def __str__(self) -> str:
        """Return what errors call it."""
        return self.method


@dataclass(frozen=True, slots=True)
class Hook:
    """One signed webhook to an endpoint of bellhop.yml; `body` is JSON, the same at every try."""

    endpoint: str
    body: str

    def __str__(self) -> str:
        """Return what errors call it."""
        return f"webhook {self.endpoint}"


Outgoing = Call | Hook


def nothing(_tx: Transaction, _delivery: Delivery, _about: object) -> None:
    """Most arrivals change nothing."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the courier's table.

    `compose` says what to call, read from the store at that moment; None when there is nothing to
    send any more. `sent` gets Slack's answer, `refused` the reason why it will never arrive: both
    belong to the transaction that writes it down. None of them may take long. `waits` are the
    pauses between tries, in place of the courier's own: it is tried for as long as all of them.
    """

    compose: Callable[[Transaction, Delivery], Outgoing | None]
    sent: Callable[[Transaction, Delivery, Mapping[str, Any]], None] = nothing
    refused: Callable[[Transaction, Delivery, str], None] = nothing
    waits: tuple[timedelta, ...] = ()


# what is wrong ("dead", "stopped", "unrecorded"), with which delivery, and why
Alert = Callable[[Transaction, str, Delivery, str], None]
