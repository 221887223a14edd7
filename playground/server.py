"""The HTTP server: which address leads where."""

from html import escape

from aiohttp import web

from playground.api.args import parsed
from playground.errors import Refused
from playground.switchboard import Switchboard
from playground.webapi import Tokens, WebApi

MAX_BODY = 64 * 1024 * 1024
SIGN_IN = "<!doctype html><title>Sign in to Slack</title><p>Sign in to see this file."


class Doors:
    """The addresses that Slack itself has beside the Web API's."""

    def __init__(self, board: Switchboard, api: WebApi, tokens: Tokens) -> None:
        self._board = board
        self._world = board.world
        self._api = api
        self._tokens = tokens

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.post("/api/{method}", self._api.answer),
            web.get("/api/{method}", self._api.answer),
            web.get("/socket", self._board.sockets.connect),
            web.post("/response/{key}", self.response),
            web.post("/upload/{key}", self.upload),
            web.get("/files/{id}/{name}", self.file),
            web.get("/avatars/{user}.svg", self.avatar),
        ]

    async def response(self, request: web.Request) -> web.Response:
        """A response_url."""
        try:
            body = parsed(request.content_type, await request.read(), {})
            self._board.responses.redeem(request.match_info["key"], body)
        except Refused as refused:
            status = 404 if str(refused) in ("expired_url", "used_url") else 500
            return web.json_response(refused.body, status=status)
        return web.Response(text="ok")

    async def upload(self, request: web.Request) -> web.Response:
        """The address given out by files.getUploadURLExternal."""
        file = self._world.files.uploads.get(request.match_info["key"])
        if file is None:
            return web.Response(status=404)
        content = await _content(request)
        if len(content) != file.size:
            return web.Response(status=400, text="length does not match")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def file(self, request: web.Request) -> web.Response:
        file = self._world.files.by_id.get(request.match_info["id"])
        if request.headers.get("Authorization") != f"Bearer {self._tokens.bot}":
            return web.Response(text=SIGN_IN, content_type="text/html")
        if file is None or file.content is None:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type=file.mimetype)

    async def avatar(self, request: web.Request) -> web.Response:
        user = self._world.users.get(request.match_info["user"])
        if user is None:
            return web.Response(status=404)
        letters = escape("".join(word[0] for word in user.name.split()[:2]).upper())
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72">'
            f'<rect width="72" height="72" rx="14" fill="#{user.color}"/>'
            '<text x="36" y="46" text-anchor="middle" font-family="system-ui,sans-serif" '
            f'font-size="28" font-weight="600" fill="#fff">{letters}</text></svg>'
        )
        return web.Response(text=svg, content_type="image/svg+xml")


async def _content(request: web.Request) -> bytes:
    """Uploads come raw or as a form with one file."""
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""


async def serve(routes: list[web.AbstractRouteDef], port: int) -> tuple[web.AppRunner, int]:
    """Open the doors on the loopback interface; returns the port too."""
    app = web.Application(client_max_size=MAX_BODY)
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner, runner.addresses[0][1]
