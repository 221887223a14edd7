"""Requests to the product, as product analytics tells each of them."""

import hmac
import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from tests.triggers.webhooks.post import SECRETS, Posting
from triggers.rates import judge_rates

COUNT = """
triggers:
  error-rate:
    on: {source: segment, type: [Request Made]}
    count:
      errors: {facts.status: {at_least: 500}}
      by: facts.endpoint
      window: 15m
      above: 5%
      least_requests: 20
      least_errors: 3
      calm_below: 2.5%
      calm_for: 15m
    respond: act
    mode: live
"""


def request(posting: Posting, number: object, status: int = 200, **said: Any) -> dict[str, Any]:
    """A request that was made just now; `said` changes its properties, or the time."""
    at = posting.door.clock.now() - said.pop("before", timedelta())
    return {
        "type": "track",
        "event": "Request Made",
        "messageId": f"r-{number}",
        "timestamp": at.isoformat(),
        "properties": {"account_id": "acct_42", "endpoint": "/jobs", "status": status, **said},
    }


def requests(posting: Posting, name: str, good: int, bad: int, **said: Any) -> list[dict[str, Any]]:
    """So many good requests, then so many bad ones."""
    statuses = [200] * good + [503] * bad
    return [request(posting, f"{name}-{n}", one, **said) for n, one in enumerate(statuses)]


async def batch(posting: Posting, messages: Iterable[dict[str, Any]]) -> int:
    """Post a batch, of which Segment signs the first message."""
    parts = [json.dumps(one) for one in messages]
    signature = hmac.digest(SECRETS["SEGMENT"].encode(), parts[0].encode(), "sha1").hex()
    body = f"[{','.join(parts)}]".encode()
    status, *_ = await posting.post("segment", body, {"X-Signature": signature})
    return status


async def each(posting: Posting, messages: Iterable[dict[str, Any]]) -> None:
    """Post each by itself, signed."""
    for message in messages:
        assert await batch_of_one(posting, message) == 200


async def batch_of_one(posting: Posting, message: dict[str, Any]) -> int:
    body = json.dumps(message).encode()
    signature = hmac.digest(SECRETS["SEGMENT"].encode(), body, "sha1").hex()
    status, *_ = await posting.post("segment", body, {"X-Signature": signature})
    return status


async def minutes(posting: Posting, count: int) -> None:
    """Let so many minutes pass, and the desk look at the end of each."""
    for _ in range(count):
        posting.door.clock.advance(timedelta(minutes=1))
        await judge_rates(posting.door.bot.deps)
    await posting.door.settle()
