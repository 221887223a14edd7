"""Joining and leaving channels, and what they are called and about."""

from playground import cast, messages
from playground.cast import User
from playground.channels import Channel
from playground.errors import Json
from playground.messages import Draft
from playground.world import World


def join(world: World, channel: Channel, user: User, inviter: User | None = None) -> None:
    if user.id in channel.members:
        return
    channel.members[user.id] = None
    extra: Json = {"subtype": "channel_join"}
    if inviter:
        extra["inviter"] = inviter.id
    messages.say(world, channel, user, Draft(f"<@{user.id}> has joined the channel", extra))
    _announce(world, channel, user, "member_joined_channel", extra)


def leave(world: World, channel: Channel, user: User) -> None:
    if user.id not in channel.members:
        return
    draft = Draft(f"<@{user.id}> has left the channel", {"subtype": "channel_leave"})
    messages.say(world, channel, user, draft)
    _announce(world, channel, user, "member_left_channel", {})
    del channel.members[user.id]


def set_topic(world: World, channel: Channel, topic: str, user: User) -> None:
    channel.topic = topic
    extra: Json = {"subtype": "channel_topic", "topic": topic}
    messages.say(world, channel, user, Draft(f"set the channel topic: {topic}", extra))


def create(world: World, name: str, creator: User, *, is_private: bool) -> Channel:
    channel = Channel(
        world.next_id("C"),
        name,
        (cast.HOME,),
        {creator.id: None},
        created=int(world.now()),
        creator=creator.id,
        is_private=is_private,
    )
    world.channels[channel.id] = channel
    if not is_private:
        about = {"id": channel.id, "name": name, "created": channel.created, "creator": creator.id}
        event = {"type": "channel_created", "channel": about, "event_ts": world.next_ts()}
        world.watcher.happened(event, None, creator)
    return channel


def archive(world: World, channel: Channel, user: User) -> None:
    channel.is_archived = True
    event = {"type": "channel_archive", "channel": channel.id, "user": user.id}
    world.watcher.happened(event | {"event_ts": world.next_ts()}, channel, user)
    world.watcher.changed(channel.id)


def _announce(world: World, channel: Channel, user: User, type_: str, extra: Json) -> None:
    event: Json = {
        "type": type_,
        "user": user.id,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "channels" else "G",
        "team": user.team_id,
        "event_ts": world.next_ts(),
    }
    if "inviter" in extra:
        event["inviter"] = extra["inviter"]
    world.watcher.happened(event, channel, user)
