"""Every Web API method there is here: what answers it, the scopes it needs, its rate tier."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playground.api import chat, conversations, extras, files, users, views
from playground.api.args import Args
from playground.errors import Json
from playground.world import World

Answer = Callable[[World, Args], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """One method; any of its scopes will do, `*` stands for the kind of channel asked about."""

    answer: Answer
    scopes: tuple[str, ...]
    tier: int  # 1 to 4; 0 has a limit of its own


WRITE_GROUPS = "groups:write"
METHODS: Mapping[str, Method] = {
    "api.test": Method(users.test, (), 4),
    "auth.test": Method(users.auth_test, (), 0),
    "bookmarks.add": Method(extras.add_bookmark, ("bookmarks:write",), 2),
    "bookmarks.list": Method(extras.list_bookmarks, ("bookmarks:read",), 3),
    "bots.info": Method(users.bot_info, ("users:read",), 3),
    "chat.delete": Method(chat.delete, ("chat:write",), 3),
    "chat.getPermalink": Method(chat.get_permalink, (), 0),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",), 4),
    "chat.postMessage": Method(chat.post_message, ("chat:write",), 0),
    "chat.update": Method(chat.update, ("chat:write",), 3),
    "conversations.archive": Method(conversations.archive, ("channels:manage", WRITE_GROUPS), 2),
    "conversations.create": Method(conversations.create, ("channels:manage", WRITE_GROUPS), 2),
    "conversations.history": Method(conversations.history, ("*:history",), 3),
    "conversations.info": Method(conversations.info, ("*:read",), 3),
    "conversations.invite": Method(
        conversations.invite, ("channels:manage", "channels:write.invites", WRITE_GROUPS), 3
    ),
    "conversations.join": Method(conversations.join, ("channels:join",), 3),
    "conversations.leave": Method(conversations.leave, ("channels:manage", WRITE_GROUPS), 3),
    "conversations.list": Method(conversations.list_, ("*:read",), 2),
    "conversations.members": Method(conversations.members, ("*:read",), 4),
    "conversations.open": Method(conversations.open_, ("im:write", "mpim:write"), 3),
    "conversations.replies": Method(conversations.replies, ("*:history",), 3),
    "conversations.setTopic": Method(
        conversations.set_topic, ("channels:manage", "channels:write.topic", WRITE_GROUPS), 2
    ),
    "files.completeUploadExternal": Method(files.complete_upload, ("files:write",), 4),
    "files.getUploadURLExternal": Method(files.get_upload_url, ("files:write",), 4),
    "files.info": Method(files.info, ("files:read",), 4),
    "pins.add": Method(extras.add_pin, ("pins:write",), 2),
    "reactions.add": Method(extras.add_reaction, ("reactions:write",), 3),
    "reactions.get": Method(extras.get_reactions, ("reactions:read",), 3),
    "reactions.remove": Method(extras.remove_reaction, ("reactions:write",), 2),
    "team.info": Method(users.team_info, ("team:read",), 3),
    "usergroups.list": Method(users.usergroups, ("usergroups:read",), 2),
    "users.conversations": Method(conversations.of_user, ("*:read",), 3),
    "users.info": Method(users.info, ("users:read",), 4),
    "users.list": Method(users.list_, ("users:read",), 2),
    "users.lookupByEmail": Method(users.lookup_by_email, ("users:read.email",), 3),
    "views.open": Method(views.open_, (), 4),
    "views.publish": Method(views.publish, (), 4),
    "views.push": Method(views.push, (), 4),
    "views.update": Method(views.update, (), 4),
}
KINDS_BY_TYPE = {"public_channel": "channels", "private_channel": "groups", "im": "im"}


def missing(world: World, method: Method, args: Args) -> str:
    """The scope the call would need and the app has not; empty if all is well."""
    scopes = world.manifest.scopes
    for needed in _needed(world, method, args):
        if not scopes.intersection(needed):
            return needed[0]
    return ""


def _needed(world: World, method: Method, args: Args) -> list[tuple[str, ...]]:
    """Groups of scopes; one of each group must be there."""
    if not method.scopes:
        return []
    if not method.scopes[0].startswith("*"):
        return [method.scopes]
    right = method.scopes[0].removeprefix("*")
    if channel := world.channels.get(args.text("channel")):
        return [(channel.kind + right,)]
    types = args.listed("types") or ["public_channel"]
    return [(KINDS_BY_TYPE.get(type_, "channels") + right,) for type_ in types]
