"""Block Kit: with `elements` the only place that writes its JSON and knows Slack's limits.

Whatever text comes in, what comes out is never more than Slack takes.
Figures: docs.slack.dev/reference/block-kit.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bot.views.elements import ID, NOTHING, SECTION, Element, checked, mrkdwn, plain
from bot.views.text import shorten, split, width

Block = dict[str, Any]
View = dict[str, Any]

FIELD = 2_000
HEADER = 150
LABEL = 2_000
TITLE = 24
METADATA = 3_000
FALLBACK = 3_000  # Slack advises 4,000 and cuts at 40,000
BLOCKS_OF_MESSAGE = 50
BLOCKS_OF_VIEW = 100
# Slack refuses `msg_blocks_too_long` somewhere above 12,000 characters "with a buffer for the
# containers" (slackapi/bolt-js#2509); all of our JSON is under it
SIZE_OF_MESSAGE = 12_000
ROW = 25


class Surface(NamedTuple):
    """A message: its blocks, and the words for notifications and screen readers."""

    text: str
    blocks: list[Block]


def section(text: str, accessory: Element | None = None, block_id: str | None = None) -> Block:
    """Return a paragraph; what is longer than one is cut: see `sections`."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory is not None:
        block["accessory"] = accessory
    return _named(block, block_id)


def sections(
    text: str, url: str | None = None, most: int = SIZE_OF_MESSAGE // SECTION - 1
) -> list[Block]:
    """Return as many paragraphs as `text` needs, at most `most`; the rest is at `url`."""
    pieces = split(text, SECTION) or [""]
    if len(pieces) > most:
        pieces[most - 1 :] = [shorten(pieces[most - 1], SECTION, url, more=True)]
    return [section(piece) for piece in pieces]


def columns(texts: Sequence[str]) -> Block:
    """Return up to ten short facts, two beside each other."""
    return {"type": "section", "fields": [mrkdwn(text, FIELD) for text in texts[:10]]}


def header(text: str) -> Block:
    """Return a headline."""
    return {"type": "header", "text": plain(text, HEADER)}


def divider() -> Block:
    """Return a line across."""
    return {"type": "divider"}


def context(*texts: str) -> Block:
    """Return a line in small print; the texts are joined with dots."""
    return {
        "type": "context",
        "elements": [mrkdwn("  ·  ".join(text for text in texts if text), FIELD)],
    }


def rows(elements: Sequence[Element], block_id: str | None = None) -> list[Block]:
    """Return buttons and selects; Slack breaks the row where the window ends."""
    return [
        _named(
            {"type": "actions", "elements": list(elements[start : start + ROW])},
            block_id and f"{block_id}.{start // ROW}",
        )
        for start in range(0, len(elements), ROW)
    ]


def question(
    block_id: str, label: str, element: Element, hint: str = "", *, optional: bool = False
) -> Block:
    """Return an input of a modal with its label; errors name it by `block_id`."""
    block: Block = {
        "type": "input",
        "block_id": checked(block_id, ID),
        "label": plain(label, LABEL),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, LABEL)
    return block


def message(text: str, blocks: Sequence[Block]) -> Surface:
    """Return a message that Slack takes; what does not fit gives way from the end."""
    shown = shorten(text, FALLBACK) or NOTHING
    return Surface(shown, _fitting(list(blocks), BLOCKS_OF_MESSAGE, SIZE_OF_MESSAGE))


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    metadata: Mapping[str, object],
    submit: str | None = None,
) -> View:
    """Return a dialog; `metadata` comes back with what was filled in."""
    view: View = {
        "type": "modal",
        "callback_id": checked(callback_id, ID),
        "title": plain(title, TITLE),
        "close": plain("Cancel" if submit else "Close", TITLE),
        "blocks": _fitting(list(blocks), BLOCKS_OF_VIEW),
        "private_metadata": checked(json.dumps(metadata, separators=(",", ":")), METADATA),
    }
    if submit:
        view["submit"] = plain(submit, TITLE)
    return view


def home(blocks: Sequence[Block], metadata: Mapping[str, object]) -> View:
    """Return a Home tab; `metadata` comes back with every click on it."""
    return {
        "type": "home",
        "blocks": _fitting(list(blocks), BLOCKS_OF_VIEW),
        "private_metadata": checked(json.dumps(metadata, separators=(",", ":")), METADATA),
    }


def _named(block: Block, block_id: str | None) -> Block:
    if block_id:
        block["block_id"] = checked(block_id, ID)
    return block


def _fitting(blocks: list[Block], most: int, size: int | None = None) -> list[Block]:
    """Leave out the last paragraphs, never buttons or inputs, until the rest fits."""
    spare = [index for index, block in enumerate(blocks) if block["type"] not in _KEPT]
    left_out: set[int] = set()
    while spare and _too_much(blocks, left_out, most, size):
        left_out.add(spare.pop())
    kept = [block for index, block in enumerate(blocks) if index not in left_out]
    if left_out:
        kept.insert(min(left_out), context("… _there is more than Slack can show here_"))
    return kept[:most]


_KEPT = {"actions", "input"}


def _too_much(blocks: list[Block], left_out: set[int], most: int, size: int | None) -> bool:
    kept = [block for index, block in enumerate(blocks) if index not in left_out]
    if len(kept) + bool(left_out) > most:
        return True
    # 200: the note that something was left out
    return size is not None and width(json.dumps(kept, ensure_ascii=False)) + 200 > size
