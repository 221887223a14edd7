"""A renewal that fails, as Stripe tells it to a desk with rules."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol

from tests.door import ACME, words
from tests.triggers.webhooks.post import Posting

ACT = """
triggers:
  payment-failed:
    on: {source: stripe, type: [invoice.payment_failed, charge.failed]}
    respond: act
    mode: live
    title: "Payment failed: {facts.reason}"
    severity: SEV3
    labels: [billing]
    to_owner: true
"""
HOLD = ACT.replace("respond: act", "respond: hold")
REACH = ACT.replace(
    "respond: act", 'respond: reach_out\n    message: "Hi! Invoice {facts.invoice} failed."'
)


class Listening(Protocol):
    def __call__(
        self, config: str, known: str = ..., workflows: Path = ...
    ) -> AbstractAsyncContextManager[Posting]: ...


def event(number: int, kind: str, at: int, customer: str = "cus_1", **fields: Any) -> Any:
    thing = {"object": kind.partition(".")[0], "id": f"in_{number}", "customer": customer, **fields}
    return {"id": f"evt_{number}", "type": kind, "created": at, "data": {"object": thing}}


def now(posting: Posting) -> int:
    return int(posting.door.clock.now().timestamp())


async def failing(posting: Posting, customer: str = "cus_1", number: int = 1) -> None:
    """A renewal fails, and the desk has waited for all that is told of it."""
    at = now(posting)
    charge = event(number, "charge.failed", at, customer, failure_code="expired_card")
    invoice = event(number + 1, "invoice.payment_failed", at, customer, attempt_count=2)
    assert await posting.signed("stripe", charge) == 200
    assert await posting.signed("stripe", invoice) == 200
    await posting.door.later(seconds=61)


def said_to(posting: Posting, channel: str = ACME) -> list[str]:
    return [words(one) for one in posting.door.person("carol").sees(channel)]
