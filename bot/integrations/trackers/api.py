"""Asking a tracker: JSON over HTTP, and its failures in our words."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from bot.errors import DeliveryError, Rejected, TokenDead, Unreachable
from bot.integrations.http import Http, Request, Response, retry_after

TIMEOUT = timedelta(seconds=15)
UPLOAD = timedelta(seconds=60)
LARGEST = 16 * 1024 * 1024  # bytes of an answer: a hundred comments, each as long as may be
READING = ("GET", "QUERY")  # a second time does no harm
LONGEST = 300  # characters of what they say is wrong
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)  # nobody limits for longer than an hour
# Jira goes on as if nobody in particular had asked: with 200 and nothing found, or with 404
UNKNOWN = ("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED")
REFUSING = (HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
# what GitHub says then, at times without a header
TOO_MUCH = ("rate limit", "submitted too quickly", "abuse detection")


class Gone(Rejected):
    """What was asked for is not there, or not for us to see."""


@dataclass(frozen=True)
class Answer:
    """What was answered: a status below 300, or one that the caller wants to see."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    value: Any = field(repr=False)


@dataclass(frozen=True)
class Api:
    """How to reach one system; its answers are rid of the `secrets`, should it repeat them."""

    name: str
    http: Http
    url: str
    headers: Mapping[str, str] = field(repr=False)
    private: bool
    now: Callable[[], datetime]
    secrets: Sequence[str] = field(repr=False)

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        wanted: tuple[int, ...] = (),
        writes: bool | None = None,
    ) -> Answer:
        """Make one request; statuses that are not `wanted` are errors."""
        headers = {"accept": "application/json", **self.headers}
        sent = None
        if body is not None:
            headers, sent = {"content-type": "application/json", **headers}, json.dumps(body)
        request = Request(
            method,
            self.url + path,
            headers,
            None if sent is None else sent.encode(),
            TIMEOUT,
            self.private,
            LARGEST,
        )
        writes = method not in READING if writes is None else writes
        response = await self._sent(request, writes)
        if response.status >= 300 and response.status not in wanted:
            raise self.refusal(response, writes)
        return Answer(response.status, response.headers, self._value(response, writes))

    async def put_up(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Send a file; the headers are all that goes with it, our secret among them or not."""
        request = Request(method, url, headers, body, UPLOAD, self.private)
        response = await self._sent(request, writes=True)
        if response.status >= 300:
            raise self.refusal(response, writes=True)

    async def _sent(self, request: Request, writes: bool) -> Response:
        try:
            response = await self.http.send(request)
        except Unreachable as error:
            raise Unreachable(
                str(error), error.retry_after, in_doubt=writes and error.in_doubt
            ) from None
        login = response.headers.get("x-seraph-loginreason", "")
        if response.status < 500 and any(reason in login for reason in UNKNOWN):
            raise TokenDead(f"{self.name} does not know our key ({login[:LONGEST]})")
        body = response.body
        for secret in self.secrets:
            body = body.replace(secret.encode(), b"(our key)")
        return replace(response, body=body)

    def _value(self, response: Response, writes: bool) -> Any:  # noqa: ANN401 - JSON
        if response.status == HTTPStatus.NO_CONTENT or not response.body:
            return {}
        try:
            return json.loads(response.body)
        except (ValueError, RecursionError):  # a proxy's page: who knows what became of it
            raise Unreachable(f"{self.name}: the answer is no JSON", in_doubt=writes) from None

    def refusal(self, response: Response, writes: bool) -> DeliveryError:
        """Return what a status means to us."""
        status, wait, said = response.status, self._wait(response), _said(response)
        if wait is None and any(words in said.casefold() for words in TOO_MUCH):
            wait = MINUTE
        if status == HTTPStatus.TOO_MANY_REQUESTS or (status in REFUSING and wait is not None):
            return Unreachable(f"{self.name}: too many requests", wait)
        if status == HTTPStatus.UNAUTHORIZED:
            return TokenDead(f"{self.name} does not know our key (HTTP 401)")
        what = f"{self.name}: HTTP {status}{said}"
        if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            return Gone(what)
        if status >= 500 or status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT):
            return Unreachable(what, wait, in_doubt=writes and status >= 500)
        return Rejected(what)

    def _wait(self, response: Response) -> timedelta | None:
        """Return how long they ask us to wait, however they say it."""
        asked = retry_after(response, self.now())
        if asked is None:
            asked = _until_reset(response.headers, self.now())
        return None if asked is None else min(asked, HOUR)


def _until_reset(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return when a limit ends: PagerDuty says in how many seconds, GitHub since 1970."""
    seconds, since_1970 = headers.get("ratelimit-reset", ""), headers.get("x-ratelimit-reset", "")
    if headers.get("ratelimit-remaining") == "0" and seconds.isdecimal():
        return timedelta(seconds=int(seconds[:9]))
    if headers.get("x-ratelimit-remaining") == "0" and since_1970.isdecimal():
        return max(timedelta(), timedelta(seconds=int(since_1970[:11]) - now.timestamp()))
    return None


def _said(response: Response) -> str:
    """Return what an answer says is wrong: the names of fields, and why."""
    try:
        body = json.loads(response.body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(body, dict):
        return ""
    inner = body.get("error")  # where PagerDuty and Statuspage say it
    body = inner if isinstance(inner, dict) else {"errors": inner, **body}
    parts = [*_listed(body.get("message")), *_listed(body.get("errorMessages"))]
    parts += _listed(body.get("errors"))
    return f" ({'; '.join(parts)[:LONGEST]})" if parts else ""


def _listed(said: object) -> list[str]:
    """Return what is said, whether in a text, in a list, or by the names of fields."""
    if isinstance(said, dict):
        return [f"{name}: {why}" for name, why in said.items()]
    if isinstance(said, list):
        return [_of_list(one) for one in said]
    return [str(said)] if said else []


def _of_list(error: object) -> str:
    if not isinstance(error, dict):
        return str(error)
    known = [error.get(name) for name in ("field", "code", "message")]
    return " ".join(str(one) for one in known if one)
