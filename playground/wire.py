"""The way to the app: over its sockets when any is open, else to its Request URL."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

import aiohttp

from playground.errors import Json
from playground.sockets import Sockets

ANSWER_SECONDS = 3
MAX_REDIRECTS = 2

Kind = Literal["events_api", "interactive", "slash_commands"]


@dataclass(frozen=True, slots=True)
class Retry:
    """Which further attempt this is and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `reason` says why it does not count when `ok` is false."""

    ok: bool
    body: Json
    reason: str = ""
    retry: bool = True


class Wire:
    """Signs and sends; knows nothing of what it carries."""

    def __init__(self, signing_secret: str, sockets: Sockets) -> None:
        self._secret = signing_secret.encode()
        self._sockets = sockets
        self._session: aiohttp.ClientSession | None = None
        self.url: str | None = None

    @property
    def is_connected(self) -> bool:
        """An app is installed, so it is worth trying again."""
        return self.url is not None or self._sockets.ever_used

    async def send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Answer:
        if self._sockets.any_open or self.url is None:
            return await self._over_socket(kind, payload, retry)
        return await self._over_http(self.url, kind, payload, retry)

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def _over_socket(self, kind: Kind, payload: Json, retry: Retry | None) -> Answer:
        envelope: Json = {"payload": payload, "type": kind}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope["retry_attempt"] = retry.number if retry else 0
            envelope["retry_reason"] = retry.reason if retry else ""
        acknowledged = await self._sockets.send(envelope, ANSWER_SECONDS)
        if acknowledged is None:
            return Answer(ok=False, body={}, reason="timeout")
        return Answer(ok=True, body=acknowledged)

    async def _over_http(self, url: str, kind: Kind, payload: Json, retry: Retry | None) -> Answer:
        try:
            return await self._post(url, kind, payload, retry)
        except TimeoutError:
            return Answer(ok=False, body={}, reason="http_timeout")
        except aiohttp.TooManyRedirects:
            return Answer(ok=False, body={}, reason="too_many_redirects")
        except aiohttp.ClientConnectionError:
            return Answer(ok=False, body={}, reason="connection_failed")
        except aiohttp.ClientError:
            return Answer(ok=False, body={}, reason="unknown_error")

    async def _post(self, url: str, kind: Kind, payload: Json, retry: Retry | None) -> Answer:
        data, content_type = _body(kind, payload)
        headers = {"Content-Type": content_type, **self._signature(data)}
        if retry:
            headers["X-Slack-Retry-Num"] = str(retry.number)
            headers["X-Slack-Retry-Reason"] = retry.reason
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
            self._session = aiohttp.ClientSession(timeout=timeout)
        async with self._session.post(
            url, data=data, headers=headers, max_redirects=MAX_REDIRECTS
        ) as response:
            answered = await response.text(errors="replace")
            ok = 200 <= response.status < 300
            no_retry = response.headers.get("x-slack-no-retry") == "1"
            return Answer(ok, _parsed(answered), "" if ok else "http_error", not no_retry)

    def _signature(self, data: bytes) -> dict[str, str]:
        # Real time, not the playground's: the app compares it with its own wall clock.
        timestamp = str(int(time.time()))
        base = b":".join((b"v0", timestamp.encode(), data))
        digest = hmac.new(self._secret, base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def _body(kind: Kind, payload: Json) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _parsed(text: str) -> Json:
    """Commands and view submissions are answered with JSON or plain text, most with nothing."""
    if not text:
        return {}
    try:
        parsed = json.loads(text)
    except ValueError:
        return {"text": text}
    return parsed if isinstance(parsed, dict) else {}
