"""The requests that came in."""

from collections import deque

from aiohttp import web
from aiohttp.typedefs import Handler

from playground.errors import Json
from playground.services.clock import Now, utc, written

KEPT = 500
NOT_KEPT = "authorization"


class Record:
    """The last requests, oldest first; one without an answer yet has the status 0."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self.requests: deque[Json] = deque(maxlen=KEPT)

    async def keep(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        body = await request.read()
        kept: Json = {
            "at": written(utc(self._now)),
            "method": request.method,
            "path": request.path,
            "query": dict(request.query),
            "headers": {k: v for k, v in request.headers.items() if k.lower() != NOT_KEPT},
            "body": body.decode(errors="replace"),
            "status": 0,
        }
        self.requests.append(kept)
        try:
            response = await handler(request)
        except web.HTTPException as refusal:
            kept["status"] = refusal.status
            raise
        kept["status"] = response.status
        return response
