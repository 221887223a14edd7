"""Somebody else's server: it takes what is posted, and answers as it was told."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(frozen=True)
class Answer:
    """What to answer; `dies`: nothing, once it has read the request."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    dies: bool = False
    hangs: bool = False


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """Answers as `answers` say, one after the other, and 200 when there are no more."""

    port: int = 0
    answers: deque[Answer] = field(default_factory=deque)
    received: list[Received] = field(default_factory=list)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def will(self, *answers: Answer | int) -> None:
        self.answers.extend(Answer(one) if isinstance(one, int) else one for one in answers)

    @property
    def ids(self) -> list[str]:
        return [one.headers["webhook-id"] for one in self.received]

    async def take(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await request.read()
        self.received.append(Received(request.method, request.path_qs, headers, body))
        answer = self.answers.popleft() if self.answers else Answer()
        if answer.dies and request.transport is not None:
            request.transport.abort()
        if answer.hangs:
            await self.closing.wait()
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)


@asynccontextmanager
async def listening() -> AsyncIterator[Receiver]:
    """Run a receiver on a port of its own."""
    receiver = Receiver()
    site = web.Application(client_max_size=8 * 1024**2)
    site.router.add_route("*", "/{path:.*}", receiver.take)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.port = runner.addresses[0][1]
    yield receiver
    receiver.closing.set()
    await runner.cleanup()
