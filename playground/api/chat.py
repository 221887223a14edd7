"""chat.*: what the app says."""

from playground import messages
from playground.api.args import Args
from playground.blocks import checked
from playground.channels import Channel, Message
from playground.errors import Json, Refused
from playground.messages import Draft
from playground.world import World

MAX_TEXT = 40_000
MAX_MARKDOWN = 12_000
MAX_ATTACHMENTS = 100


def post_message(world: World, args: Args) -> Json:
    channel = _writable(world, args.needed("channel"))
    draft = _draft(world, channel, args)
    message = messages.say(world, channel, world.bot, draft)
    return {"channel": channel.id, "ts": message.ts, "message": dict(message.body)}


def post_ephemeral(world: World, args: Args) -> Json:
    channel = _writable(world, args.needed("channel"))
    if args.needed("user") not in channel.members:
        raise Refused("user_not_in_channel")
    message = messages.compose(world, channel, world.bot, _draft(world, channel, args))
    message.seen_only_by = args.text("user")
    channel.ephemerals.append(message)
    world.watcher.changed(channel.id)
    return {"message_ts": message.ts}


def update(world: World, args: Args) -> Json:
    channel = world.channel_app_is_in(args.needed("channel"))
    message = _own(world, channel, args.needed("ts"), "cant_update_message")
    changes = _content(world, args)
    if args.text("text") and "blocks" not in args.values:
        changes["blocks"] = None  # Slack drops the blocks when only a text comes
    if not changes["text"]:
        del changes["text"]
    for name in ("blocks", "attachments"):
        if args.values.get(name) == []:
            changes[name] = None
    messages.edit(world, channel, message, changes, world.bot)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.body["text"],
        "message": dict(message.body),
    }


def delete(world: World, args: Args) -> Json:
    channel = world.channel_app_is_in(args.needed("channel"))
    message = _own(world, channel, args.needed("ts"), "cant_delete_message")
    messages.delete(world, channel, message, world.bot)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(world: World, args: Args) -> Json:
    channel = world.channel_of_app(args.needed("channel"))
    message = world.message(channel, args.needed("message_ts"))
    link = f"https://example.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _writable(world: World, channel_id: str) -> Channel:
    channel = world.channel_of_app(channel_id)
    public = channel.kind == "channels" and "chat:write.public" in world.manifest.scopes
    if world.bot.id not in channel.members and (channel.is_ext_shared or not public):
        raise Refused("not_in_channel")
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def _own(world: World, channel: Channel, ts: str, error: str) -> Message:
    message = world.message(channel, ts)
    if message.body.get("bot_id") is None:
        raise Refused(error)
    return message


def _draft(world: World, channel: Channel, args: Args) -> Draft:
    extra = _content(world, args)
    text = extra.pop("text")
    if args.flag("reply_broadcast") and not args.text("thread_ts"):
        raise Refused("invalid_arguments")
    extra |= _disguise(world, args)
    thread_ts = _thread(channel, args.text("thread_ts"))
    return Draft(text, extra, thread_ts, args.flag("reply_broadcast"))


def _thread(channel: Channel, ts: str) -> str | None:
    if not ts:
        return None
    root = channel.messages.get(ts)
    if root is None:
        raise Refused("thread_not_found")
    if root.is_reply:  # Slack files it under the thread's first message
        return root.thread_ts
    return ts


def _disguise(world: World, args: Args) -> Json:
    """Another name or picture for one message."""
    icons = {name: args.text(name) for name in ("icon_url", "icon_emoji") if args.text(name)}
    if not icons and not args.text("username"):
        return {}
    if "chat:write.customize" not in world.manifest.scopes:
        needed = {"needed": "chat:write.customize", "provided": _provided(world)}
        raise Refused("missing_scope", **needed)
    shown = {"image_48" if key == "icon_url" else "emoji": icon for key, icon in icons.items()}
    extra: Json = {"subtype": "bot_message", "username": args.text("username") or world.bot.name}
    return extra | ({"icons": shown} if shown else {})


def _content(world: World, args: Args) -> Json:
    """Text, blocks and so on, each within Slack's limits."""
    blocks = checked(args.structure("blocks"), "message", world.next_id)
    attachments = _attachments(world, args)
    text = args.text("text") or _markdown(args)
    if not (text or blocks or attachments):
        raise Refused("no_text")
    if len(text) > MAX_TEXT:
        raise Refused("msg_too_long")
    metadata = args.object("metadata")
    if metadata:
        _check_metadata(metadata)
    parts = {"blocks": blocks, "attachments": attachments, "metadata": metadata}
    return {"text": text} | {name: part for name, part in parts.items() if part}


def _attachments(world: World, args: Args) -> list[Json]:
    attachments = args.structure("attachments")
    if len(attachments) > MAX_ATTACHMENTS:
        raise Refused("too_many_attachments")
    return [
        part | {"blocks": checked(part["blocks"], "message", world.next_id)}
        if part.get("blocks")
        else part
        for part in attachments
    ]


def _markdown(args: Args) -> str:
    markdown = args.text("markdown_text")
    if markdown and args.values.get("blocks"):
        raise Refused("markdown_text_conflict")
    if len(markdown) > MAX_MARKDOWN:
        raise Refused("msg_too_long")
    return markdown


def _check_metadata(metadata: Json) -> None:
    payload = metadata.get("event_payload")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(payload, dict):
        raise Refused("invalid_metadata_format")


def _provided(world: World) -> str:
    return ",".join(sorted(world.manifest.scopes))
