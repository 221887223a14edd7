"""Joins the world to the app and the pages: whatever happens is told to both."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from playground import events
from playground.cast import User
from playground.channels import Channel
from playground.deliveries import Deliveries, tried
from playground.errors import Json
from playground.interactions import Interactions
from playground.live import Pages
from playground.manifest import Manifest
from playground.responses import Responses
from playground.sockets import Sockets
from playground.wire import Wire
from playground.world import World

T = TypeVar("T")


class Switchboard:
    """The world's watcher."""

    def __init__(
        self,
        manifest: Manifest,
        now: Callable[[], float],
        signing_secret: str,
        retry_after_seconds: Sequence[float],
    ) -> None:
        self.world = World(manifest, now, self)
        self.sockets = Sockets()
        self.wire = Wire(signing_secret, self.sockets)
        self.deliveries = Deliveries(self.wire, retry_after_seconds)
        self.responses = Responses(self.world)
        self.interactions = Interactions(self.world, self.wire, self.responses)
        self.pages = Pages()

    def happened(self, event: Json, channel: Channel | None, actor: User) -> None:
        for each in events.wanted(self.world, event, channel):
            envelope = events.envelope(self.world, each, channel, actor)
            self.deliveries.send(envelope, self.world.now())

    def changed(self, channel: str) -> None:
        self.pages.changed(self.world.channels[channel])

    def modals_changed(self, user: str) -> None:
        self.pages.tell(user, type="modal", stack=self.world.surfaces.stacks.get(user, []))

    def home_changed(self, user: str) -> None:
        self.pages.tell(user, type="home")

    async def told(self, change: Callable[[], T]) -> T:
        """Make a change and wait until the app has had each of its events once."""
        before = len(self.deliveries.made)
        result = change()
        await tried(self.deliveries.made[before:])
        return result

    async def close(self) -> None:
        await self.deliveries.close()
        await self.pages.close()
        await self.sockets.close()
        await self.wire.close()
