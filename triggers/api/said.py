"""Messages and notes, as the API shows them."""

from collections.abc import Sequence
from datetime import datetime

from bot.desk.desk import Desk
from store.message_versions import Version
from store.messages import Author, Kind, Message
from triggers.api.shapes import Answer


class FileView(Answer):
    """A file of a message; Slack has its contents."""

    id: str
    name: str | None = None
    mimetype: str | None = None
    size: int | None = None


class VersionView(Answer):
    """What a message said before an edit."""

    text: str
    replaced_at: datetime


class MessageView(Answer):
    """A message, which the customer sees, or a note, which only we see.

    Of a deleted one only `deleted_at` is left; `ts` is null until Slack has it.
    """

    id: int
    kind: Kind
    author_kind: Author
    author: str
    text: str | None
    files: list[FileView]
    sent_at: datetime
    edited: bool
    deleted_at: datetime | None
    versions: list[VersionView]
    why: str
    channel: str
    ts: str | None
    link: str | None


def message_view(desk: Desk, message: Message, versions: Sequence[Version] = ()) -> MessageView:
    """Draw a message; what was deleted may have been a secret, and is not repeated."""
    gone = message.deleted_at is not None
    link = None
    if message.ts is not None:
        link = desk.permalink(message.channel, message.ts, message.parent_ts)
    return MessageView(
        id=message.id,
        kind=message.kind,
        author_kind=message.author_kind,
        author=message.author,
        text=None if gone else message.text,
        files=[] if gone else [FileView.model_validate(one) for one in message.files],
        sent_at=message.sent_at,
        edited=message.edited_ts is not None,
        deleted_at=message.deleted_at,
        versions=[] if gone else [VersionView.model_validate(one) for one in versions],
        why=message.decision,
        channel=message.channel,
        ts=message.ts,
        link=link,
    )
