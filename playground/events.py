"""Which events the app gets, and the envelope they come in."""

from collections.abc import Iterator

from playground import cast
from playground.cast import User
from playground.channels import Channel
from playground.errors import Json
from playground.world import World

TOKEN = "playground-verification"  # noqa: S105 (Slack's long deprecated plain-text token)
SCOPES = {
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "app_mention": ("app_mentions:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_id_changed": ("channels:read", "groups:read"),
    "channel_left": ("channels:read",),
    "group_left": ("groups:read",),
    "channel_shared": ("channels:read", "groups:read"),
    "channel_unshared": ("channels:read", "groups:read"),
    "channel_created": ("channels:read",),
    "channel_archive": ("channels:read",),
    "channel_rename": ("channels:read",),
    "file_shared": ("files:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
    "pin_added": ("pins:read",),
}


def wanted(world: World, event: Json, channel: Channel | None) -> Iterator[Json]:
    """The events the app subscribes to and may see; a mention comes as two."""
    if channel is not None and world.bot.id not in channel.members:
        return
    if _subscribed(world, _subscription(event, channel)):
        yield event
    if channel is not None and _is_mention(world, event) and _subscribed(world, "app_mention"):
        kept = {key: event[key] for key in event if key not in ("channel_type", "subtype")}
        yield kept | {"type": "app_mention"}


def envelope(world: World, event: Json, channel: Channel | None, actor: User | None) -> Json:
    """What is posted to the app around the event."""
    shared = channel is not None and channel.is_ext_shared
    sender = actor.team_id if actor and shared else cast.HOME
    authorization = {
        "enterprise_id": None,
        "team_id": cast.HOME,
        "user_id": cast.BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    id_ = world.next_id("Ev")
    return {
        "token": TOKEN,
        "team_id": sender,
        "context_team_id": cast.HOME,
        "context_enterprise_id": None,
        "api_app_id": cast.APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": id_,
        "event_time": int(world.now()),
        "authorizations": [authorization],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{id_.lower()}",
    }


def _subscription(event: Json, channel: Channel | None) -> str:
    type_ = str(event["type"])
    return f"message.{channel.kind}" if type_ == "message" and channel else type_


def _subscribed(world: World, name: str) -> bool:
    scopes = SCOPES.get(name)
    allowed = scopes is None or any(scope in world.manifest.scopes for scope in scopes)
    return allowed and name in world.manifest.events


def _is_mention(world: World, event: Json) -> bool:
    new = event["type"] == "message" and event.get("subtype") in (None, "file_share")
    return new and not event.get("bot_id") and f"<@{world.bot.id}>" in str(event.get("text", ""))
