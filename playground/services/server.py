"""All services under one address."""

import time
from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from playground.services.accounts import Accounts
from playground.services.billing import Billing
from playground.services.clock import Now
from playground.services.docs import Docs
from playground.services.faults import Fault, Faults
from playground.services.limits import Limits
from playground.services.orders import Orders
from playground.services.page import page
from playground.services.record import Record
from playground.services.replays import Replays
from playground.services.service import Declined, Service, posted
from playground.services.status import Status

PAGE = "/"
CONTROLS = "/_"  # where tests and people turn the services' knobs


class Services:
    """The services; who calls them needs the token, and who stops them may start them again."""

    def __init__(self, token: str, now: Now = time.time) -> None:
        self._token = token
        self._services: Mapping[str, Service] = {
            "accounts": Accounts(now),
            "orders": Orders(now),
            "billing": Billing(now),
            "status": Status(now),
            "limits": Limits(),
            "docs": Docs(),
        }
        self._record = Record(now)
        self._faults = Faults()
        self._replays = Replays()
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; the port 0 means any, and `url` says which."""
        self._faults.closing.clear()
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self._faults.closing.set()
        if self._runner:
            await self._runner.cleanup()

    def reset(self) -> None:
        """Begin anew: the sample data, no faults, nothing recorded."""
        for service in self._services.values():
            service.reset()
        self._record.requests.clear()
        self._faults.pending.clear()
        self._replays.reset()

    def _app(self) -> web.Application:
        layers = [
            _of_services(self._record.keep),
            _declining,
            self._guard,
            _of_services(self._faults.trouble),
            _of_services(self._replays.again),
        ]
        app = web.Application(middlewares=layers)
        for service in self._services.values():
            app.add_routes(service.routes())
        app.add_routes(
            [
                web.get(PAGE, self._shown),
                web.post("/_reset", self._begin_anew),
                web.post("/_faults", self._plan),
                web.get("/_requests", self._recorded),
            ]
        )
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization")
        if request.path == PAGE or given == f"Bearer {self._token}":
            return await handler(request)
        headers = {"WWW-Authenticate": "Bearer"}
        return web.json_response({"error": "unauthorized"}, status=401, headers=headers)

    async def _shown(self, request: web.Request) -> web.Response:
        faults = [fault.model_dump(exclude_defaults=True) for fault in self._faults.pending]
        shown = page(self._services, reversed(self._record.requests), faults)
        return web.Response(text=shown, content_type="text/html")

    async def _begin_anew(self, request: web.Request) -> web.Response:
        self.reset()
        return web.json_response({"ok": True})

    async def _plan(self, request: web.Request) -> web.Response:
        self._faults.pending.append(await posted(request, Fault))
        return web.json_response({"ok": True}, status=201)

    async def _recorded(self, request: web.Request) -> web.Response:
        return web.json_response({"requests": list(self._record.requests)})


def _of_services(layer: Middleware) -> Middleware:
    """Leave the page and the controls out of it."""

    @web.middleware
    async def layered(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == PAGE or request.path.startswith(CONTROLS):
            return await handler(request)
        return await layer(request, handler)

    return layered


@web.middleware
async def _declining(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Declined as reason:
        return web.json_response({"error": str(reason)}, status=reason.status)
