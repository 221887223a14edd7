"""A way out: how one system is spoken to. Slack is one, each outside system another.

docs/how-to/add-an-integration.md says what it takes to add one.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from bot.delivery.kinds import SLACK, Call
from bot.delivery.limits import Quota
from store.deliveries import Delivery

Answer = Mapping[str, Any]


class Way(Protocol):
    """One system. Each call is made once: the courier decides about a second try.

    What goes wrong is a `DeliveryError`, and nothing else: `TokenDead` stops all lanes of the way.
    """

    def quotas(self, call: Call, *, looking: bool) -> tuple[Quota, ...]:
        """Return what has to let a call through, or the look for it; a 429 is about the last."""

    async def send(self, call: Call, delivery: Delivery) -> Answer:
        """Make a call."""

    async def find(self, call: Call, delivery: Delivery) -> Answer | None:
        """Return what was answered if the call was made before; None when it is to be made."""

    async def probe(self) -> None:
        """Ask something harmless that works only with valid credentials."""


Ways = Mapping[str, Way]  # by the name that calls and lanes give them


def way_of(lane: str, ways: Ways) -> str:
    """Return whose lane it is: the first word says so, and without one it is Slack's."""
    word = lane.partition(":")[0]
    return word if word in ways else SLACK
