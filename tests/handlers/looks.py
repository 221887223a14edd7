"""What tests of clicks look at: the timeline, and what only one person reads."""

import json
from typing import Any

from store.timeline import Entry
from tests.door import ACME, TRIAGE, Door, words


async def entries(door: Door, event: str, number: int | None = 1001) -> list[Entry]:
    """The entries of one kind on a thread's timeline."""
    assert number is not None
    return [
        entry
        for entry in await door.read(lambda tx: tx.timeline.of(number))
        if entry.event == event
    ]


def reads(
    door: Door, handle: str, channel: str = TRIAGE, thread_ts: str | None = None
) -> list[str]:
    """What a person reads in a place, what only they see included."""
    return [words(message) for message in door.person(handle).sees(channel, thread_ts)]


def dialog(door: Door, handle: str) -> dict[str, Any]:
    """The dialog a person has open."""
    modal = door.person(handle).modal
    assert modal is not None, f"{handle} has no dialog open"
    return modal


def title(view: dict[str, Any]) -> str:
    return str(view["title"]["text"])


def options(view: dict[str, Any], block_id: str) -> list[tuple[str, str]]:
    """The choices of an input, as words and value."""
    [element] = [one["element"] for one in view["blocks"] if one["block_id"] == block_id]
    return [(one["text"]["text"], one["value"]) for one in element["options"]]


def buttons(view: dict[str, Any]) -> list[str]:
    """The action ids of everything that can be pressed in a view or message."""
    found: list[str] = []

    def collect(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("type") == "button":
                found.append(part["action_id"])
            for value in part.values():
                collect(value)
        elif isinstance(part, list):
            for value in part:
                collect(value)

    collect(view["blocks"])
    return found


def metadata(view: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(view["private_metadata"])
    return kept


async def thread_is_open(door: Door, text: str = "The export is broken") -> str:
    """Let Carol of Acme write something that opens a thread."""
    return await door.asks("carol", text, ACME)
