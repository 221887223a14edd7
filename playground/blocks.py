"""Slack's limits on Block Kit, so that nothing passes here that Slack would refuse."""

from collections.abc import Callable

from playground.errors import Json, Refused

MAX_BLOCKS = {"message": 50, "modal": 100, "home": 100}


def checked(blocks: list[Json], surface: str, next_id: Callable[[str], str]) -> list[Json]:
    """The blocks with an id for each that has none; refused if one breaks a limit."""
    if len(blocks) > MAX_BLOCKS[surface]:
        raise Refused("invalid_blocks")
    return [
        block if block.get("block_id") else block | {"block_id": next_id("b")} for block in blocks
    ]


def checked_view(view: Json) -> None:
    """Refuse a view whose frame breaks a limit."""
    if not isinstance(view.get("blocks"), list):
        raise Refused("invalid_arguments")
