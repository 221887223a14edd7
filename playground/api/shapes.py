"""How Slack writes channels, users and teams."""

from playground import cast
from playground.cast import Team, User
from playground.channels import Channel
from playground.errors import Json
from playground.world import World


def channel(world: World, channel: Channel) -> Json:
    others = [team for team in channel.teams if team != cast.HOME]
    body: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.is_im,
        "is_org_shared": False,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "context_team_id": cast.HOME,
        "updated": channel.created * 1000,
    }
    if channel.is_im:
        person = next(user for user in channel.members if user != world.bot.id)
        return body | {"user": person, "is_user_deleted": False, "priority": 0}
    return body | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_general": False,
        "unlinked": 0,
        "is_frozen": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "shared_team_ids": list(channel.teams),
        "internal_team_ids": [],
        "connected_team_ids": others,
        "creator": channel.creator,
        "is_member": world.bot.id in channel.members,
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": channel.created},
        "purpose": {"value": channel.purpose, "creator": channel.creator, "last_set": 0},
        "previous_names": [],
    }


def user(world: World, user: User) -> Json:
    foreign = user.team_id != cast.HOME
    avatar = f"{world.base_url}avatars/{user.id}.svg"
    profile: Json = {
        "title": user.title,
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.handle,
        "display_name_normalized": user.handle,
        "first_name": user.name.split()[0],
        "last_name": user.name.split()[-1],
        "team": user.team_id,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": user.color,
        **{f"image_{size}": avatar for size in (24, 32, 48, 72, 192, 512)},
    }
    if user.email and "users:read.email" in world.manifest.scopes:
        profile["email"] = user.email
    if user.is_bot:
        profile |= {"api_app_id": cast.APP_ID, "bot_id": cast.BOT_ID}
    body: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.handle,
        "deleted": False,
        "color": user.color,
        "real_name": user.name,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
    }
    if foreign:
        return body | {"is_stranger": not world.in_channels_with(user, [world.bot.id])}
    ranks = ("is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted")
    zone = {"tz": user.tz, "tz_label": user.tz, "tz_offset": 0}
    return body | zone | dict.fromkeys(ranks, False) | {"is_email_confirmed": True}


def team(team: Team) -> Json:
    return {
        "id": team.id,
        "name": team.name,
        "domain": team.domain,
        "url": f"https://{team.domain}.slack.com/",
        "email_domain": f"{team.domain}.example",
        "icon": {"image_default": True},
    }
