"""Emoji on messages."""

from playground.cast import User
from playground.channels import Channel, Message
from playground.errors import Json, Refused
from playground.world import World


def add(world: World, channel: Channel, message: Message, name: str, user: User) -> None:
    users = message.reactions.setdefault(name, [])
    if user.id in users:
        raise Refused("already_reacted")
    users.append(user.id)
    _announce(world, channel, message, ("reaction_added", name), user)


def remove(world: World, channel: Channel, message: Message, name: str, user: User) -> None:
    users = message.reactions.get(name, [])
    if user.id not in users:
        raise Refused("no_reaction")
    users.remove(user.id)
    if not users:
        del message.reactions[name]
    _announce(world, channel, message, ("reaction_removed", name), user)


def _announce(
    world: World, channel: Channel, message: Message, what: tuple[str, str], user: User
) -> None:
    type_, name = what
    event: Json = {
        "type": type_,
        "user": user.id,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.body.get("user"),
        "event_ts": world.next_ts(),
    }
    world.watcher.happened(event, channel, user)
    world.watcher.changed(channel.id)
