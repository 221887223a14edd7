"""conversations.*: reading and changing channels."""

import re
from collections.abc import Callable, Iterable
from math import inf

from playground import membership, messages
from playground.api import shapes
from playground.api.args import Args, page
from playground.cast import HOME
from playground.channels import Channel, Message
from playground.errors import Json, NotPossible, Refused, invalid
from playground.world import World

NAME = re.compile(r"[a-z0-9_\-]{1,80}")
MAX_TOPIC = 250
MAX_INVITED = 100


def history(world: World, args: Args) -> Json:
    channel = world.channel_app_is_in(args.needed("channel"))
    within = _window(args)
    found = (message for message in channel.newest_first() if within(message.ts))
    body = _page_of_messages(channel, found, args)
    return body | {"pin_count": len(channel.pins), "channel_actions_ts": None}


def replies(world: World, args: Args) -> Json:
    channel = world.channel_app_is_in(args.needed("channel"))
    asked = world.message(channel, args.needed("ts"), "thread_not_found")
    root = world.message(channel, asked.thread_ts or asked.ts, "thread_not_found")
    within = _window(args)
    found = (each for each in channel.thread(root) if each is root or within(each.ts))
    return _page_of_messages(channel, found, args)


def info(world: World, args: Args) -> Json:
    channel = world.channel_of_app(args.needed("channel"))
    body = shapes.channel(world, channel)
    if args.flag("include_num_members"):
        body["num_members"] = len(channel.members)
    return {"channel": body}


def list_(world: World, args: Args) -> Json:
    return page(_listed(world, args, lambda _: True), args, "channels")


def of_user(world: World, args: Args) -> Json:
    """users.conversations: the channels somebody is in, as far as the app may know."""
    user = args.text("user") or world.bot.id
    if user not in world.users:
        raise Refused("user_not_found")
    return page(_listed(world, args, lambda channel: user in channel.members), args, "channels")


def members(world: World, args: Args) -> Json:
    channel = world.channel_of_app(args.needed("channel"))
    body = page([{"id": user} for user in channel.members], args, "members")
    return body | {"members": [member["id"] for member in body["members"]]}


def join(world: World, args: Args) -> Json:
    channel = world.channel_of_app(args.needed("channel"))
    if channel.kind != "channels":
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    membership.join(world, channel, world.bot)
    return {"channel": shapes.channel(world, channel)}


def leave(world: World, args: Args) -> Json:
    channel = world.channel_of_app(args.needed("channel"))
    if world.bot.id not in channel.members:
        return {"not_in_channel": True}
    membership.leave(world, channel, world.bot)
    return {}


def open_(world: World, args: Args) -> Json:
    if id_ := args.text("channel"):
        return {"channel": _opened(world, world.channel_of_app(id_), args)}
    users = args.listed("users")
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > 1:
        raise Refused("method_not_supported_for_channel_type")
    user = world.users.get(users[0])
    if user is None or user.is_bot:
        raise Refused("user_not_found")
    return {"channel": _opened(world, world.dm(user), args)}


def create(world: World, args: Args) -> Json:
    name = args.needed("name")
    if not NAME.fullmatch(name):
        raise Refused("invalid_name_specials" if len(name) <= 80 else "invalid_name_maxlength")
    if any(channel.name == name for channel in world.channels.values()):
        raise Refused("name_taken")
    private = args.flag("is_private")
    channel = membership.create(world, name, world.bot, is_private=private)
    return {"channel": shapes.channel(world, channel)}


def invite(world: World, args: Args) -> Json:
    channel = world.channel_app_is_in(args.needed("channel"))
    users = args.listed("users")
    if not users:
        raise Refused("no_user")
    if len(users) > MAX_INVITED:
        raise Refused("too_many_users")
    for id_ in users:
        _check_invited(world, channel, id_)
    for id_ in users:
        membership.join(world, channel, world.user(id_), world.bot)
    return {"channel": shapes.channel(world, channel)}


def set_topic(world: World, args: Args) -> Json:
    channel = world.channel_app_is_in(args.needed("channel"))
    topic = args.text("topic")
    if len(topic) > MAX_TOPIC:
        raise Refused("too_long")
    membership.set_topic(world, channel, topic, world.bot)
    return {"channel": shapes.channel(world, channel)}


def archive(world: World, args: Args) -> Json:
    channel = world.channel_app_is_in(args.needed("channel"))
    if channel.is_archived:
        raise Refused("already_archived")
    membership.archive(world, channel, world.bot)
    return {}


def _check_invited(world: World, channel: Channel, id_: str) -> None:
    if id_ == world.bot.id:
        raise Refused("cant_invite_self")
    try:
        user = world.user(id_)
    except NotPossible:
        raise Refused("user_not_found") from None
    if user.team_id not in channel.teams:
        raise Refused("cant_invite")
    if id_ in channel.members:
        raise Refused("already_in_channel")


def _opened(world: World, channel: Channel, args: Args) -> Json:
    return shapes.channel(world, channel) if args.flag("return_im") else {"id": channel.id}


def _listed(world: World, args: Args, wanted: Callable[[Channel], bool]) -> list[Json]:
    kinds = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
    asked = args.listed("types") or ["public_channel"]
    if unknown := [type_ for type_ in asked if type_ not in kinds]:
        raise invalid(f"[ERROR] unknown type {unknown[0]}")
    types = {kinds[type_] for type_ in asked}
    archived = not args.flag("exclude_archived")
    return [
        shapes.channel(world, channel)
        for channel in world.channels.values()
        if channel.kind in types
        and (world.bot.id in channel.members or channel.kind == "channels")
        and (archived or not channel.is_archived)
        and HOME in channel.teams
        and wanted(channel)
    ]


def _window(args: Args) -> Callable[[str], bool]:
    oldest = _moment(args, "oldest", 0)
    latest = _moment(args, "latest", inf)
    if args.flag("inclusive"):
        return lambda ts: oldest <= float(ts) <= latest
    return lambda ts: oldest < float(ts) < latest


def _moment(args: Args, name: str, default: float) -> float:
    try:
        return float(args.text(name) or default)
    except ValueError:
        raise Refused(f"invalid_ts_{name}") from None


def _page_of_messages(channel: Channel, found: Iterable[Message], args: Args) -> Json:
    cursor = args.text("cursor").removeprefix("next:")
    limit = max(1, min(args.number("limit", 100), 999))
    taken: list[Message] = []
    following = ""
    waiting = bool(cursor)
    for message in found:
        waiting = waiting and message.ts != cursor
        if waiting:
            continue
        if len(taken) == limit:
            following = f"next:{message.ts}"
            break
        taken.append(message)
    if waiting:
        raise Refused("invalid_cursor")
    with_metadata = args.flag("include_all_metadata")
    body: Json = {
        "messages": [_read(channel, message, with_metadata=with_metadata) for message in taken],
        "has_more": bool(following),
    }
    return body | {"response_metadata": {"next_cursor": following}}


def _read(channel: Channel, message: Message, *, with_metadata: bool) -> Json:
    body = messages.rendered(channel, message)
    if "metadata" in body and not with_metadata:
        body["metadata"] = {"event_type": body["metadata"]["event_type"]}
    return body
