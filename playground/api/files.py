"""files.*: uploading in three steps, and looking at what others uploaded."""

from playground import cast, messages
from playground.api.args import Args
from playground.blocks import checked
from playground.channels import Channel
from playground.errors import Json, Refused
from playground.files import File
from playground.messages import Draft
from playground.world import World


def info(world: World, args: Args) -> Json:
    file = world.files.by_id.get(args.text("file"))
    if file is None or file.content is None or not _visible(world, file):
        raise Refused("file_not_found")
    return {"file": file.json(world.base_url), "comments": [], "response_metadata": {}}


def get_upload_url(world: World, args: Args) -> Json:
    name, length = args.needed("filename"), args.number("length", 0)
    if length <= 0:
        raise Refused("invalid_arguments")
    file = File(
        world.next_id("F"), name, length, cast.BOT_USER, cast.HOME, created=int(world.now())
    )
    return {"upload_url": f"{world.base_url}upload/{world.files.expect(file)}", "file_id": file.id}


def complete_upload(world: World, args: Args) -> Json:
    files = [_uploaded(world, each) for each in args.structure("files")]
    if not files:
        raise Refused("invalid_arguments")
    if channel_id := args.text("channel_id"):
        _share(world, world.channel_app_is_in(channel_id), files, args)
    return {"files": [file.json(world.base_url) for file in files]}


def _uploaded(world: World, asked: Json) -> File:
    file = world.files.by_id.get(str(asked.get("id")))
    if file is None or file.content is None:
        raise Refused("file_not_found")
    file.title = str(asked.get("title") or file.name)
    return file


def _share(world: World, channel: Channel, files: list[File], args: Args) -> None:
    thread_ts = args.text("thread_ts") or None
    if thread_ts and thread_ts not in channel.messages:
        raise Refused("invalid_thread_ts")
    for file in files:
        file.channels.append(channel.id)
    extra: Json = {"files": [file.json(world.base_url) for file in files], "upload": False}
    if blocks := args.structure("blocks"):
        extra["blocks"] = checked(blocks, "message", world.next_id)
    draft = Draft(args.text("initial_comment"), extra, thread_ts)
    messages.say(world, channel, world.bot, draft)


def _visible(world: World, file: File) -> bool:
    if file.user == world.bot.id:
        return True
    return any(world.bot.id in world.channels[id_].members for id_ in file.channels)
