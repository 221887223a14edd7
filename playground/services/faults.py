"""Troubles a test or a person can ask for."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Annotated, Any

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ConfigDict, Field

from playground.resets import dropped


class Fault(BaseModel):
    """What goes wrong with the next requests to a path, `*` in which stands for anything.

    With neither a status nor a body, the answer is right, but late. With `effect`, the request
    takes effect at once although its answer says otherwise. With `reset`, there is no answer at all.
    """

    model_config = ConfigDict(extra="forbid")

    path: Annotated[str, Field(pattern="^/")]
    status: Annotated[int, Field(ge=200, le=599)] | None = None
    times: Annotated[int, Field(ge=1)] = 1
    delay: Annotated[float, Field(ge=0)] = 0
    retry_after: Annotated[int, Field(ge=0)] | None = None
    body: str | dict[str, Any] | None = None
    headers: dict[str, str] = {}
    effect: bool = False
    reset: bool = False

    @property
    def only_late(self) -> bool:
        return self.status is None and self.body is None and not self.reset

    def answer(self) -> web.Response:
        body = {"error": "scripted"} if self.body is None else self.body
        wait = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return web.Response(
            text=body if isinstance(body, str) else json.dumps(body),
            status=self.status or 200,
            content_type="application/json",  # also of garbage: that is what breaks clients
            headers={**self.headers, **wait},
        )


# what goes wrong with a request; None: nothing
Judge = Callable[[web.Request], Fault | None]


class Faults:
    """The faults still to come, first come first served; the `judge` is asked about all others."""

    def __init__(self) -> None:
        self.pending: list[Fault] = []
        self.judge: Judge = lambda _request: None
        self.closing = asyncio.Event()

    async def trouble(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        fault = self._next_for(request.path) or self.judge(request)
        if fault is None:
            return await handler(request)
        if fault.effect:
            await handler(request)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), fault.delay)
        if fault.only_late:
            return await handler(request)
        return dropped(request) if fault.reset else fault.answer()

    def _next_for(self, path: str) -> Fault | None:
        for fault in self.pending:
            if fnmatchcase(path, fault.path):
                fault.times -= 1
                if fault.times == 0:
                    self.pending.remove(fault)
                return fault
        return None
