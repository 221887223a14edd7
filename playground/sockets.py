"""Socket Mode: the app's WebSocket connections."""

import asyncio
import json
import secrets
from itertools import count

from aiohttp import WSMsgType, web

from playground import cast
from playground.errors import Json

MAX_CONNECTIONS = 10
LIFE_SECONDS = 3600


class Sockets:
    """The open connections; a payload goes to any one of them."""

    def __init__(self) -> None:
        self.ever_used = False
        self._open: list[web.WebSocketResponse] = []
        self._tickets: set[str] = set()
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Json]]] = {}
        self._ids = count(1)

    @property
    def any_open(self) -> bool:
        return bool(self._open)

    def ticket(self) -> str:
        """The secret part of a connection's address; it admits once."""
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(timeout=1)
        await socket.prepare(request)
        if len(self._open) >= MAX_CONNECTIONS:
            await self._say_goodbye(socket, "too_many_websockets")
            return socket
        await socket.send_json(self._hello())
        self.ever_used = True
        self._open.append(socket)
        try:
            await self._listen(socket)
        finally:
            self._drop(socket)
        return socket

    async def send(self, envelope: Json, within: float) -> Json | None:
        """Send to one connection; returns the payload of its acknowledgement, None without one."""
        if not self._open:
            return None
        socket = self._open[next(self._ids) % len(self._open)]
        id_ = f"{next(self._ids):08x}-playground"
        answer = asyncio.get_running_loop().create_future()
        self._waiting[id_] = socket, answer
        try:
            await socket.send_json(envelope | {"envelope_id": id_})
            return await asyncio.wait_for(answer, within)
        except (TimeoutError, ConnectionError):
            return None
        finally:
            del self._waiting[id_]

    async def refresh(self) -> None:
        """Do what Slack does every few hours: warn, then ask to connect again."""
        for socket in list(self._open):
            await socket.send_json({"type": "disconnect", "reason": "warning", **_debug()})
            self._open.remove(socket)
            await self._say_goodbye(socket, "refresh_requested")

    async def close(self) -> None:
        for socket in list(self._open):
            await socket.close()

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            try:
                acknowledged = json.loads(frame.data)
            except ValueError:
                continue  # slack_sdk's own keep-alive probes are plain text
            _, answer = self._waiting.get(acknowledged.get("envelope_id", ""), (None, None))
            if answer and not answer.done():
                answer.set_result(acknowledged.get("payload") or {})

    def _drop(self, socket: web.WebSocketResponse) -> None:
        """Forget a closed connection; what was sent over it and not acknowledged has failed."""
        if socket in self._open:
            self._open.remove(socket)
        for used, answer in self._waiting.values():
            if used is socket and not answer.done():
                answer.set_exception(ConnectionError("The connection was closed"))

    async def _say_goodbye(self, socket: web.WebSocketResponse, reason: str) -> None:
        await socket.send_json({"type": "disconnect", "reason": reason, **_debug()})
        await socket.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open) + 1,
            "connection_info": {"app_id": cast.APP_ID},
            **_debug(),
        }


def _debug() -> Json:
    info = {"host": "playground", "approximate_connection_time": LIFE_SECONDS}
    return {"debug_info": info}
