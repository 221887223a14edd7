"""The door for Slack over HTTP: whoever comes in has shown that they are Slack."""

import hashlib
import hmac
import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from pydantic import SecretStr
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.clock import Clock
from bot.deps import Deps
from handlers import events

log = logging.getLogger(__name__)

FRESH = timedelta(minutes=5)  # docs.slack.dev/authentication/verifying-requests-from-slack
LARGEST = 1024 * 1024


class Door:
    """Answers `POST /slack/events`: events, interactivity and commands."""

    def __init__(self, app: AsyncApp, deps: Deps, secret: SecretStr, clock: Clock) -> None:
        self._app = app
        self._deps = deps
        self._secret = secret.get_secret_value().encode()
        self._clock = clock

    async def answer(self, request: web.Request) -> web.Response:
        """Verify the raw bytes, then take an event, or let Bolt answer what is none.

        A bad request is logged without its body.
        """
        body = await request.read()  # aiohttp answers 413 to more than the largest
        if body.startswith(b"ssl_check=1"):  # Slack looks at the certificate, without a signature
            return web.Response(status=200)
        if not self._is_from_slack(request, body):
            log.warning("Refused a request to %s without a valid signature", request.path)
            return web.Response(status=401, text="no valid signature")
        read = _read(body, is_json=request.content_type == "application/json")
        if read is None:
            return web.Response(status=400, text="the body is no JSON object")
        text, told = read
        if told.get("type") in events.TAKEN:  # as Bolt would, at a third of its cost
            await events.accept(self._deps, told, text)
            return web.Response(status=200)
        asked = AsyncBoltRequest(body=text, query=request.query_string, headers=_headers(request))
        return await to_aiohttp_response(await self._app.async_dispatch(asked))

    def _is_from_slack(self, request: web.Request, body: bytes) -> bool:
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not _is_fresh(stamp, self._clock.now()):
            return False
        signed = b"v0:" + stamp.encode() + b":" + body
        expected = "v0=" + hmac.new(self._secret, signed, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), signature.encode())


def _read(body: bytes, *, is_json: bool) -> tuple[str, dict[str, Any]] | None:
    """Return a body as text and, of JSON, as what it says; None when it is not what it says it is."""
    try:
        text = body.decode()
        told = json.loads(text) if is_json else {}
    except (ValueError, RecursionError):
        return None
    return (text, told) if isinstance(told, dict) else None


def _is_fresh(stamp: str, now: datetime) -> bool:
    if not (stamp.isascii() and stamp.isdecimal()) or len(stamp) > 12:
        return False
    return abs(now.timestamp() - int(stamp)) <= FRESH.total_seconds()


def _headers(request: web.Request) -> dict[str, str | Sequence[str]]:
    return {name.lower(): value for name, value in request.headers.items()}
