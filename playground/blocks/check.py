"""Checking a whole message or view."""

import json
from collections.abc import Callable
from typing import Literal

from playground.blocks.kinds import MAX_MARKDOWN, check_block
from playground.blocks.node import Node
from playground.errors import Json, Refused, invalid

Surface = Literal["message", "modal", "home"]
MAX_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MAX_VIEW_BYTES = 250_000


def checked(blocks: list[Json], surface: Surface, next_id: Callable[[str], str]) -> list[Json]:
    """The blocks with an id for each that has none; refused if one breaks a rule."""
    if complaints := _complaints({"blocks": blocks}, surface):
        raise Refused(
            "invalid_blocks", errors=complaints, response_metadata={"messages": complaints}
        )
    return _with_ids(blocks, next_id)


def checked_view(view: Json, surface: Surface, next_id: Callable[[str], str]) -> list[Json]:
    """The view's blocks, as `checked`; its frame is checked too."""
    complaints = _complaints(view, surface)
    frame = Node(view, "/view", complaints)
    frame.one_of("type", (surface,))
    frame.string("private_metadata", 3000)
    frame.string("callback_id", 255)
    frame.string("external_id", 255)
    if surface == "modal":
        _check_modal(frame)
    if complaints:
        raise invalid(*complaints)
    if len(json.dumps(view)) > MAX_VIEW_BYTES:
        raise Refused("view_too_large")
    return _with_ids(view["blocks"], next_id)


def _check_modal(frame: Node) -> None:
    frame.text("title", 24, required=True)
    frame.text("submit", 24)
    frame.text("close", 24)
    blocks = frame.value.get("blocks")
    inputs = [block for block in blocks if block.get("type") == "input"] if blocks else []
    if inputs and not frame.value.get("submit"):
        frame.complain("submit is required when there are input blocks", "submit")


def _complaints(holder: Json, surface: Surface) -> list[str]:
    complaints: list[str] = []
    seen: set[str] = set()
    markdown = 0
    least = 1 if surface == "modal" else 0
    for block in Node(holder, "", complaints).items("blocks", MAX_BLOCKS[surface], least):
        check_block(block, surface)
        block_id = str(block.value.get("block_id") or "")
        if block_id and block_id in seen:
            block.complain(f'`block_id` "{block_id}" already exists', "block_id")
        seen.add(block_id)
        markdown += len(str(block.value.get("text", ""))) if block.type == "markdown" else 0
    if markdown > MAX_MARKDOWN:
        complaints.append(f"[ERROR] no more than {MAX_MARKDOWN} characters of markdown in all")
    return complaints


def _with_ids(blocks: list[Json], next_id: Callable[[str], str]) -> list[Json]:
    return [
        block if block.get("block_id") else block | {"block_id": next_id("b")} for block in blocks
    ]
