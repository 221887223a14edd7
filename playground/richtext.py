"""The rich_text block that Slack makes of what a person typed."""

import re
from collections.abc import Iterator

from playground.errors import Json

ENTITY = re.compile(r"<(?P<entity>[^<>\n]+)>|:(?P<emoji>[a-z0-9_+\-]+):|`(?P<code>[^`\n]+)`")


def rich_text(text: str, block_id: str) -> Json:
    """One section with the text's mentions, links, emoji and code; the rest as it stands."""
    section = {"type": "rich_text_section", "elements": list(_elements(text))}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def _elements(text: str) -> Iterator[Json]:
    end = 0
    for found in ENTITY.finditer(text):
        if found.start() > end:
            yield _text(text[end : found.start()])
        end = found.end()
        if emoji := found["emoji"]:
            yield {"type": "emoji", "name": emoji}
        elif code := found["code"]:
            yield _text(code) | {"style": {"code": True}}
        else:
            yield _entity(found["entity"])
    if end < len(text):
        yield _text(text[end:])


def _entity(entity: str) -> Json:
    target, _, label = entity.partition("|")
    match target[0]:
        case "@":
            return {"type": "user", "user_id": target[1:]}
        case "#":
            return {"type": "channel", "channel_id": target[1:]}
        case "!":
            return {"type": "broadcast", "range": target[1:]}
        case _:
            return {"type": "link", "url": target} | ({"text": label} if label else {})


def _text(text: str) -> Json:
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return {"type": "text", "text": plain}
