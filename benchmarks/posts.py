"""What other systems post: Stripe's events one by one, and requests that Segment tells of."""

import hashlib
import hmac
import json
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from benchmarks.traffic import PROFILES, SECRET, events, signed

CUSTOMERS = 1000
ENDPOINTS = ("/jobs", "/jobs/:id", "/users")
SPREAD = 240  # seconds in which the requests were made
BATCH = 500  # requests in one post of `batches`
FAILING = 10  # one of so many events of Stripe is a payment that failed

Post = tuple[bytes, Mapping[str, str]]


def posts(profile: str, count: int, now: float, run: int) -> Iterator[Post]:
    """Make bodies with the headers that show who sends them."""
    match profile:
        case "stripe":
            yield from (_stripe(run * 10**7 + number, now) for number in range(count))
        case "requests":
            yield from (_segment([one]) for one in _requests(count, now, run))
        case "use":
            yield from (_segment([_opened(number, now, run)]) for number in range(count))
        case "batches":
            made = _requests(count * BATCH, now, run)
            for _ in range(count):
                yield _segment([next(made) for _ in range(BATCH)])
        case _:
            for body in events(PROFILES[profile], count, now, run):
                yield body, signed(body, now)


def _stripe(number: int, now: float) -> Post:
    failed = number % FAILING == 0
    thing = {
        "object": "invoice" if failed else "customer",
        "id": f"in_{number:09d}",
        "customer": f"cus_{number % CUSTOMERS}",
        "customer_email": f"billing@customer{number % CUSTOMERS}.example",
        "attempt_count": 2,
        "amount_due": 49000,
        "currency": "eur",
        "next_payment_attempt": int(now) + 86400,
        "lines": {"data": [{"price": {"id": "price_1", "nickname": "Enterprise, by the year"}}]},
        "metadata": {"plan_tier": "enterprise", "account_owner": "ada"},
    }
    event = {
        "id": f"evt_{number:012d}",
        "object": "event",
        "api_version": "2025-08-27.basil",
        "created": int(now),
        "livemode": True,
        "type": "invoice.payment_failed" if failed else "customer.updated",
        "data": {"object": thing},
    }
    body, stamp = json.dumps(event).encode(), int(now)
    digest = hmac.digest(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hex()
    return body, {"Content-Type": "application/json", "Stripe-Signature": f"t={stamp},v1={digest}"}


def _requests(count: int, now: float, run: int) -> Iterator[str]:
    chance = random.Random(run)
    for number in range(count):
        at = datetime.fromtimestamp(now - chance.random() * SPREAD, UTC).isoformat()
        account = f"acct_{chance.randrange(CUSTOMERS)}"
        status = 503 if chance.random() < 0.01 else 200
        yield (
            f'{{"type":"track","event":"API Request","messageId":"m-{run}-{number}","timestamp":"{at}",'
            f'"userId":"u-{number % 9}","properties":{{"account_id":"{account}",'
            f'"endpoint":"{ENDPOINTS[number % 3]}","status":{status},"duration_ms":31}}}}'
        )


def _opened(number: int, now: float, run: int) -> str:
    """Return that somebody of a customer used a feature."""
    at = datetime.fromtimestamp(now - number % SPREAD, UTC).isoformat()
    return (
        f'{{"type":"track","event":"Opened","messageId":"u-{run}-{number}","timestamp":"{at}",'
        f'"userId":"u-{number % 9}","properties":{{"account_id":"acct_{number % CUSTOMERS}",'
        f'"feature":"feature_{number % 7}"}}}}'
    )


def _segment(parts: list[str]) -> Post:
    body = parts[0] if len(parts) == 1 else f"[{','.join(parts)}]"
    digest = hmac.digest(SECRET.encode(), parts[0].encode(), hashlib.sha1).hex()
    return body.encode(), {"Content-Type": "application/json", "X-Signature": digest}
