"""The way out to endpoints: webhooks, signed as Standard Webhooks says."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from standardwebhooks import Webhook

from bot.delivery.kinds import Hook
from bot.errors import Rejected, Unreachable
from bot.integrations.http import Http, Request, Response, retry_after
from bot.integrations.outside import Endpoint

TIMEOUT = timedelta(seconds=15)
LIMITING = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


class Hooks:
    """Posts each webhook once: who calls decides about a second try."""

    def __init__(
        self, http: Http, endpoints: Mapping[str, Endpoint], now: Callable[[], datetime]
    ) -> None:
        self._http = http
        self._endpoints = endpoints
        self._now = now

    async def post(self, hook: Hook, key: str) -> Mapping[str, Any]:
        """Post `hook` and return the status; the receiver knows it again by the id made of `key`."""
        endpoint = self._endpoints.get(hook.endpoint)
        if endpoint is None:
            raise Rejected(f"{hook}: bellhop.yml has no such endpoint any more")
        headers = _signed(endpoint, hook.body, key, self._now())
        body = hook.body.encode()
        request = Request("POST", endpoint.url, headers, body, TIMEOUT, endpoint.private)
        response = await self._http.send(request, want_body=False)
        return _accepted(hook, response, self._now())


def _signed(endpoint: Endpoint, body: str, key: str, now: datetime) -> dict[str, str]:
    id_ = quote(key, safe=":").replace(".", "%2E")  # a full stop ends the id in what is signed
    signature = Webhook(endpoint.secret.get_secret_value()).sign(id_, now, body)
    return {
        "content-type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }


def _accepted(hook: Hook, response: Response, now: datetime) -> Mapping[str, Any]:
    """Return the status of a success; everything else but 410 is worth another try."""
    status = response.status
    if 200 <= status < 300:
        return {"status": status}
    if status == HTTPStatus.GONE:
        raise Rejected(f"{hook}: HTTP 410, the receiver wants no more")
    wait = retry_after(response, now) if status in LIMITING else None
    # what failed over there may have been taken before it failed
    raise Unreachable(f"{hook}: HTTP {status}", wait, in_doubt=status >= 500 and wait is None)
