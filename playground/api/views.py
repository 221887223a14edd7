"""views.*: modals and the Home tab."""

from playground.api.args import Args
from playground.errors import Json, Refused
from playground.views import dressed
from playground.world import World


def open_(world: World, args: Args) -> Json:
    return _shown(world, args, push=False)


def push(world: World, args: Args) -> Json:
    return _shown(world, args, push=True)


def update(world: World, args: Args) -> Json:
    surfaces = world.surfaces
    user, old = surfaces.find(args.text("view_id") or None, args.text("external_id") or None)
    _check_hash(old, args)
    new = dressed(world, _view(args), "modal", old)
    surfaces.replace(old, new)
    world.watcher.modals_changed(user)
    return {"view": new}


def publish(world: World, args: Args) -> Json:
    user = world.users.get(args.needed("user_id"))
    if user is None or user.is_bot:
        raise Refused("user_not_found")
    if not world.manifest.home_tab:
        raise Refused("not_enabled")
    old = world.surfaces.homes.get(user.id)
    _check_hash(old, args)
    new = dressed(world, _view(args), "home", old)
    if old:
        new["id"] = new["root_view_id"] = old["id"]
    world.surfaces.homes[user.id] = new
    world.watcher.home_changed(user.id)
    return {"view": new}


def _shown(world: World, args: Args, *, push: bool) -> Json:
    view = dressed(world, _view(args), "modal")  # a bad view does not use the permit up
    trigger = args.text("trigger_id") or args.text("interactivity_pointer")
    if not trigger:
        raise Refused("invalid_trigger_id")
    user = world.surfaces.redeem(trigger)
    if push and not world.surfaces.stacks.get(user):
        raise Refused("not_found")
    world.surfaces.push(user, view)
    world.watcher.modals_changed(user)
    return {"view": view}


def _view(args: Args) -> Json:
    view = args.object("view")
    if view is None:
        raise Refused("invalid_arguments")
    return view


def _check_hash(old: Json | None, args: Args) -> None:
    if old and args.text("hash") and args.text("hash") != old["hash"]:
        raise Refused("hash_conflict")
