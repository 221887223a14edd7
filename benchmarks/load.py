"""A process: connections that send one event after the other, as fast as each is acknowledged."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from benchmarks.children import asked, say
from benchmarks.machine import percentile
from benchmarks.posts import posts

WARM_UP = 0.5  # seconds that do not count: pools fill, statements are prepared


@dataclass
class Tally:
    """What is to be sent, and what came of it."""

    requests: Iterator[bytes]
    begin: float
    end: float
    taken: list[float] = field(default_factory=list)
    acknowledged: int = 0
    refused: int = 0


class Connection(asyncio.Protocol):
    """One connection: HTTP as plain as it can be, so that the measuring costs little."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._got = b""
        self._sent_at = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, found, rest = self._got.partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head):
            return
        self._answered(head.startswith(b"HTTP/1.1 200"))
        self._got = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))

    def _answered(self, good: bool) -> None:
        now, tally = time.perf_counter(), self._tally
        tally.acknowledged += good
        tally.refused += not good
        if tally.begin <= now < tally.end and good:
            tally.taken.append(now - self._sent_at)

    def _next(self) -> None:
        self._sent_at = time.perf_counter()
        request = next(self._tally.requests, None) if self._sent_at < self._tally.end else None
        if request is not None:
            self._transport.write(request)
        else:
            self.done.set_result(None)
            self._transport.close()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _requests(profile: str, most: int, url: SplitResult, run: int) -> list[bytes]:
    made = []
    for body, headers in posts(profile, most, time.time(), run):
        lines = [f"{name}: {value}" for name, value in headers.items()]
        start = [f"POST {url.path} HTTP/1.1\r\nHost: {url.netloc}", f"Content-Length: {len(body)}"]
        made.append("\r\n".join([*start, *lines, "", ""]).encode() + body)
    return made


async def send(
    url: str, profile: str, connections: int, seconds: float, most: int = 20_000, run: int = 0
) -> None:
    """Send for so long, then say how it went."""
    host = urlsplit(url)
    address = (str(host.hostname), host.port or 80)
    requests = _requests(profile, most, host, run)
    say("ready")
    now = time.perf_counter()
    tally = Tally(iter(requests), now + WARM_UP, now + WARM_UP + seconds)
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda: Connection(tally), *address)
        for _ in range(connections)
    ]
    await asyncio.gather(*(connection.done for _, connection in opened))
    lasted = min(time.perf_counter() - now - WARM_UP, seconds)
    say(
        {
            "rate": len(tally.taken) / lasted,
            "p50": percentile(tally.taken, 0.5) * 1000,
            "p99": percentile(tally.taken, 0.99) * 1000,
            "acknowledged": tally.acknowledged,
            "refused": tally.refused,
            "lasted": lasted + WARM_UP,
        }
    )


if __name__ == "__main__":
    asyncio.run(send(**asked()))
