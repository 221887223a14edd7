"""A Slack that runs inside a test or a demo."""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from aiohttp import web

from playground import events
from playground.channels import Channel
from playground.deliveries import Delivery, tried
from playground.errors import Json
from playground.faults import Fault, Judge, Plan
from playground.hooks import Hook, Hooks
from playground.manifest import Manifest
from playground.pages import PageDoors
from playground.people import Person
from playground.server import Doors, serve
from playground.switchboard import Switchboard
from playground.webapi import Call, Tokens, WebApi
from playground.wire import Kind

RETRY_AFTER_SECONDS = (0, 60, 300)

__all__ = ["Call", "Slack"]


class Slack:
    """The whole double; use it with `async with`."""

    def __init__(
        self,
        manifest: Json,
        now: Callable[[], float] = time.time,
        port: int = 0,
        retry_after_seconds: Sequence[float] = RETRY_AFTER_SECONDS,
        links: Sequence[Json] = (),
        hooks: Sequence[Hook] = (),
    ) -> None:
        self.signing_secret = hashlib.md5(b"playground", usedforsecurity=False).hexdigest()
        self._port = port
        self._tokens = Tokens("xoxb-playground", "xapp-playground")
        self._board = Switchboard(Manifest(manifest), now, self.signing_secret, retry_after_seconds)
        self._api = WebApi(self._board.world, self._tokens, self._board.sockets)
        self._routes = [
            *Doors(self._board, self._api, self._tokens).routes(),
            *PageDoors(self._board, self._api, links, Hooks(hooks)).routes(),
        ]
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        self._runner, self._port = await serve(self._routes, self._port)
        self._board.world.base_url = self.page_url
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._api.closing.set()
        await self._board.close()
        if self._runner:
            await self._runner.cleanup()

    @property
    def page_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/"

    @property
    def api_url(self) -> str:
        return f"{self.page_url}api/"

    @property
    def bot_token(self) -> str:
        return self._tokens.bot

    @property
    def app_token(self) -> str:
        return self._tokens.app

    @property
    def calls(self) -> list[Call]:
        return self._api.calls

    async def called(self, method: str, times: int = 1, within: float = 5) -> list[Call]:
        """Wait until the app has made so many calls of `method`; TimeoutError if it does not."""
        return await self._api.called(method, times, within)

    @property
    def deliveries(self) -> list[Delivery]:
        return self._board.deliveries.made

    @property
    def channels(self) -> Mapping[str, Channel]:
        """Every conversation by its id, as it is now."""
        return self._board.world.channels

    @property
    def scopes(self) -> set[str]:
        """The scopes granted to the app; take one away to see what happens."""
        return self._board.world.manifest.scopes

    @property
    def limits(self) -> bool:
        return self._api.limits.enforced

    @limits.setter
    def limits(self, enforced: bool) -> None:
        self._api.limits.enforced = enforced

    def send_to(self, url: str) -> None:
        """Set the app's Request URL."""
        self._board.wire.url = url

    def person(self, handle_or_id: str) -> Person:
        return Person(self._board, self._board.world.user(handle_or_id))

    def fails(
        self, method: str, fault: Fault, times: int = 1, where: Mapping[str, object] | None = None
    ) -> None:
        """Let the next calls of `method` whose arguments contain `where` go wrong."""
        self._api.faults.add(Plan(method, fault, times, where or {}))

    def fails_as(self, judge: Judge) -> None:
        """Let somebody decide about each call whether it goes wrong."""
        self._api.faults.judge = judge

    def loses_answers(self, times: int) -> None:
        """Lose the app's answers to the first attempts at each event: it is sent once more."""
        self._board.deliveries.unheard = times

    def revoke_token(self) -> None:
        self._tokens.revoked = True

    def restore_token(self) -> None:
        self._tokens.revoked = False

    async def send_event(self, event: Json, **outer: object) -> Delivery:
        """Send any event; `outer` replaces fields of the envelope."""
        channel = self._board.world.channels.get(str(event.get("channel")))
        envelope = events.envelope(self._board.world, event, channel, None) | outer
        if not event:
            del envelope["event"]
        delivery = self._board.deliveries.send(envelope, self._board.world.now())
        await tried([delivery])
        return delivery

    async def renumber(self, channel: str, new: str) -> Delivery:
        """Give a channel another id, as a private one gets when it is shared."""
        renumbered = self._board.world.channels.pop(channel)
        renumbered.id = new
        self._board.world.channels[new] = renumbered
        event = {"type": "channel_id_changed", "old_channel_id": channel, "new_channel_id": new}
        return await self.send_event(event)

    async def send_interaction(self, payload: Json, kind: Kind = "interactive") -> Json:
        """Send any interaction, or command; returns what the app answered it with."""
        return await self._board.interactions.ask(payload, kind)

    async def settled(self) -> None:
        """Wait until the app has acknowledged every event, or Slack has given it up."""
        await self._board.deliveries.settled()

    async def refresh_sockets(self) -> None:
        """Make every open socket connect again, as Slack does every few hours."""
        await self._board.sockets.refresh()
