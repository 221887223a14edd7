"""Everything a Slack remembers: people, channels, files, views, and the time."""

from collections.abc import Callable, Iterable
from typing import Protocol

from playground import cast
from playground.cast import Team, User
from playground.channels import Channel, Message
from playground.errors import Json, NotPossible, Refused
from playground.files import Shelf
from playground.manifest import Manifest
from playground.surfaces import Surfaces


class Watcher(Protocol):
    """Who wants to know what happens: the app's deliveries and the open pages."""

    def happened(self, event: Json, channel: Channel | None, actor: User) -> None: ...
    def changed(self, channel: str) -> None: ...
    def modals_changed(self, user: str) -> None: ...
    def home_changed(self, user: str) -> None: ...


def dm_id(user: User) -> str:
    return f"D0{user.handle.upper()}"


class World:
    """The state of all four workspaces."""

    def __init__(self, manifest: Manifest, now: Callable[[], float], watcher: Watcher) -> None:
        self.manifest = manifest
        self.now = now
        self.watcher = watcher
        self.base_url = ""
        self.bot = cast.bot_user(manifest.bot_name)
        self.users = {user.id: user for user in (*cast.PEOPLE, self.bot)}
        self.channels = {channel.id: channel for channel in cast.channels(int(now()))}
        self.files = Shelf()
        self.surfaces = Surfaces(now)
        self._last = 0
        self._count = 0
        self._era = int(now())  # an app that outlives us must not see an id again

    def next_ts(self) -> str:
        """A message's id: the time, never twice and never backwards."""
        self._last = max(self._last + 1, int(self.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._era:X}{self._count:05X}"

    def team_of(self, user: User) -> Team:
        return cast.TEAMS[user.team_id]

    def user(self, handle_or_id: str) -> User:
        for user in self.users.values():
            if handle_or_id in (user.id, user.handle):
                return user
        raise NotPossible(f"There is nobody called {handle_or_id}")

    def channel_of_app(self, id_: str) -> Channel:
        """The channel as far as the app can see it."""
        channel = self.channels.get(id_) or self._dm_with(id_)
        if channel is None or (channel.kind != "channels" and self.bot.id not in channel.members):
            raise Refused("channel_not_found")
        return channel

    def channel_app_is_in(self, id_: str) -> Channel:
        channel = self.channel_of_app(id_)
        if self.bot.id not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def dm(self, user: User) -> Channel:
        """The direct message between the app and `user`."""
        id_ = dm_id(user)
        if id_ not in self.channels:
            members = dict.fromkeys((user.id, self.bot.id))
            teams = tuple(dict.fromkeys((cast.HOME, user.team_id)))
            created = int(self.now())
            self.channels[id_] = Channel(id_, "", teams, members, created=created, is_im=True)
        return self.channels[id_]

    def message(self, channel: Channel, ts: str, error: str = "message_not_found") -> Message:
        if message := channel.messages.get(ts):
            return message
        raise Refused(error)

    def in_channels_with(self, user: User, members: Iterable[str]) -> bool:
        return any(
            user.id in channel.members and any(member in channel.members for member in members)
            for channel in self.channels.values()
        )

    def _dm_with(self, user_id: str) -> Channel | None:
        """Slack takes a user id for a channel and means the direct message with them."""
        user = self.users.get(user_id)
        return self.dm(user) if user and not user.is_bot else None
