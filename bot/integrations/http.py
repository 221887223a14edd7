"""The one way out over HTTP to systems that are not Slack: each request is made once.

Who asks decides about a second try. Texts of errors name host and path only: a query or a header
may hold a secret, a body may hold a customer's words.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from io import BytesIO
from types import SimpleNamespace

import aiohttp
from aiohttp.connector import SocketFactoryType
from yarl import URL

from bot.errors import DeliveryError, Rejected, Unreachable
from bot.integrations.public import NotPublic, public_socket

LARGEST = 1024 * 1024  # bytes of an answer
AT_ONCE, AT_ONCE_PER_HOST = 100, 20  # one that hangs does not take all connections


@dataclass(frozen=True)
class Request:
    """What to ask; `private`: it may lead to an address that is not of the public Internet.

    `largest` is how many bytes of an answer we are ready to hold.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)
    timeout: timedelta
    private: bool
    largest: int = LARGEST


@dataclass(frozen=True)
class Response:
    """What was answered, whatever the status; the names of the headers are in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Http:
    """Makes requests; made in a running loop, and closed when there are no more to make."""

    def __init__(self) -> None:
        self._public = _session(public_socket)
        self._everywhere = _session(None)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._public.close()
        await self._everywhere.close()

    async def send(self, request: Request, *, want_body: bool = True) -> Response:
        """Make one request; a redirect is an answer like any other.

        Raises `Rejected` for what never will work, and `Unreachable` for what may: in doubt when
        there was a connection, so that it may have arrived.
        """
        way, url = _Way(), _url(request.url)
        where = f"{request.method} {url.raw_host}{url.raw_path}"
        try:
            async with asyncio.timeout(request.timeout.total_seconds()):
                return await self._exchange(request, url, way, want_body)
        except _TooLarge:
            raise Rejected(f"{where}: the answer is larger than {request.largest} bytes") from None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _translated(error, where, way.connected) from None

    async def _exchange(self, request: Request, url: URL, way: "_Way", want_body: bool) -> Response:
        session = self._everywhere if request.private else self._public
        async with session.request(
            request.method,
            url,
            headers=request.headers,
            data=BytesIO(request.body) if request.body else None,  # large ones are written in parts
            allow_redirects=False,
            trace_request_ctx=way,
        ) as answer:
            body = await _body(answer, request.largest) if want_body else b""
            return Response(answer.status, _lowered(answer), body)


def retry_after(response: Response, now: datetime) -> timedelta | None:
    """Return how long the other side asks us to wait, in seconds or until a date."""
    asked = response.headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdecimal():
        return timedelta(seconds=min(int(asked[:10]), 10**9))
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return None
    return max(timedelta(), (until if until.tzinfo else until.replace(tzinfo=UTC)) - now)


@dataclass
class _Way:
    """How far one request got."""

    connected: bool = False


class _TooLarge(Exception):
    """More than we want to hold in memory."""


def _session(socket_factory: SocketFactoryType | None) -> aiohttp.ClientSession:
    trace = aiohttp.TraceConfig()
    trace.on_connection_create_end.append(_connected)
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=AT_ONCE,
            limit_per_host=AT_ONCE_PER_HOST,
            # one that was kept may be closed by the other side just as we write: a doubt for nothing
            force_close=True,
            socket_factory=socket_factory,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "Bellhop"},
        timeout=aiohttp.ClientTimeout(),  # ours is around the whole
        trust_env=False,  # a proxy would connect in our place, to whatever address
        trace_configs=[trace],
    )


async def _connected(
    _session: aiohttp.ClientSession,
    context: SimpleNamespace,
    _params: aiohttp.TraceConnectionCreateEndParams,
) -> None:
    context.trace_request_ctx.connected = True


def _url(text: str) -> URL:
    try:
        url = URL(text)
    except ValueError:
        raise Rejected("this is not a URL") from None
    if url.scheme not in ("http", "https") or not url.raw_host:
        raise Rejected("the URL begins with neither http:// nor https://")
    if url.raw_user is not None or url.raw_password is not None:
        raise Rejected("the URL has a user or password in it")
    return url


async def _body(answer: aiohttp.ClientResponse, largest: int) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > largest:
            raise _TooLarge
    return bytes(body)


def _lowered(answer: aiohttp.ClientResponse) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in answer.headers.items():
        before = headers.get(name.lower())
        headers[name.lower()] = value if before is None else f"{before}, {value}"
    return headers


def _translated(error: Exception, where: str, connected: bool) -> DeliveryError:
    name = type(error).__name__
    if isinstance(error.__cause__, NotPublic):
        return Rejected(f"{where}: not a public address; `private: true` allows others")
    if isinstance(error, aiohttp.InvalidURL):
        return Rejected(f"{where}: the URL is not valid")
    if isinstance(error, aiohttp.ClientError | TimeoutError | OSError):
        what = "no answer" if connected else "no connection"
        return Unreachable(f"{where}: {what} ({name})", in_doubt=connected)
    return Rejected(f"{where}: cannot be sent ({name})")
