"""A conversation and the messages in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from playground.errors import Json


@dataclass(slots=True)
class Message:
    """One message; `body` is what Slack stores, the rest is counted when it is read."""

    body: Json
    replies: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    seen_only_by: str = ""
    picked: dict[str, Json] = field(default_factory=dict)  # by user: the state of the inputs in it

    @property
    def ts(self) -> str:
        return str(self.body["ts"])

    @property
    def thread_ts(self) -> str | None:
        return self.body.get("thread_ts")

    @property
    def is_reply(self) -> bool:
        return self.thread_ts not in (None, self.ts)

    @property
    def in_channel(self) -> bool:
        """Shown in the channel itself, not only in a thread."""
        return not self.is_reply or self.body.get("subtype") == "thread_broadcast"


@dataclass(slots=True)
class Channel:
    """A channel or a direct message."""

    id: str
    name: str
    teams: tuple[str, ...]
    members: dict[str, None]
    topic: str = ""
    purpose: str = ""
    created: int = 0
    creator: str = "U0ADA"
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)  # oldest first
    ephemerals: list[Message] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)

    @property
    def is_ext_shared(self) -> bool:
        return len(self.teams) > 1 and not self.is_im

    @property
    def kind(self) -> str:
        """The word scopes and subscriptions use: `channels`, `groups` or `im`."""
        if self.is_im:
            return "im"
        return "groups" if self.is_private else "channels"

    @property
    def type(self) -> str:
        """The word events use: `channel`, `group` or `im`."""
        return self.kind.removesuffix("s")

    def newest_first(self) -> Iterator[Message]:
        return (message for message in reversed(self.messages.values()) if message.in_channel)

    def thread(self, root: Message) -> list[Message]:
        return [root, *(self.messages[ts] for ts in root.replies)]

    def shown_to(self, user: str, thread_ts: str | None) -> list[Message]:
        """What `user` has on the screen, oldest first, their own ephemeral messages included."""
        if thread_ts is None:
            said = [message for message in self.messages.values() if message.in_channel]
        else:
            said = self.thread(self.messages[thread_ts]) if thread_ts in self.messages else []
        only_them = [
            message
            for message in self.ephemerals
            if message.seen_only_by == user and message.thread_ts == thread_ts
        ]
        return sorted(said + only_them, key=lambda message: float(message.ts))
