"""The receiver: `POST /webhooks/{source}`, answered only when what was sent is committed."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil

from aiohttp import web

from bot.clock import Clock
from bot.config.webhooks import SignalPaths
from bot.desk.intake.inbox import Arrived, Inbox
from triggers.webhooks.body import Malformed, decoded, keepable, parse
from triggers.webhooks.bucket import Bucket
from triggers.webhooks.counter import Counter
from triggers.webhooks.ledger import Ledger
from triggers.webhooks.metrics import Metrics, Result
from triggers.webhooks.routes import Event, arrived
from triggers.webhooks.sender import Sender
from triggers.webhooks.strangers import Strangers
from triggers.webhooks.verify import Request, Verdict

log = logging.getLogger(__name__)

PATIENCE = 10  # seconds for a body to come
RETRY_AFTER = 30
MOST_AT_WORK = 200  # requests that wait for the store: more would only wait longer
AT_ONCE = 50  # events of one batch in the store together


class Refusal(Exception):
    """A request that is not taken, what it counts as, and what its sender is told."""

    def __init__(self, result: Result, status: int, text: str, retry_after: int | None = None):
        super().__init__(text)
        self.result = result
        self._status = status
        self._headers = {} if retry_after is None else {"Retry-After": str(retry_after)}

    def answer(self) -> web.Response:
        """Return what is sent."""
        return web.Response(status=self._status, text=str(self), headers=self._headers)


class Receiver:
    """Takes what senders tell us: verified, read strictly, and once."""

    def __init__(
        self,
        senders: Mapping[str, Sender],
        inbox: Inbox,
        counter: Counter,
        clock: Clock,
        metrics: Metrics,
        ledger: Ledger,
    ) -> None:
        self._senders = senders
        self._inbox = inbox
        self._counter = counter
        self._clock = clock
        self._metrics = metrics
        self._ledger = ledger
        self._strangers = Strangers()
        self._at_work = 0
        self._buckets = {
            name: Bucket(one.webhook.rate, one.webhook.burst) for name, one in senders.items()
        }

    def mount(self, site: web.Application) -> None:
        """Add the two addresses; a GET is answered with 405."""
        site.router.add_post("/webhooks/{source}", self.answer)
        site.router.add_post("/webhooks/{source}/{secret}", self.answer)

    async def answer(self, request: web.Request) -> web.Response:
        """Look at who it is, read, verify, keep; only then 200."""
        sender = self._senders.get(request.match_info["source"])
        if sender is None or ("secret" in request.match_info) != sender.in_path:
            return web.Response(status=404, text="There is nothing at this address.")
        try:
            came = await self._verified(sender, request)
            self._slow_down(sender)
            await self._keep(sender, _events(sender, came))
        except Refusal as refusal:
            self._metrics.count(sender.name, refusal.result)
            return refusal.answer()
        return web.Response(text="Thank you.")

    async def _verified(self, sender: Sender, request: web.Request) -> Request:
        """Read and verify; what strangers send in a sender's name costs the sender nothing."""
        address = request.remote or ""
        if wait := self._strangers.wait(sender.name, address, self._clock.now()):
            raise _too_many(wait)
        try:
            came = _as_it_came(request, sender, await _read(request, sender.largest))
            self._verify(sender, came, request.match_info.get("secret", ""))
        except Refusal as refusal:
            if refusal.result not in (Result.unavailable, Result.cut_off):
                self._strangers.failed(sender.name, address, self._clock.now())
            raise
        return came

    def _slow_down(self, sender: Sender) -> None:
        if wait := self._buckets[sender.name].take(self._clock.now()):
            raise _too_many(wait)
        if self._ledger.is_behind or self._at_work >= MOST_AT_WORK:
            raise _unavailable()

    def _verify(self, sender: Sender, came: Request, in_path: str) -> None:
        found = sender.verify(came, in_path, self._clock.now())
        if found.verdict is not Verdict.verified or found.secret is None:
            self._metrics.refused(sender.name, found.verdict)
            self._ledger.refused(sender.name)
            # whoever guesses is not told how near they came
            raise Refusal(Result.bad_signature, 401, "The signature is not good.")
        self._metrics.verified(sender.name, found.secret.variable)
        self._ledger.heard(sender.name)

    async def _keep(self, sender: Sender, events: Sequence[Event]) -> None:
        self._at_work += 1
        try:
            others = await self._counter.take(sender, events)
            self._metrics.count(sender.name, Result.counted, len(events) - len(others))
            for begin in range(0, len(others), AT_ONCE):
                some = others[begin : begin + AT_ONCE]
                await asyncio.gather(*(self._keep_one(sender, one.arrived) for one in some))
        except Exception:  # whatever it is, it is ours: the sender has to try again
            log.exception("A webhook of %s could not be kept", sender.name)
            raise _unavailable() from None
        finally:
            self._at_work -= 1

    async def _keep_one(self, sender: Sender, event: Arrived) -> None:
        outcome = await self._inbox.accept(event)
        if outcome is None:
            result = Result.duplicate
        elif outcome.failed:
            result = Result.failed
        else:
            result = Result.ignored if outcome.ignored else Result.accepted
        self._metrics.count(sender.name, result)


def _too_many(wait: float) -> Refusal:
    return Refusal(Result.rate_limited, 429, "Too many requests.", ceil(wait))


def _unavailable() -> Refusal:
    return Refusal(Result.unavailable, 503, "Not now: try again.", RETRY_AFTER)


def _events(sender: Sender, came: Request) -> Sequence[Event]:
    paths = sender.webhook.mapping or SignalPaths()
    try:
        text = decoded(came.body)
        posts = sender.source.split(text, parse(text))
    except Malformed as error:
        raise Refusal(Result.malformed, 400, str(error)) from None
    posts = [replace(one, headers=came.headers, paths=paths) for one in posts]
    return [Event(arrived(sender, one), one.body) for one in posts]


def _as_it_came(request: web.Request, sender: Sender, body: bytes) -> Request:
    headers = {name.lower(): keepable(value) for name, value in request.headers.items()}
    return Request(headers, body, request.method, sender.webhook.url or "")


async def _read(request: web.Request, largest: int) -> bytes:
    """Read a body, and no more of it than is allowed."""
    if "Content-Encoding" in request.headers:  # a little of it may become very much
        raise Refusal(Result.malformed, 415, "Send it without a Content-Encoding.")
    too_large = Refusal(Result.too_large, 413, f"At most {largest} bytes.")
    if (request.content_length or 0) > largest:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > largest:
                    raise too_large
    except TimeoutError:
        raise _unavailable() from None
    except (OSError, web.RequestPayloadError):
        raise Refusal(Result.cut_off, 400, "The body did not come whole.") from None
    return bytes(body)
