"""The Bolt app: events are taken before anything else, the rest goes to its listener."""

import json
import logging
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from bot.deps import Deps
from handlers import events
from handlers.routes import register

# at INFO and WARNING Bolt logs whole requests: signatures, tokens and customers' words
log = logging.getLogger(__name__)
log.setLevel(logging.ERROR)


class TakeEvents(AsyncMiddleware):
    """Commits an event that came over a socket and answers; no listener of Bolt's sees it.

    Bolt would answer before its listener ran, and 404 where there is none; a crash would lose it.
    """

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse:
        """Take events, and let everything else go on."""
        if req.body.get("type") not in events.TAKEN:
            return await next()
        await events.accept(self._deps, req.body, json.dumps(req.body))
        return BoltResponse(status=200)


def bolt_app(deps: Deps) -> AsyncApp:
    """Return the app; it knows who we are without asking, and answers after the work is done."""
    identity = deps.desk.identity

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.team,
            bot_user_id=identity.user,
            bot_id=identity.bot,
            bot_token="",
        )

    app = AsyncApp(
        name="Bellhop",
        logger=log,
        authorize=authorize,
        before_authorize=TakeEvents(deps),
        process_before_response=True,
        request_verification_enabled=False,  # the door has done it, on the raw bytes
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    register(app, deps)
    return app
