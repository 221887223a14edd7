"""Serving the table of routes: who may call, what they gave, and how errors are answered."""

import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web
from pydantic import SecretStr, ValidationError

from bot.deps import Deps
from bot.errors import Refused
from store.database import is_passing
from triggers.api.openapi import described
from triggers.api.problem import Problem, misshapen, problem
from triggers.api.route import Ask, Route
from triggers.api.routes import ROUTES
from triggers.api.shapes import Answer, Given

log = logging.getLogger(__name__)

LONGEST_KEY = 200  # characters of an Idempotency-Key
WORDS = {
    404: "There is nothing at this address.",
    405: "This address does not know that method.",
    413: "The body is too large.",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def api(deps: Deps, token: SecretStr | None) -> web.Application:
    """Return what answers under /api; without a token everything but the description is off."""
    site = web.Application(middlewares=[_errors_as_json])
    for route in ROUTES:
        site.router.add_route(
            route.method, f"/v1{route.pattern}", Endpoint(route, deps, token).answer
        )
    site.router.add_get("/openapi.json", _description, allow_head=False)
    return site


class Endpoint:
    """Answers one route to whoever has the token."""

    def __init__(self, route: Route[Any, Any], deps: Deps, token: SecretStr | None) -> None:
        self._route = route
        self._deps = deps
        self._token = token

    async def answer(self, request: web.Request) -> web.Response:
        """Check, read, answer."""
        self._authorise(request)
        if "\0" in "".join(request.match_info.values()):  # PostgreSQL cannot look for it
            raise problem(404, WORDS[404])
        given = await self._given(request)
        ask = Ask(self._deps, request.match_info, given, self._key(request))
        return _json(await self._route.endpoint(ask), self._route.status)

    def _authorise(self, request: web.Request) -> None:
        if self._token is None:
            raise problem(403, "The API is off: set BELLHOP_API_TOKEN to use it.")
        expected = f"Bearer {self._token.get_secret_value()}".encode()
        shown = request.headers.get("Authorization", "").encode(errors="surrogateescape")
        if not hmac.compare_digest(expected, shown):
            raise problem(401, "Send the header `Authorization: Bearer $BELLHOP_API_TOKEN`.")

    async def _given(self, request: web.Request) -> Given:
        """Read the query of a GET, the body of all others."""
        wanted: type[Given] = self._route.given
        try:
            if self._route.method == "GET":
                return wanted.model_validate(_query(request))
            body = await request.read()  # aiohttp answers 413 to more than the largest
            return wanted.model_validate_json(body or b"{}")
        except ValidationError as error:
            raise misshapen(error) from None

    def _key(self, request: web.Request) -> str | None:
        key = request.headers.get("Idempotency-Key") if self._route.once else None
        if key is not None and not (
            key.isascii() and key.isprintable() and len(key) <= LONGEST_KEY
        ):
            raise problem(422, f"At most {LONGEST_KEY} ASCII characters.", "Idempotency-Key")
        return key


def _query(request: web.Request) -> Mapping[str, object]:
    """Return the query; what was given more than once is a list."""
    given = {name: request.query.getall(name) for name in request.query}
    return {name: all_[0] if len(all_) == 1 else all_ for name, all_ in given.items()}


@web.middleware
async def _errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status not in WORDS:
            raise
        return _failed(problem(error.status, WORDS[error.status]), error.headers)
    except Exception as error:  # noqa: BLE001 - a caller never sees a traceback
        return _failed(_explained(request, error))


def _explained(request: web.Request, error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refused):
        return problem(409, str(error))
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    if is_passing(error):
        return problem(503, "The database does not answer: try again.")
    return problem(500, "Something went wrong; the log says what.")


async def _description(_request: web.Request) -> web.Response:
    return web.json_response(described())


def _failed(wrong: Problem, headers: Mapping[str, str] | None = None) -> web.Response:
    response = _json(wrong.answer(), wrong.status)
    if wrong.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if wrong.status == 405 and headers and "Allow" in headers:
        response.headers["Allow"] = headers["Allow"]
    return response


def _json(answer: Answer, status: int) -> web.Response:
    return web.Response(
        text=answer.model_dump_json(), status=status, content_type="application/json"
    )
