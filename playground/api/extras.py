"""reactions.*, pins.* and bookmarks.*: what hangs on messages and channels."""

from playground import messages
from playground import reactions as emoji
from playground.api.args import Args
from playground.channels import Channel, Message
from playground.emoji import EMOJI
from playground.errors import Json, Refused
from playground.world import World

MAX_BOOKMARKS = 100


def add_reaction(world: World, args: Args) -> Json:
    channel, message = _marked(world, args)
    emoji.add(world, channel, message, _emoji(args), world.bot)
    return {}


def remove_reaction(world: World, args: Args) -> Json:
    channel, message = _marked(world, args)
    emoji.remove(world, channel, message, _emoji(args), world.bot)
    return {}


def get_reactions(world: World, args: Args) -> Json:
    channel, message = _marked(world, args)
    return {
        "type": "message",
        "channel": channel.id,
        "message": messages.rendered(channel, message),
    }


def add_pin(world: World, args: Args) -> Json:
    channel, message = _marked(world, args)
    if message.ts in channel.pins:
        raise Refused("already_pinned")
    channel.pins.append(message.ts)
    world.watcher.changed(channel.id)
    return {}


def add_bookmark(world: World, args: Args) -> Json:
    channel = world.channel_app_is_in(args.needed("channel_id"))
    if len(channel.bookmarks) >= MAX_BOOKMARKS:
        raise Refused("too_many_bookmarks")
    if args.needed("type") != "link":
        raise Refused("invalid_bookmark_type")
    bookmark: Json = {
        "id": world.next_id("Bk"),
        "channel_id": channel.id,
        "title": args.needed("title"),
        "link": args.needed("link"),
        "emoji": args.text("emoji"),
        "type": "link",
        "date_created": int(world.now()),
        "date_updated": 0,
        "app_id": None,
    }
    channel.bookmarks.append(bookmark)
    return {"bookmark": bookmark}


def list_bookmarks(world: World, args: Args) -> Json:
    channel = world.channel_app_is_in(args.needed("channel_id"))
    return {"bookmarks": list(channel.bookmarks)}


def _marked(world: World, args: Args) -> tuple[Channel, Message]:
    ts = args.text("timestamp")
    if not ts:
        raise Refused("no_item_specified")
    channel = world.channel_app_is_in(args.needed("channel"))
    return channel, world.message(channel, ts)


def _emoji(args: Args) -> str:
    name = args.needed("name").strip(":")
    if name.split("::")[0] not in EMOJI:
        raise Refused("invalid_name")
    return name
