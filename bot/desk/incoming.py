"""What can reach the desk from Slack, as typed values; `handlers` make them from payloads."""

from dataclasses import dataclass, field
from typing import Any

# subtypes of a message that somebody says: a file, or a reply that is shown in the channel too
SAID = frozenset({None, "file_share", "thread_broadcast", "me_message"})


@dataclass(frozen=True)
class Said:
    """Someone wrote a message; `team` is the workspace they belong to."""

    channel: str
    ts: str
    user: str
    team: str
    text: str
    parent_ts: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        """Whether it is in the Slack thread under another message."""
        return self.parent_ts is not None and self.parent_ts != self.ts


@dataclass(frozen=True)
class Edited:
    """Someone changed a message; `said` is what it says now."""

    said: Said
    before: str
    edited_ts: str


@dataclass(frozen=True)
class Deleted:
    """Someone deleted a message; `said` is what it said."""

    said: Said


@dataclass(frozen=True)
class Reacted:
    """Someone put an emoji on a message, or took it off."""

    channel: str
    ts: str
    user: str
    emoji: str
    added: bool


@dataclass(frozen=True)
class Joined:
    """Someone joined a channel; `inviter` invited them."""

    channel: str
    user: str
    team: str
    inviter: str | None


@dataclass(frozen=True)
class Outcome:
    """What something that reached us did; `text` is kept in the inbox."""

    text: str
    thread_id: int | None = None
    ignored: bool = False
    failed: bool = False  # it is kept, and tried again
    again: bool = False  # we have what it brings, it changes nothing


def known(thread_id: int | None = None, *, ignored: bool = False) -> Outcome:
    """Return that we have what came, from another event or from this one."""
    return Outcome("known already", thread_id, ignored, again=True)


def ignored(why: str) -> Outcome:
    """Return that something was taken and means nothing to us."""
    return Outcome(why, ignored=True)
