"""users.*, team.*, bots.*, usergroups.* and auth.*: who is who."""

from playground import cast
from playground.api import shapes
from playground.api.args import Args, page
from playground.errors import Json, Refused
from playground.world import World


def test(_world: World, args: Args) -> Json:
    if error := args.text("error"):
        raise Refused(error, args=args.values)
    return {"args": args.values}


def auth_test(world: World, _args: Args) -> Json:
    team = cast.EXAMPLE
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": world.bot.handle,
        "team_id": team.id,
        "user_id": cast.BOT_USER,
        "bot_id": cast.BOT_ID,
        "is_enterprise_install": False,
    }


def info(world: World, args: Args) -> Json:
    user = world.users.get(args.needed("user"))
    if user is None:
        raise Refused("user_not_found")
    return {"user": shapes.user(world, user)}


def list_(world: World, args: Args) -> Json:
    ours = [user for user in world.users.values() if user.team_id == cast.HOME]
    members = [shapes.user(world, user) for user in ours]
    return page(members, args, "members") | {"cache_ts": int(world.now())}


def lookup_by_email(world: World, args: Args) -> Json:
    email = args.needed("email").lower()
    for user in world.users.values():
        if user.email == email and user.team_id == cast.HOME:
            return {"user": shapes.user(world, user)}
    raise Refused("users_not_found")


def team_info(_world: World, args: Args) -> Json:
    team = cast.TEAMS.get(args.text("team") or cast.HOME)
    if team is None:
        raise Refused("team_not_found")
    return {"team": shapes.team(team)}


def bot_info(world: World, args: Args) -> Json:
    if args.needed("bot") != cast.BOT_ID:
        raise Refused("bot_not_found")
    bot: Json = {
        "id": cast.BOT_ID,
        "deleted": False,
        "name": world.manifest.name,
        "updated": 0,
        "app_id": cast.APP_ID,
        "user_id": cast.BOT_USER,
        "icons": {"image_72": f"{world.base_url}avatars/{cast.BOT_USER}.svg"},
    }
    return {"bot": bot}


def usergroups(_world: World, _args: Args) -> Json:
    return {"usergroups": []}
