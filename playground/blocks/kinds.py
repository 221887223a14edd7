"""The rules for each kind of block."""

from collections.abc import Callable, Mapping

from playground.blocks.elements import (
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    check_element,
    check_image,
)
from playground.blocks.node import Node

RICH_PARTS = (
    "rich_text_section",
    "rich_text_list",
    "rich_text_preformatted",
    "rich_text_quote",
)
MAX_MARKDOWN = 12_000


def check_block(node: Node, surface: str) -> None:
    rule = RULES.get(node.type)
    if rule is None:
        node.complain(f"unsupported type: {node.type}", "type")
        return
    if surface not in ONLY_IN.get(node.type, (surface,)):
        node.complain(f"unsupported type: {node.type} in a {surface}", "type")
    node.string("block_id", 255)
    rule(node)


def _actions(node: Node) -> None:
    node.only(("block_id", "elements"))
    seen: set[str] = set()
    for element in node.items("elements", 25):
        _element(element, IN_ACTIONS)
        _once(element, seen)


def _context(node: Node) -> None:
    node.only(("block_id", "elements"))
    for element in node.items("elements", 10):
        if element.type == "image":
            check_image(element)
        else:
            element.be_text(3000, "any")


def _divider(node: Node) -> None:
    node.only(("block_id",))


def _header(node: Node) -> None:
    node.only(("block_id", "text", "level"))
    node.text("text", 150, required=True)


def _image(node: Node) -> None:
    node.text("title", 2000)
    about = {key: value for key, value in node.value.items() if key not in ("title", "block_id")}
    check_image(Node(about, node.pointer, node.complaints))


def _input(node: Node) -> None:
    node.only(("block_id", "label", "element", "hint", "optional", "dispatch_action"))
    node.text("label", 2000, required=True)
    node.text("hint", 2000)
    node.require("element")
    if element := node.child("element"):
        _element(element, IN_INPUT)


def _markdown(node: Node) -> None:
    node.only(("block_id", "text"))
    node.string("text", MAX_MARKDOWN, required=True)


def _rich_text(node: Node) -> None:
    node.only(("block_id", "elements"))
    for part in node.items("elements", 10_000, least=0):
        part.one_of("type", RICH_PARTS)
        part.require("elements")


def _section(node: Node) -> None:
    node.only(("block_id", "text", "fields", "accessory", "expand"))
    if "text" not in node.value and "fields" not in node.value:
        node.complain("missing required field: text or fields")
    node.text("text", 3000, "any")
    if "fields" in node.value:
        for field in node.items("fields", 10):
            field.be_text(2000, "any")
    if accessory := node.child("accessory"):
        _element(accessory, IN_SECTION)


def _table(node: Node) -> None:
    node.only(("block_id", "rows", "column_settings"))
    rows = node.value.get("rows")
    if not isinstance(rows, list) or not 1 <= len(rows) <= 100:
        node.complain("must have between 1 and 100 rows", "rows")
    elif any(not isinstance(row, list) or len(row) > 20 for row in rows):
        node.complain("no more than 20 cells allowed in a row", "rows")


def _video(node: Node) -> None:
    node.text("title", 199, required=True)
    node.string("author_name", 49)
    for name in ("alt_text", "thumbnail_url", "video_url"):
        node.string(name, 3000, required=True)


def _unchecked(node: Node) -> None:
    """Kinds that Slack has and whose inner rules are not written down here."""


def _element(node: Node, allowed: frozenset[str]) -> None:
    if node.type not in allowed:
        node.complain(f"unsupported type: {node.type}", "type")
    elif node.type == "image":
        check_image(node)
    else:
        check_element(node)


def _once(element: Node, seen: set[str]) -> None:
    action_id = element.value.get("action_id")
    if action_id and action_id in seen:
        element.complain(f'`action_id` "{action_id}" already exists in this block', "action_id")
    seen.add(str(action_id))


RULES: Mapping[str, Callable[[Node], None]] = {
    "actions": _actions,
    "context": _context,
    "divider": _divider,
    "header": _header,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "section": _section,
    "table": _table,
    "video": _video,
    **dict.fromkeys(
        ("alert", "call", "card", "carousel", "container", "context_actions", "data_table"),
        _unchecked,
    ),
    **dict.fromkeys(("data_visualization", "file", "plan", "task_card"), _unchecked),
}
ONLY_IN: Mapping[str, tuple[str, ...]] = {
    "alert": ("modal",),
    "file": ("message",),
    "markdown": ("message",),
    "table": ("message",),
}
