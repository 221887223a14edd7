"""Both under one address; what people answer at PagerDuty is told by a signed webhook."""

import hashlib
import hmac
import json
import time

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from playground.errors import Json
from playground.outages.pagerduty import Incident, PagerDuty
from playground.outages.statuspage import Statuspage
from playground.services.clock import Now, utc, written
from playground.services.faults import Faults
from playground.services.record import Record


class Outages:
    """`key` is the key of all; `hook` is where PagerDuty tells, and the secret that signs it."""

    def __init__(self, key: str, now: Now = time.time) -> None:
        self._now = now
        self.pagerduty = PagerDuty(key, key, now)
        self.statuspage = Statuspage(key, now)
        self.pagerduty.changed = self._remember
        self._record = Record(now)
        self.faults = Faults()
        self.hook: tuple[str, str] | None = None
        self._waiting: list[Json] = []
        self._told = 0
        self._runner: web.AppRunner | None = None
        self.url = ""

    @property
    def requests(self) -> list[Json]:
        return list(self._record.requests)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; the port 0 means any, and `url` says which."""
        layers = [_layer(self._record.keep), _layer(self.faults.trouble)]
        app = web.Application(middlewares=layers)
        app.add_routes([*self.pagerduty.routes(), *self.statuspage.routes()])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self.faults.closing.set()
        if self._runner:
            await self._runner.cleanup()

    async def tell(self) -> list[int]:
        """Send the webhooks that wait; returns what was answered."""
        waiting, self._waiting = self._waiting, []
        if self.hook is None:
            return []
        url, secret = self.hook
        answered: list[int] = []
        async with aiohttp.ClientSession() as session:
            for said in waiting:
                body = json.dumps(said).encode()
                digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
                headers = {"X-PagerDuty-Signature": f"v1={digest}", "X-Webhook-Id": "PHOOK"}
                async with session.post(url, data=body, headers=headers) as answer:
                    answered.append(answer.status)
        return answered

    def _remember(self, what: str, incident: Incident, who: str | None) -> None:
        self._told += 1
        agent = {"id": "PUSER", "type": "user_reference", "summary": who} if who else None
        event: Json = {
            "id": f"01EVENT{self._told:05}",
            "event_type": f"incident.{what}",
            "resource_type": "incident",
            "occurred_at": written(utc(self._now)),
            "agent": agent,
            "client": None,
            "data": incident.written(),
        }
        self._waiting.append({"event": event})


def _layer(layer: Middleware) -> Middleware:
    @web.middleware
    async def layered(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await layer(request, handler)

    return layered
