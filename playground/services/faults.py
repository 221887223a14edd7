"""Troubles a test or a person can ask for."""

import asyncio
import contextlib
import json
from fnmatch import fnmatchcase
from typing import Annotated, Any

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ConfigDict, Field


class Fault(BaseModel):
    """What goes wrong with the next requests to a path, `*` in which stands for anything.

    With neither a status nor a body, the answer is right, but late. With `effect`, the request
    takes effect although its answer says otherwise.
    """

    model_config = ConfigDict(extra="forbid")

    path: Annotated[str, Field(pattern="^/")]
    status: Annotated[int, Field(ge=200, le=599)] | None = None
    times: Annotated[int, Field(ge=1)] = 1
    delay: Annotated[float, Field(ge=0)] = 0
    retry_after: Annotated[int, Field(ge=0)] | None = None
    body: str | dict[str, Any] | None = None
    effect: bool = False

    @property
    def only_late(self) -> bool:
        return self.status is None and self.body is None

    def answer(self) -> web.Response:
        body = {"error": "scripted"} if self.body is None else self.body
        return web.Response(
            text=body if isinstance(body, str) else json.dumps(body),
            status=self.status or 200,
            content_type="application/json",  # also of garbage: that is what breaks clients
            headers={} if self.retry_after is None else {"Retry-After": str(self.retry_after)},
        )


class Faults:
    """The faults still to come, first come first served."""

    def __init__(self) -> None:
        self.pending: list[Fault] = []
        self.closing = asyncio.Event()

    async def trouble(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        fault = self._next_for(request.path)
        if fault is None:
            return await handler(request)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), fault.delay)
        if fault.only_late:
            return await handler(request)
        if fault.effect:
            await handler(request)
        return fault.answer()

    def _next_for(self, path: str) -> Fault | None:
        for fault in self.pending:
            if fnmatchcase(path, fault.path):
                fault.times -= 1
                if fault.times == 0:
                    self.pending.remove(fault)
                return fault
        return None
