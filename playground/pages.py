"""The page's own addresses: JSON about what one person sees, and the files of the page itself."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from aiohttp import web

from playground import cast, messages
from playground.act import act
from playground.channels import Channel, Message
from playground.emoji import EMOJI
from playground.errors import Json, NotPossible
from playground.hooks import Hooks
from playground.people import Person
from playground.switchboard import Switchboard
from playground.webapi import WebApi

FILES = Path(__file__).parent / "page"
LOGGED = 200

Answer = Callable[[web.Request], Awaitable[Json]]
Route = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PageDoors:
    """Where the page comes from and what it asks."""

    def __init__(
        self, board: Switchboard, api: WebApi, links: Sequence[Json], hooks: Hooks
    ) -> None:
        self._board = board
        self._world = board.world
        self._api = api
        self._links = links
        self._hooks = hooks

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/playground/state", _answering(self.state)),
            web.get("/playground/messages", _answering(self.messages)),
            web.get("/playground/home", _answering(self.home)),
            web.post("/playground/act", _answering(self.act)),
            web.post("/playground/send", _answering(self.send)),
            web.get("/playground/log", _answering(self.log)),
            web.get("/playground/live", self.live),
            web.get("/playground/files/{id}/{name}", self.file),
            web.get("/", self.index),
            web.static("/", FILES),
        ]

    async def index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(FILES / "index.html")

    async def state(self, request: web.Request) -> Json:
        me = self._person(request)
        return {
            "me": me.id,
            "people": [self._about(user) for user in cast.PEOPLE],
            "channels": [
                self._channel(channel)
                for channel in self._world.channels.values()
                if me.id in channel.members
            ],
            "public": self._public(self._world.user(me.id).team_id),
            "app": self._app(),
            "emoji": EMOJI,
            "links": list(self._links),
            "hooks": self._hooks.shown(),
        }

    async def messages(self, request: web.Request) -> Json:
        me = self._person(request)
        channel = me.channel(request.query.get("channel", ""))
        shown = channel.shown_to(me.id, request.query.get("thread_ts"))
        return {"messages": [self._message(channel, message) for message in shown]}

    async def home(self, request: web.Request) -> Json:
        me = self._person(request)
        if "again" not in request.query:
            await me.opens_home()
        return {"view": me.home}

    async def act(self, request: web.Request) -> Json:
        asked = await _asked(request)
        return {"ok": True, "result": await act(self._named(str(asked.get("as"))), asked)}

    async def send(self, request: web.Request) -> Json:
        asked = await _asked(request)
        return {"ok": True, "said": await self._hooks.send(int(asked["hook"]))}

    async def live(self, request: web.Request) -> web.StreamResponse:
        user = request.query.get("as", "")
        return await self._board.pages.connect(request, self._world.surfaces.stacks.get(user, []))

    async def log(self, request: web.Request) -> Json:
        calls = [
            {
                "method": call.method,
                "args": call.args,
                "status": call.status,
                "response": call.response,
                "at": call.at,
            }
            for call in self._api.calls[-LOGGED:]
        ]
        events = self._board.deliveries.made[-LOGGED:]
        sent = sorted((*events, *self._board.interactions.made), key=lambda each: each.at)
        deliveries = [
            {
                "envelope": each.envelope,
                "attempts": each.attempts,
                "outcome": each.outcome,
                "at": each.at,
            }
            for each in sent[-LOGGED:]
        ]
        return {"calls": calls, "deliveries": deliveries}

    async def file(self, request: web.Request) -> web.Response:
        """A file for the page, which has no token; only loopback gets here."""
        file = self._world.files.by_id.get(request.match_info["id"])
        if file is None or file.content is None:
            return web.Response(status=404)
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        return web.Response(body=file.content, content_type=file.mimetype, headers=headers)

    def _person(self, request: web.Request) -> Person:
        return self._named(request.query.get("as", ""))

    def _named(self, name: str) -> Person:
        return Person(self._board, self._world.user(name))

    def _public(self, team: str) -> dict[str, str]:
        return {
            channel.id: channel.name
            for channel in self._world.channels.values()
            if team in channel.teams and not (channel.is_private or channel.is_im)
        }

    def _about(self, user: cast.User) -> Json:
        return {
            "id": user.id,
            "handle": user.handle,
            "name": user.name,
            "team_id": user.team_id,
            "team": cast.TEAMS[user.team_id].name,
            "avatar": f"/avatars/{user.id}.svg",
            "color": f"#{user.color}",
            "title": user.title,
        }

    def _channel(self, channel: Channel) -> Json:
        return {
            "id": channel.id,
            "name": channel.name,
            "is_ext_shared": channel.is_ext_shared,
            "is_private": channel.is_private,
            "is_im": channel.is_im,
            "is_archived": channel.is_archived,
            "teams": [{"id": id_, "name": cast.TEAMS[id_].name} for id_ in channel.teams],
            "topic": channel.topic,
            "unread": 0,
            "app_is_member": self._world.bot.id in channel.members,
        }

    def _app(self) -> Json:
        manifest = self._world.manifest
        return {
            "id": cast.APP_ID,
            "name": manifest.name,
            "bot_user": cast.BOT_USER,
            "handle": self._world.bot.handle,
            "team_id": cast.HOME,
            "home_tab": manifest.home_tab,
            "commands": list(manifest.commands.values()),
            "shortcuts": {kind: manifest.shortcuts_of(kind) for kind in ("global", "message")},
        }

    def _message(self, channel: Channel, message: Message) -> Json:
        body = messages.rendered(channel, message)
        if message.seen_only_by:
            body["ephemeral"] = True
        if files := body.get("files"):
            body["files"] = [
                file | {"page_url": f"/playground/files/{file['id']}/{file['name']}"}
                for file in files
            ]
        return body


async def _asked(request: web.Request) -> Json:
    if request.content_type != "application/json":  # no form of a foreign page gets in
        raise NotPossible("The page speaks JSON")
    asked: Json = await request.json()
    return asked


def _answering(answer: Answer) -> Route:
    """Answer with JSON, and with words a person understands when it cannot be done."""

    async def route(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await answer(request))
        except NotPossible as reason:
            return web.json_response({"ok": False, "error": str(reason)}, status=400)

    return route
