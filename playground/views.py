"""A view as Slack gives it back: with its ids, its hash and what is typed into it."""

from typing import Literal

from playground import cast
from playground.blocks import checked_view
from playground.elements import initial_state
from playground.errors import Json, Refused
from playground.world import World


def dressed(
    world: World, view: Json, type_: Literal["modal", "home"], old: Json | None = None
) -> Json:
    """Check what the app sent and add what Slack adds; `old` is the view it takes the place of."""
    blocks = checked_view(view, type_, world.next_id)
    external_id = str(view.get("external_id") or "")
    _check_unique(world, external_id, old)
    id_ = world.next_id("V")
    return {
        "id": id_,
        "team_id": cast.HOME,
        "type": type_,
        "blocks": blocks,
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "external_id": external_id,
        "state": {"values": _kept(blocks, old)},
        "hash": f"{int(world.now())}.{id_}",
        "title": view.get("title"),
        "submit": view.get("submit"),
        "close": view.get("close"),
        "clear_on_close": bool(view.get("clear_on_close")),
        "notify_on_close": bool(view.get("notify_on_close")),
        "root_view_id": id_,
        "previous_view_id": None,
        "app_id": cast.APP_ID,
        "app_installed_team_id": cast.HOME,
        "bot_id": cast.BOT_ID,
    }


def _kept(blocks: list[Json], old: Json | None) -> Json:
    """What was typed stays where block and action ids stay the same."""
    state = initial_state(blocks)
    typed: Json = old["state"]["values"] if old else {}
    for block_id, actions in state.items():
        for action_id, value in actions.items():
            before = typed.get(block_id, {}).get(action_id)
            if before and before["type"] == value["type"]:
                actions[action_id] = before
    return state


def _check_unique(world: World, external_id: str, old: Json | None) -> None:
    if not external_id or (old and old["external_id"] == external_id):
        return
    open_views = [view for stack in world.surfaces.stacks.values() for view in stack]
    if any(view["external_id"] == external_id for view in open_views):
        raise Refused("duplicate_external_id")
