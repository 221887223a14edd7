"""Files of customers: what may be stored and forwarded of them, or why nothing is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from bot.delivery.ways.files import LARGEST
from bot.desk.redaction.har import Unreadable, clean_har, requests_told
from bot.desk.redaction.words import clean_lines, clean_text

KINDS = ("har", "json", "log", "txt", "csv", "png", "jpg", "jpeg", "gif")  # what is asked for
PICTURES = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "gif": b"GIF8",
}

__all__ = ["KINDS", "LARGEST", "Cleaned", "Unreadable", "clean_file", "kept_of"]


@dataclass(frozen=True)
class Cleaned:
    """A file without secrets; `told` are lines about what is in it, `changed` if some were there."""

    body: bytes
    told: Sequence[str] = ()
    changed: bool = False


def clean_file(name: str, body: bytes) -> Cleaned:
    """Return what may be kept of a file; Unreadable when nobody can say what is in it."""
    if len(body) > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST // 1024 // 1024} MB")
    kind = PurePath(name).suffix.lower().removeprefix(".")
    if kind in PICTURES:
        return _picture(kind, body)
    if kind not in KINDS:
        raise Unreadable("it is none of the kinds that we can read")
    text = _text(body)
    if kind == "har":
        after = clean_har(text)
        return Cleaned(after.encode(), requests_told(after), changed="[removed]" in after)
    after = clean_text(text) if kind == "json" else clean_lines(text)
    return Cleaned(after.encode(), changed=after != text)


def kept_of(name: str, body: bytes) -> tuple[bytes | None, Mapping[str, Any]]:
    """Return what may be kept of a file, None for nothing, and what to tell about it."""
    try:
        cleaned = clean_file(name, body)
    except Unreadable as error:
        return None, {"unreadable": str(error)}
    return cleaned.body, {"told": list(cleaned.told), "changed": cleaned.changed}


def _picture(kind: str, body: bytes) -> Cleaned:
    """Let a picture be as it is: what it shows cannot be read."""
    if not body.startswith(PICTURES[kind]):
        raise Unreadable("it is not the picture that it says it is")
    return Cleaned(body)


def _text(body: bytes) -> str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("it is no text") from None
    if "\0" in text:
        raise Unreadable("it is no text")
    return text
