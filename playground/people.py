"""What a person can do in Slack, and what they see."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from playground import membership, messages, modals, reactions
from playground.api.args import structured
from playground.cast import HOME, User
from playground.channels import Channel, Message
from playground.elements import blocks_of, find
from playground.errors import AppSilent, Json, NotPossible, Refused
from playground.messages import Draft
from playground.richtext import rich_text
from playground.switchboard import Switchboard
from playground.uploads import Upload, upload
from playground.world import dm_id

T = TypeVar("T")


class Person:
    """Somebody at their Slack."""

    def __init__(self, board: Switchboard, user: User) -> None:
        self._board = board
        self._world = board.world
        self._user = user

    @property
    def id(self) -> str:
        return self._user.id

    @property
    def user(self) -> User:
        return self._user

    @property
    def app_dm(self) -> str:
        """The direct message with the app."""
        return dm_id(self._user)

    # Messages

    async def says(
        self,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
        files: Sequence[Upload] = (),
    ) -> str:
        place = self._writable(channel)
        extra: Json = {}
        if thread_ts and thread_ts not in place.messages:
            raise NotPossible("This thread no longer exists")
        if files:
            shared = [upload(self._world, self._user, each, place.id) for each in files]
            described = [file.json(self._world.base_url) for file in shared]
            extra = {"subtype": "file_share", "files": described, "upload": True}
        extra |= self._typed(text)
        draft = Draft(text, extra, thread_ts, broadcast)
        message = await self._board.told(lambda: self._say(place, draft))
        return message.ts

    async def edits(self, channel: str, ts: str, text: str) -> None:
        place = self._writable(channel)
        message = self._own(place, ts)
        changes = {"text": text, "blocks": None, **self._typed(text)}
        await self._changes(lambda: messages.edit(self._world, place, message, changes, self._user))

    async def deletes(self, channel: str, ts: str) -> None:
        place = self._writable(channel)
        message = self._own(place, ts)
        await self._changes(lambda: messages.delete(self._world, place, message, self._user))

    async def reacts(self, channel: str, ts: str, name: str) -> None:
        place, message = self._message(channel, ts)
        await self._changes(
            lambda: reactions.add(self._world, place, message, name.strip(":"), self._user)
        )

    async def unreacts(self, channel: str, ts: str, name: str) -> None:
        place, message = self._message(channel, ts)
        await self._changes(
            lambda: reactions.remove(self._world, place, message, name.strip(":"), self._user)
        )

    def sees(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        """What is on this person's screen, their ephemeral messages included."""
        place = self.channel(channel)
        shown = place.shown_to(self.id, thread_ts)
        return [messages.rendered(place, message) for message in shown]

    # Channels

    async def joins(self, channel: str) -> None:
        place = self._world.channels.get(channel)
        if place is None or place.kind != "channels" or self._user.team_id not in place.teams:
            raise NotPossible("This channel cannot be joined")
        await self._changes(lambda: membership.join(self._world, place, self._user))

    async def leaves(self, channel: str) -> None:
        place = self.channel(channel)
        await self._changes(lambda: membership.leave(self._world, place, self._user))

    async def sets_topic(self, channel: str, topic: str) -> None:
        place = self._writable(channel)
        await self._changes(lambda: membership.set_topic(self._world, place, topic, self._user))

    async def invites_app(self, channel: str) -> None:
        place = self._writable(channel)
        if self._user.team_id != HOME:
            raise NotPossible("Only people of the workspace that installed the app can add it")
        bot = self._world.bot
        await self._changes(lambda: membership.join(self._world, place, bot, self._user))

    # Interactions

    async def clicks(
        self,
        channel: str,
        ts: str,
        action_id: str,
        value: str | None = None,
        *,
        selected: object = None,
        block_id: str | None = None,
    ) -> None:
        """Use a button, select or other element of a message."""
        place, message = self._message(channel, ts)
        element = find(blocks_of(message.body), action_id, block_id, value)
        await self._board.interactions.click(self._user, (place, message), element, selected)

    async def looks_up(
        self,
        action_id: str,
        typed: str,
        *,
        message: tuple[str, str] | None = None,
        home: bool = False,
    ) -> Json:
        """Type into a select whose options come from the app; in the open modal if not said."""
        interactions = self._board.interactions
        if message:
            place, said = self._message(*message)
            element = find(blocks_of(said.body), action_id, None, None)
            return await interactions.suggest(self._user, (place, said), element, typed)
        view = self.home if home else self.modal
        if view is None:
            raise NotPossible("There is nothing open to type into")
        element = find(view["blocks"], action_id, None, None)
        return await interactions.suggest(self._user, view, element, typed)

    async def types(self, channel: str, typed: str) -> Json:
        """Send a slash command; returns what the app answered at once."""
        place = self._writable(channel)
        return await self._board.interactions.type_command(self._user, place, typed)

    async def uses_shortcut(
        self, callback_id: str, channel: str | None = None, ts: str | None = None
    ) -> None:
        at = self._message(channel, ts) if channel and ts else None
        await self._board.interactions.use_shortcut(self._user, callback_id, at)

    # Modals and the Home tab

    @property
    def modals(self) -> list[Json]:
        return self._world.surfaces.stacks.get(self.id, [])

    @property
    def modal(self) -> Json | None:
        return self.modals[-1] if self.modals else None

    async def picks(
        self,
        action_id: str,
        selected: object = None,
        *,
        value: str | None = None,
        block_id: str | None = None,
        values: Json | None = None,
    ) -> None:
        """Use an element of the open modal, after filling in `values` as for `submits`."""
        view = modals.top(self._world, self._user)
        modals.fill(self._world, self._user, view, structured(values or {}))
        element = find(view["blocks"], action_id, block_id, value)
        await self._board.interactions.use_in_view(self._user, view, element, selected)

    async def submits(self, values: Json | None = None) -> Json:
        """Fill in and submit the open modal; returns the errors by block id."""
        return await modals.submit(self._board.interactions, self._user, structured(values or {}))

    async def closes(self) -> None:
        try:
            await modals.close(self._board.interactions, self._user)
        except AppSilent:
            return  # the person sees nothing of it

    @property
    def home(self) -> Json | None:
        return self._world.surfaces.homes.get(self.id)

    async def opens_home(self) -> None:
        if not self._world.manifest.home_tab:
            raise NotPossible("This app has no Home tab")
        event: Json = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": self._world.dm(self._user).id,
            "tab": "home",
            "event_ts": self._world.next_ts(),
        }
        if self.home:
            event["view"] = self.home
        await self._changes(lambda: self._board.happened(event, None, self._user))

    async def clicks_home(
        self,
        action_id: str,
        selected: object = None,
        *,
        value: str | None = None,
        block_id: str | None = None,
    ) -> None:
        if self.home is None:
            raise NotPossible("The Home tab is empty")
        element = find(self.home["blocks"], action_id, block_id, value)
        await self._board.interactions.use_in_view(self._user, self.home, element, selected)

    def channel(self, id_: str) -> Channel:
        own = self._world.dm(self._user) if id_ == self.app_dm else None
        channel = own or self._world.channels.get(id_)
        if channel is None or self.id not in channel.members:
            raise NotPossible(f"{self._user.name} is not in {channel.name if channel else id_}")
        return channel

    def _writable(self, id_: str) -> Channel:
        channel = self.channel(id_)
        if channel.is_archived:
            raise NotPossible("This channel is archived")
        return channel

    def _message(self, channel: str, ts: str) -> tuple[Channel, Message]:
        place = self.channel(channel)
        if message := place.messages.get(ts):
            return place, message
        for ephemeral in place.ephemerals:
            if ephemeral.ts == ts and ephemeral.seen_only_by == self.id:
                return place, ephemeral
        raise NotPossible("This message no longer exists")

    def _own(self, place: Channel, ts: str) -> Message:
        message = place.messages.get(ts)
        if message is None or message.body.get("user") != self.id:
            raise NotPossible("This is not a message of yours")
        return message

    async def _changes(self, change: Callable[[], T]) -> T:
        try:
            return await self._board.told(change)
        except Refused as refused:
            raise NotPossible(str(refused)) from refused

    def _typed(self, text: str) -> Json:
        return {"blocks": [rich_text(text, self._world.next_id("b"))]} if text else {}

    def _say(self, place: Channel, draft: Draft) -> Message:
        message = messages.say(self._world, place, self._user, draft)
        for file in draft.extra.get("files", ()):
            event = {"type": "file_shared", "file_id": file["id"], "file": {"id": file["id"]}}
            event |= {"user_id": self.id, "channel_id": place.id, "event_ts": message.ts}
            self._board.happened(event, place, self._user)
        return message
