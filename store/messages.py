"""Messages and notes: what was said, with edits kept as history and deletions as tombstones."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    Executable,
    Text,
    bindparam,
    column,
    delete,
    func,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from store.ahead import Ahead
from store.message_row import Author, Kind, Message, messages
from store.message_versions import Versions
from store.prepared import Answer, Values
from store.unit import Unit

__all__ = ["Author", "Kind", "Message", "Messages", "messages"]

_insert = insert(messages)
_add = _insert.on_conflict_do_nothing().returning(messages.c.id)
_get = select(*messages.c).where(messages.c.id == bindparam("id"))
_these = select(*messages.c).where(messages.c.id.in_(bindparam("ids", expanding=True)))
_by_ts = select(*messages.c).where(
    messages.c.channel == bindparam("channel"), messages.c.ts == bindparam("ts")
)
_lock_ts = _by_ts.with_for_update()
_by_delivery = select(*messages.c).where(messages.c.delivery_key == bindparam("key"))
_of_thread = (
    select(*messages.c)
    .where(messages.c.thread_id == bindparam("thread"), messages.c.id > bindparam("after"))
    .order_by(messages.c.id)
    .limit(bindparam("limit"))
)
_last_of_thread = (
    select(*messages.c)
    .where(messages.c.thread_id == bindparam("thread"))
    .order_by(messages.c.id.desc())
    .limit(bindparam("limit"))
)
_around = _by_ts.union_all(
    select(*messages.c).where(
        messages.c.channel == bindparam("channel"), messages.c.parent_ts == bindparam("ts")
    )
)
_asked = (
    func.unnest(bindparam("channels", type_=ARRAY(Text)), bindparam("tss", type_=ARRAY(Text)))
    .table_valued(column("channel", Text), column("ts", Text))
    .render_derived(name="asked")
)
_around_asked = union_all(
    *(
        select(*messages.c).where(messages.c.channel == _asked.c.channel, ts == _asked.c.ts)
        for ts in (messages.c.ts, messages.c.parent_ts)
    )
).lateral()
# of PostgreSQL; with the place that each of them is around
_around_these = select(*_asked.c, *_around_asked.c).join_from(_asked, _around_asked, true())
_change = update(messages).where(messages.c.id == bindparam("message"))
_edit = _change.values(text=bindparam("new_text"), edited_ts=bindparam("at"))
_mark_edited = (
    update(messages)
    .where(messages.c.channel == bindparam("in_channel"), messages.c.ts == bindparam("of"))
    .values(edited_ts=bindparam("at"))
)
_delete = (
    update(messages)
    .where(messages.c.id == bindparam("message"), messages.c.deleted_at.is_(None))
    .values(deleted_at=bindparam("at"))
    .returning(messages.c.id)
)
_move = _change.values(thread_id=bindparam("thread"), decision=bindparam("why"))
_move_all = (
    update(messages)
    .where(messages.c.thread_id == bindparam("source"))
    .values(thread_id=bindparam("target"), decision=messages.c.decision + bindparam("why"))
)
_move_replies = (
    update(messages)
    .where(messages.c.channel == bindparam("in_channel"), messages.c.parent_ts == bindparam("root"))
    .values(thread_id=bindparam("target"), decision=bindparam("why"))
)
_delivered = (
    update(messages)
    .where(messages.c.delivery_key == bindparam("key"))
    .values(ts=bindparam("at"))
    .returning(*messages.c)
)
_channels_of = (
    select(messages.c.channel)
    .where(messages.c.id.in_(bindparam("ids", expanding=True)))
    .distinct()
    .order_by(messages.c.channel)
)
_set_files = _change.values(files=bindparam("new_files"))
_waiting = (
    select(*messages.c)
    .where(
        messages.c.channel == bindparam("channel"),
        messages.c.thread_id.is_(None),
        messages.c.decision == bindparam("why"),
    )
    .order_by(messages.c.ts)
)
_loose = (
    select(*messages.c)
    .where(
        messages.c.channel == bindparam("channel"),
        messages.c.ts >= bindparam("since"),
        messages.c.thread_id.is_(None),
        messages.c.author_kind == Author.customer,
        messages.c.deleted_at.is_(None),
    )
    .order_by(messages.c.ts.desc())
    .limit(bindparam("limit"))
)
_renumber = (
    update(messages).where(messages.c.channel == bindparam("old")).values(channel=bindparam("new"))
)
_forget = delete(messages).where(messages.c.id == bindparam("message"))


class Messages(Versions):
    """The queries about messages and notes."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self.ahead = Ahead(partial(self.by_id, Message, _get, _these))
        self.around_ahead = self.shared("around", self._around)

    def sql(self, statement: Executable, values: Values | None = None) -> Answer:
        """Send a statement; what it changes is read again."""
        if statement.is_update or statement.is_delete:
            self.ahead.forget_all()
            self.around_ahead.forget_all()
        return super().sql(statement, values)

    def add(self, **values: object) -> int | None:
        """Add a message and return its id; None when we have the one with its (channel, ts)."""
        return self._added(self._row(values))

    def keep(self, **values: object) -> int | None:
        """Add a message that we do not know, of a channel that is held: nobody can be faster."""
        row = self._row(values)
        if "id" not in row:
            return self._added(row)
        self.later(_insert, [row])
        return int(row["id"])

    def get(self, message_id: int) -> Message | None:
        """Return a message by id."""
        return self.ahead.get(message_id)

    def by_ts(self, channel: str, ts: str) -> Message | None:
        """Return the message that Slack knows by channel and ts."""
        return self.one(Message, _by_ts, {"channel": channel, "ts": ts})

    def lock(self, channel: str, ts: str) -> Message | None:
        """Return a message and hold it until the unit ends."""
        return self.one(Message, _lock_ts, {"channel": channel, "ts": ts})

    def by_delivery(self, key: str) -> Message | None:
        """Return the message that a delivery sends, or has sent."""
        return self.one(Message, _by_delivery, {"key": key})

    def of_thread(self, thread_id: int, after: int = 0, limit: int = 100) -> list[Message]:
        """Return messages and notes of a thread after the message `after`, oldest first."""
        return self.many(Message, _of_thread, {"thread": thread_id, "after": after, "limit": limit})

    def last_of_thread(self, thread_id: int, limit: int = 10) -> list[Message]:
        """Return the last messages and notes of a thread, oldest first."""
        return self.many(Message, _last_of_thread, {"thread": thread_id, "limit": limit})[::-1]

    def around(self, channel: str, ts: str) -> list[Message]:
        """Return a message and those of the Slack thread under it, as far as they are known."""
        return list(self.around_ahead.get((channel, ts)) or ())

    def _row(self, values: dict[str, object]) -> dict[str, Any]:
        defaults = {"sent_at": self.now, "files": [], "parent_ts": None, "delivery_key": None}
        row: dict[str, Any] = {**defaults, **values}
        channel = row["channel"]
        self.around_ahead.forget((channel, row["ts"]), (channel, row["parent_ts"]))
        number = self.numbers(messages).next()
        return row if number is None else {"id": number, **row}

    def _added(self, row: dict[str, Any]) -> int | None:
        found = self.sql(_add, row).scalar()
        return None if found is None else int(found)

    def _around(self, asked: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[Message]]:
        if len(asked) == 1 or self.unit.is_near:
            return {
                (channel, ts): self.many(Message, _around, {"channel": channel, "ts": ts})
                for channel, ts in asked
            }
        found: dict[tuple[str, str], list[Message]] = {place: [] for place in asked}
        channels, tss = zip(*asked, strict=True)
        for channel, ts, *columns in self.sql(_around_these, {"channels": channels, "tss": tss}):
            found[channel, ts].append(Message(*columns))
        return found

    def edit(self, message: Message, text: str, edited_ts: str) -> None:
        """Change a message and keep what it said before."""
        self.keep_version(message.id, message.text)
        self.sql(_edit, {"message": message.id, "new_text": text, "at": edited_ts})

    def mark_edited(self, channel: str, ts: str, edited_ts: str) -> None:
        """Remember the latest edit of a message, which may have left its words as they are."""
        self.sql(_mark_edited, {"in_channel": channel, "of": ts, "at": edited_ts})

    def delete(self, message_id: int) -> bool:
        """Mark a message as deleted; False when it is already."""
        return self.sql(_delete, {"message": message_id, "at": self.now}).first() is not None

    def move(self, message_id: int, thread_id: int | None, why: str) -> None:
        """Put one message into another thread, or (None) into none."""
        self.sql(_move, {"message": message_id, "thread": thread_id, "why": why})

    def move_all(self, source: int, target: int, why: str) -> None:
        """Put every message and note of one thread into another; `why` is added to their reasons."""
        self.sql(_move_all, {"source": source, "target": target, "why": why})

    def move_replies(self, channel: str, ts: str, target: int, why: str) -> None:
        """Put the Slack thread under a message into another thread."""
        place = {"in_channel": channel, "root": ts}
        self.sql(_move_replies, {**place, "target": target, "why": why})

    def channels_of(self, message_ids: Sequence[int]) -> list[str]:
        """Return the channels of messages, in one order everywhere."""
        return list(self.sql(_channels_of, {"ids": list(message_ids)}).scalars())

    def delivered(self, delivery_key: str, ts: str) -> Message | None:
        """Remember the ts of a message we sent."""
        return self.one(Message, _delivered, {"key": delivery_key, "at": ts})

    def set_files(self, message_id: int, files: list[dict[str, Any]]) -> None:
        """Replace what we know about the files of a message."""
        self.sql(_set_files, {"message": message_id, "new_files": files})

    def waiting(self, channel: str, why: str) -> list[Message]:
        """Return the messages of a channel that are in no thread for this reason, oldest first."""
        return self.many(Message, _waiting, {"channel": channel, "why": why})

    def loose(self, channel: str, since: datetime, limit: int = 50) -> list[Message]:
        """Return what customers said in a channel since then that is in no thread, latest first."""
        values = {"channel": channel, "since": f"{since.timestamp():.6f}", "limit": limit}
        return self.many(Message, _loose, values)

    def renumber(self, old: str, new: str) -> None:
        """Let messages of a channel be where it is called otherwise."""
        self.sql(_renumber, {"old": old, "new": new})

    def forget(self, message_id: int) -> None:
        """Remove a message, to take it anew."""
        self.forget_versions(message_id)
        self.sql(_forget, {"message": message_id})
