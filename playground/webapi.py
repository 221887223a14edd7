"""The door of the Web API: tokens, scopes, limits, faults, and a record of every call."""

import asyncio
from dataclasses import dataclass

from aiohttp import web

from playground.api.args import Args, parsed
from playground.api.methods import METHODS, Method, missing
from playground.errors import Json, Refused
from playground.faults import Fault, Faults
from playground.limits import Limits
from playground.resets import dropped
from playground.sockets import Sockets
from playground.world import World

UNANSWERED = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came and as it was answered; status 0 is a dropped connection."""

    method: str
    args: Json
    status: int
    response: Json
    at: float


@dataclass(slots=True)
class Tokens:
    """The secrets of the installed app."""

    bot: str
    app: str
    revoked: bool = False


class WebApi:
    """Answers `/api/<method>`."""

    def __init__(self, world: World, tokens: Tokens, sockets: Sockets) -> None:
        self.calls: list[Call] = []
        self.faults = Faults()
        self.limits = Limits(world.now)
        self.closing = asyncio.Event()
        self._arrived = asyncio.Event()
        self._world = world
        self._tokens = tokens
        self._sockets = sockets

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            values = parsed(request.content_type, await request.read(), dict(request.query))
        except Refused as refused:
            return self._reply(method, {}, 200, refused.body)
        token = _bearer(request) or str(values.pop("token", ""))
        values.pop("token", None)
        if fault := self.faults.next_for(method, values):
            return await self._fail(request, (method, token, values), fault)
        status, body = self._judged(method, token, values)
        return self._reply(method, values, status, body)

    async def called(self, method: str, times: int, within: float) -> list[Call]:
        """The calls of `method` once there are as many as `times`."""
        async with asyncio.timeout(within):
            while len(found := [call for call in self.calls if call.method == method]) < times:
                self._arrived.clear()
                await self._arrived.wait()
        return found

    def _judged(self, method: str, token: str, values: Json) -> tuple[int, Json]:
        try:
            if method == "apps.connections.open":
                return 200, self._connection(token)
            if wait := self._wait(method, values):
                return 429, {"ok": False, "error": "ratelimited", "retry_after": wait}
            known = self._admitted(method, token, values)
            return 200, {"ok": True, **known.answer(self._world, Args(values))}
        except Refused as refused:
            return 200, refused.body

    def _admitted(self, name: str, token: str, values: Json) -> Method:
        """The method, if this token may call it."""
        method = METHODS.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        self._check_token(token)
        if needed := missing(self._world, method, Args(values)):
            raise Refused("missing_scope", needed=needed, provided=self._provided())
        return method

    def _check_token(self, token: str) -> None:
        if not token:
            raise Refused("not_authed")
        if token == self._tokens.app:
            raise Refused("not_allowed_token_type")
        if token != self._tokens.bot:
            raise Refused("invalid_auth")
        if self._tokens.revoked:
            raise Refused("token_revoked")

    def _connection(self, token: str) -> Json:
        if token != self._tokens.app:
            raise Refused("not_allowed_token_type" if token == self._tokens.bot else "invalid_auth")
        base = self._world.base_url.replace("http", "ws", 1)
        return {"ok": True, "url": f"{base}socket?ticket={self._sockets.ticket()}"}

    def _wait(self, method: str, values: Json) -> int:
        known = METHODS.get(method)
        return self.limits.wait(method, known.tier, values) if known else 0

    async def _fail(
        self, request: web.Request, call: tuple[str, str, Json], fault: Fault
    ) -> web.StreamResponse:
        method, token, values = call
        match fault.kind:
            case "error":
                return self._reply(method, values, 200, {"ok": False, "error": fault.word})
            case "ratelimited":
                wait = max(0, round(fault.seconds))
                body = {"ok": False, "error": "ratelimited", "retry_after": wait}
                return self._reply(method, values, 429, body)
            case "status":
                return self._reply(method, values, fault.status_code, {})
            case "lost":
                _, body = self._judged(method, token, values)
                self._reply(method, values, UNANSWERED, body)
                await self._hang(fault.seconds)
            case "timeout":
                await self._hang(fault.seconds)
                self._reply(method, values, UNANSWERED, {})
            case "reset":
                self._reply(method, values, UNANSWERED, {})
        return dropped(request)

    async def _hang(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.closing.wait(), seconds)
        except TimeoutError:
            return

    def _reply(self, method: str, args: Json, status: int, body: Json) -> web.Response:
        self.calls.append(Call(method, args, status, body, self._world.now()))
        self._arrived.set()
        if status == UNANSWERED:
            return web.Response()
        if status >= 500:
            return web.Response(status=status, text="upstream trouble")
        headers = {"X-OAuth-Scopes": self._provided(), "X-Accepted-OAuth-Scopes": ""}
        if "retry_after" in body:
            headers["Retry-After"] = str(body["retry_after"])
            body = {key: value for key, value in body.items() if key != "retry_after"}
        return web.json_response(body, status=status, headers=headers)

    def _provided(self) -> str:
        return ",".join(sorted(self._world.manifest.scopes))


def _bearer(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
