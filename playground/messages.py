"""Saying, changing and deleting messages, and what everybody is told about it."""

from dataclasses import dataclass

from playground import cast
from playground.cast import User
from playground.channels import Channel, Message
from playground.errors import Json
from playground.files import hidden
from playground.world import World


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said; `extra` are the message's further fields, as Slack names them."""

    text: str
    extra: Json
    thread_ts: str | None = None
    broadcast: bool = False


def say(world: World, channel: Channel, author: User, draft: Draft) -> Message:
    """Put a message into the channel and tell everybody."""
    message = compose(world, channel, author, draft)
    channel.messages[message.ts] = message
    root = channel.messages.get(draft.thread_ts) if draft.thread_ts else None
    if root is not None and draft.thread_ts:
        message.body["parent_user_id"] = root.body.get("user")
        if draft.broadcast:
            message.body |= {"subtype": "thread_broadcast", "root": rendered(channel, root)}
        _add_reply(world, channel, root, message)
    world.watcher.happened(event_of(channel, message), channel, author)
    world.watcher.changed(channel.id)
    return message


def compose(world: World, channel: Channel, author: User, draft: Draft) -> Message:
    """The message as it will stand, not yet in the channel."""
    ts = world.next_ts()
    body: Json = {"type": "message", "user": author.id, "text": draft.text, "ts": ts}
    body["team"] = author.team_id
    if author.is_bot:
        body |= {"bot_id": cast.BOT_ID, "app_id": cast.APP_ID, "bot_profile": bot_profile(world)}
    else:
        body["client_msg_id"] = f"{world.next_id('')}-playground"
    if channel.is_ext_shared:
        body |= {"user_team": author.team_id, "source_team": author.team_id}
    if channel.is_ext_shared and author.team_id != cast.HOME:
        body["user_profile"] = _short_profile(world, author)
    if draft.thread_ts:
        body["thread_ts"] = draft.thread_ts
    return Message(body | draft.extra)


def edit(world: World, channel: Channel, message: Message, changes: Json, by: User) -> None:
    """Replace parts of a message; `changes` with None removes a field."""
    before = _bare(channel, message)
    message.body |= changes
    message.body = {key: value for key, value in message.body.items() if value is not None}
    ts = world.next_ts()
    if not (by.is_bot and changes.get("blocks")):  # Slack marks no edit when an app sends blocks
        message.body["edited"] = {"user": by.id, "ts": ts}
    _announce_change(world, channel, (message, before), by, ts)


def delete(world: World, channel: Channel, message: Message, by: User) -> None:
    """Take a message away; the first of a thread leaves a tombstone for its replies."""
    before = _bare(channel, message)
    ts = world.next_ts()
    if message.replies:
        message.body = _tombstone(message)
        message.reactions.clear()
        _announce_change(world, channel, (message, before), by, ts)
        return
    del channel.messages[message.ts]
    _announce_deletion(world, channel, (message, before), by, ts)
    if message.is_reply:
        _drop_reply(world, channel, message, by)


def rendered(channel: Channel, message: Message) -> Json:
    """A message as history and replies show it."""
    body = _bare(channel, message)
    if message.reactions:
        body["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message.reactions.items()
        ]
    if message.ts in channel.pins:
        body["pinned_to"] = [channel.id]
    return body


def event_of(channel: Channel, message: Message) -> Json:
    """The `message` event for a new message."""
    return masked(channel, message.body) | _where(channel, message.ts)


def masked(channel: Channel, body: Json) -> Json:
    """In channels shared with other companies, events only say that there is a file."""
    if channel.is_ext_shared and "files" in body:
        return body | {"files": [hidden(file) for file in body["files"]]}
    return dict(body)


def bot_profile(world: World) -> Json:
    return {
        "id": cast.BOT_ID,
        "app_id": cast.APP_ID,
        "user_id": cast.BOT_USER,
        "name": world.bot.name,
        "icons": {"image_72": f"{world.base_url}avatars/{cast.BOT_USER}.svg"},
        "deleted": False,
        "updated": 0,
        "team_id": cast.HOME,
    }


def _where(channel: Channel, ts: str) -> Json:
    return {"channel": channel.id, "event_ts": ts, "channel_type": channel.type}


def _bare(channel: Channel, message: Message) -> Json:
    """The message with what its replies add to it."""
    body = dict(message.body)
    if not message.replies:
        return body
    authors = [channel.messages[ts].body.get("user") for ts in message.replies]
    users = [user for user in dict.fromkeys(authors) if user]
    return body | {
        "thread_ts": message.ts,
        "reply_count": len(message.replies),
        "reply_users_count": len(users),
        "latest_reply": message.replies[-1],
        "reply_users": users[:5],
        "is_locked": False,
        "subscribed": False,
    }


def _add_reply(world: World, channel: Channel, root: Message, reply: Message) -> None:
    before = _bare(channel, root)
    root.replies.append(reply.ts)
    if len(root.replies) == 1:  # it has just become a thread, which changes the message itself
        author = world.users.get(str(reply.body.get("user")), world.bot)
        _announce_change(world, channel, (root, before), author, world.next_ts())


def _drop_reply(world: World, channel: Channel, reply: Message, by: User) -> None:
    root = channel.messages.get(str(reply.thread_ts))
    if root is None:
        return
    root.replies.remove(reply.ts)
    if not root.replies and root.body.get("subtype") == "tombstone":
        del channel.messages[root.ts]
        _announce_deletion(world, channel, (root, dict(root.body)), by, world.next_ts())


def _announce_change(
    world: World, channel: Channel, change: tuple[Message, Json], by: User, ts: str
) -> None:
    message, before = change
    event = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": masked(channel, _bare(channel, message)),
        "previous_message": masked(channel, before),
        **_where(channel, ts),
        "ts": ts,
    }
    world.watcher.happened(event, channel, by)
    world.watcher.changed(channel.id)


def _announce_deletion(
    world: World, channel: Channel, gone: tuple[Message, Json], by: User, ts: str
) -> None:
    message, before = gone
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": message.ts,
        "previous_message": masked(channel, before),
        **_where(channel, ts),
        "ts": ts,
    }
    world.watcher.happened(event, channel, by)
    world.watcher.changed(channel.id)


def _tombstone(message: Message) -> Json:
    return {
        "type": "message",
        "subtype": "tombstone",
        "user": "USLACKBOT",
        "text": "This message was deleted.",
        "ts": message.ts,
        "thread_ts": message.ts,
        "hidden": True,
    }


def _short_profile(world: World, user: User) -> Json:
    return {
        "real_name": user.name,
        "display_name": user.handle,
        "name": user.handle,
        "first_name": user.name.split()[0],
        "team": user.team_id,
        "avatar_hash": user.color,
        "image_72": f"{world.base_url}avatars/{user.id}.svg",
        "is_restricted": False,
        "is_ultra_restricted": False,
    }
