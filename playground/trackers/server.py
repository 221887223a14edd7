"""The three trackers under one address; what people do there is told by signed webhooks."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from playground.errors import Json
from playground.services.clock import Now
from playground.services.faults import Faults
from playground.services.record import Record
from playground.trackers.board import Changed, Remark, Ticket
from playground.trackers.github import GitHub
from playground.trackers.jira import Jira
from playground.trackers.linear import UPLOADS, Linear
from playground.trackers.page import LIST, Page

OPEN = (f"{LIST}/browse/", f"{UPLOADS}/")
Hook = tuple[str, str]  # an address, and the secret that signs what is sent there


class Trackers:
    """Whoever calls needs the token of the tracker; `requests` are the last that came in."""

    def __init__(self, token: str, now: Now = time.time, email: str = "bot@example.com") -> None:
        self._token, self._email = token, email
        self.jira, self.linear, self.github = Jira(now), Linear(now), GitHub(now)
        self._record = Record(now)
        self.faults = Faults()
        self.hooks: dict[str, Hook] = {}
        self._waiting: list[tuple[str, Json]] = []
        self._sent = 0
        self._runner: web.AppRunner | None = None
        self.url = ""
        for name, tracker in self._all().items():
            tracker.board.changed = self._remember(name, tracker)

    @property
    def requests(self) -> list[Json]:
        return list(self._record.requests)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; the port 0 means any, and `url` says which."""
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.url = self.linear.url = f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self.faults.closing.set()
        if self._runner:
            await self._runner.cleanup()

    async def tell(self, drop: bool = False, jumbled: bool = False) -> list[int]:
        """Send the webhooks that wait, or lose them; returns what was answered.

        When they are `jumbled` each comes twice, and the last one first.
        """
        waiting, self._waiting = self._waiting, []
        if jumbled:
            waiting = [*waiting[::-1], *waiting]
        answered: list[int] = []
        async with aiohttp.ClientSession() as session:
            for name, said in [] if drop else waiting:
                url, secret = self.hooks[name]
                body = json.dumps(said).encode()
                headers = self._signed(name, secret, body)
                async with session.post(url, data=body, headers=headers) as answer:
                    answered.append(answer.status)
        return answered

    def _all(self) -> Mapping[str, Jira | Linear | GitHub]:
        return {"jira": self.jira, "linear": self.linear, "github": self.github}

    def _remember(self, name: str, tracker: Jira | Linear | GitHub) -> Changed:
        def changed(what: str, ticket: Ticket, remark: Remark | None) -> None:
            if name in self.hooks:
                self._waiting.append((name, tracker.shown(what, ticket, remark)))

        return changed

    def _signed(self, name: str, secret: str, body: bytes) -> dict[str, str]:
        self._sent += 1
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        id_, event = f"delivery-{self._sent}", "issue_comment" if b'"comment"' in body else "issues"
        match name:
            case "jira":
                return {
                    "X-Hub-Signature": f"sha256={digest}",
                    "X-Atlassian-Webhook-Identifier": id_,
                }
            case "linear":
                return {"Linear-Signature": digest, "Linear-Delivery": id_}
            case _:
                signed = {"X-Hub-Signature-256": f"sha256={digest}", "X-GitHub-Delivery": id_}
                return {**signed, "X-GitHub-Event": event}

    def _app(self) -> web.Application:
        layers = [_layer(self._record.keep), self._guard, _layer(self.faults.trouble)]
        app = web.Application(middlewares=layers, client_max_size=20 * 1024**2)
        for tracker in self._all().values():
            app.add_routes(tracker.routes())
        app.add_routes(Page(self.jira, self.tell).routes())
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "")
        basic = aiohttp.encode_basic_auth(self._email, self._token)
        wanted = {"jira": basic, "linear": self._token, "github": f"Bearer {self._token}"}
        open_to_all = request.path == LIST or request.path.startswith(OPEN)
        if open_to_all or given == wanted.get(request.path.split("/")[1]):
            return await handler(request)
        return web.json_response({"message": "Bad credentials"}, status=401)


def _layer(layer: Middleware) -> Middleware:
    @web.middleware
    async def layered(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await layer(request, handler)

    return layered
