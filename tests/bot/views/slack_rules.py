"""What Slack refuses, written down apart from the code that has to keep to it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

Json = dict[str, Any]

TEXT = {
    ("section", "text"): 3000,
    ("section", "field"): 2000,
    ("context", "element"): 2000,
    ("header", "text"): 150,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("button", "text"): 75,
    ("element", "placeholder"): 150,
    ("option", "text"): 75,
    ("group", "label"): 75,
    ("confirm", "title"): 100,
    ("confirm", "text"): 300,
    ("confirm", "confirm"): 30,
    ("confirm", "deny"): 30,
    ("view", "title"): 24,
    ("view", "submit"): 24,
    ("view", "close"): 24,
}


def long(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def assert_message(text: str, blocks: Sequence[Json]) -> None:
    assert 0 < long(text) <= 4000
    assert len(json.dumps(blocks, ensure_ascii=False)) <= 12_000
    assert_blocks(blocks, 50)


def assert_view(view: Json) -> None:
    assert len(json.dumps(view, ensure_ascii=False).encode(errors="replace")) <= 250_000
    assert long(view["private_metadata"]) <= 3000
    if view["type"] == "modal":
        assert 0 < len(view["callback_id"]) <= 255
        for key in ("title", "submit", "close"):
            if key in view:
                assert_text(view[key], "view", key)
        if any(block["type"] == "input" for block in view["blocks"]):
            assert "submit" in view
    assert_blocks(view["blocks"], 100)


def assert_blocks(blocks: Sequence[Json], most: int) -> None:
    assert 0 < len(blocks) <= most
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    for block in blocks:
        assert_block(block)


def assert_block(block: Json) -> None:
    kind = block["type"]
    elements = list(elements_of(block))
    action_ids = [element["action_id"] for element in elements]
    assert len(action_ids) == len(set(action_ids))
    for element in elements:
        assert_element(element)
    for key in ("text", "label", "hint"):
        if key in block:
            assert_text(block[key], kind, key)
    if kind == "context":
        assert 0 < len(block["elements"]) <= 10
        for text in block["elements"]:
            assert_text(text, "context", "element")
    if kind == "actions":
        assert 0 < len(block["elements"]) <= 25
    assert long(block.get("block_id", "")) <= 255


def elements_of(block: Json) -> Iterator[Json]:
    if block["type"] == "actions":
        yield from block["elements"]
    for key in ("accessory", "element"):
        if key in block:
            yield block[key]


def assert_element(element: Json) -> None:
    assert 0 < long(element["action_id"]) <= 255
    assert long(element.get("value", "")) <= 2000
    if "text" in element:
        assert_text(element["text"], element["type"], "text")
    if "placeholder" in element:
        assert_text(element["placeholder"], "element", "placeholder")
    for part, text in element.get("confirm", {}).items():
        assert_text(text, "confirm", part)
    assert long(element.get("initial_value", "")) <= element.get("max_length", 3000) <= 3000
    if element["type"].endswith(("select", "radio_buttons")):
        assert_options(element)


def assert_options(element: Json) -> None:
    most = 10 if element["type"] == "radio_buttons" else 100
    groups = element.get("option_groups", [])
    for group in groups:
        assert_text(group["label"], "group", "label")
    assert len(groups) <= 100
    lists = [group["options"] for group in groups] or [element["options"]]
    for options in lists:
        assert 0 < len(options) <= most
        for option in options:
            assert_text(option["text"], "option", "text")
            assert 0 < long(option["value"]) <= 150
    every = [option for options in lists for option in options]
    if "initial_option" in element:
        assert element["initial_option"] in every
    for option in element.get("initial_options", []):
        assert option in every


def assert_text(text: Json, owner: str, part: str) -> None:
    assert text["type"] in ("plain_text", "mrkdwn")
    assert text["text"].strip()
    assert long(text["text"]) <= TEXT[owner, part]
