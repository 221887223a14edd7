"""The way to endpoints: webhooks, signed as Standard Webhooks says."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import quote

from standardwebhooks import Webhook

from bot.delivery.kinds import Call
from bot.delivery.limits import Quota
from bot.delivery.way import Answer
from bot.errors import Rejected, Unreachable
from bot.integrations.http import Http, Request, Response, retry_after
from bot.integrations.outside import Endpoint
from store.deliveries import Delivery

TIMEOUT = timedelta(seconds=15)
LIMITING = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


class WebhookWay:
    """Posts webhooks: the method of a call is the endpoint, its only argument the body."""

    def __init__(
        self, http: Http, endpoints: Mapping[str, Endpoint], now: Callable[[], datetime]
    ) -> None:
        self._http = http
        self._endpoints = endpoints
        self._now = now

    def quotas(self, _call: Call, *, looking: bool) -> tuple[Quota, ...]:
        """Know no limits but those that a receiver tells us."""
        return ()

    async def send(self, call: Call, delivery: Delivery) -> Answer:
        """Post and return the status; the receiver knows it again by the id made of the key."""
        endpoint = self._endpoints.get(call.method)
        if endpoint is None:
            raise Rejected(f"{call}: bellhop.yml has no such endpoint any more")
        body = str(call.args["body"])
        headers = _signed(endpoint, body, delivery.key, self._now())
        request = Request("POST", endpoint.url, headers, body.encode(), TIMEOUT, endpoint.private)
        response = await self._http.send(request, want_body=False)
        return _accepted(call, response, self._now())

    async def find(self, _call: Call, _delivery: Delivery) -> None:
        """Look for nothing: who gets a webhook twice knows it by its id."""

    async def probe(self) -> None:
        """Have no credentials that could be void: a secret only signs."""


def _signed(endpoint: Endpoint, body: str, key: str, now: datetime) -> dict[str, str]:
    id_ = quote(key, safe=":").replace(".", "%2E")  # a full stop ends the id in what is signed
    signature = Webhook(endpoint.secret.get_secret_value()).sign(id_, now, body)
    return {
        "content-type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }


def _accepted(call: Call, response: Response, now: datetime) -> Answer:
    """Return the status of a success; everything else but 410 is worth another try."""
    status = response.status
    if 200 <= status < 300:
        return {"status": status}
    if status == HTTPStatus.GONE:
        raise Rejected(f"{call}: HTTP 410, the receiver wants no more")
    wait = retry_after(response, now) if status in LIMITING else None
    # what failed over there may have been taken before it failed
    raise Unreachable(f"{call}: HTTP {status}", wait, in_doubt=status >= 500 and wait is None)
