"""Atlassian's document format: what Jira takes, and gives, in the place of text."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.integrations.words import clean

Node = dict[str, Any]
BLOCKS = frozenset(("paragraph", "heading", "codeBlock", "tableRow", "rule", "hardBreak"))
NAMED = frozenset(("mention", "emoji", "inlineCard", "blockCard", "status", "date"))


def document(text: str, sections: Sequence[tuple[str, str]] = ()) -> Node:
    """Return a document: first a text, then sections under their headings."""
    content = _paragraphs(text)
    for name, words in sections:
        if name.strip():
            content.append(_node("heading", [_text(name.strip())], attrs={"level": 3}))
        content += _paragraphs(words)
    return {"type": "doc", "version": 1, "content": content}


def plain(node: object) -> str:
    """Return the words of a document."""
    return _words(node).strip()


def _paragraphs(text: str) -> list[Node]:
    """An empty line ends a paragraph; there are no empty ones, and no empty text."""
    parts = [part.strip("\n") for part in clean(text).split("\n\n")]
    return [_node("paragraph", _lines(part)) for part in parts if part.strip()]


def _lines(text: str) -> list[Node]:
    nodes: list[Node] = []
    for line in text.split("\n"):
        if nodes:
            nodes.append({"type": "hardBreak"})
        if line.strip():
            nodes.append(_text(line))
    return nodes


def _text(words: str) -> Node:
    return {"type": "text", "text": words}


def _node(kind: str, content: list[Node], **more: object) -> Node:
    return {"type": kind, **more, "content": content}


def _words(node: object) -> str:
    if isinstance(node, list):
        return "".join(_words(one) for one in node)
    if not isinstance(node, Mapping):
        return ""
    kind = node.get("type")
    if kind == "text":
        return str(node.get("text", ""))
    if kind in NAMED:
        return _named(node.get("attrs"))
    return _words(node.get("content")) + ("\n" if kind in BLOCKS else "")


def _named(attrs: object) -> str:
    known = attrs if isinstance(attrs, Mapping) else {}
    found = (known.get(name) for name in ("text", "shortName", "url", "timestamp"))
    return str(next((one for one in found if one), ""))
