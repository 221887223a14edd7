"""`Idempotency-Key`: asking the same twice gets the first answer again."""

from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler

from playground.services.service import Declined


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that took effect, and its answer."""

    path: str
    body: bytes
    status: int
    text: str | None


class Replays:
    """The answers by their keys; a request that was declined may be tried again."""

    def __init__(self) -> None:
        self._answered: dict[str, Answered] = {}

    def reset(self) -> None:
        self._answered.clear()

    async def again(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        key = request.headers.get("Idempotency-Key")
        if not key or request.method != "POST":
            return await handler(request)
        body = await request.read()
        first = self._answered.get(key)
        if first is None:
            response = await handler(request)
            if isinstance(response, web.Response):
                self._answered[key] = Answered(request.path, body, response.status, response.text)
            return response
        if (first.path, first.body) != (request.path, body):
            raise Declined(422, "the Idempotency-Key was used for another request")
        return web.Response(text=first.text, status=first.status, content_type="application/json")
