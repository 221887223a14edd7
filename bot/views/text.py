"""Words for Slack: what is safe to show, and how much of it fits."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote as quote_url

FENCE = "```"
NAME = 80  # a name of a person: no longer one is Slack's

_ANGLE = re.compile(r"<([^<>]*)>|[<>]")
# without the punctuation after it
_URL = re.compile(
    r"https?://(?:(?!&[lg]t;)[^\s|])*(?:(?!&[lg]t;)[^\s|.,;:!?)\]'\"])", re.IGNORECASE
)
_LINK = re.compile(r"(?:https?|mailto|tel|slack):", re.IGNORECASE)
# what would end the link, or begin its label
_NOT_IN_URL = re.compile(r"[<>|\s]")
# what must not be cut in two
_ATOM = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);|```")


def escape(text: str) -> str:
    """Return plain words (a name, a label, a reason) so that Slack shows them as they are."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_typed(text: str) -> str:
    """Return what somebody typed as mrkdwn: its links work, and it pings nobody."""
    return _URL.sub(lambda found: f"<{found[0]}>", escape(text.strip()))


def quiet(text: str, names: Mapping[str, str] | None = None) -> str:
    """Return what somebody wrote in Slack without the power to ping; links stay links.

    `names` tells whom the ids in it mean.
    """
    return _ANGLE.sub(lambda found: _quiet_token(found, names or {}), text)


def _quiet_token(found: re.Match[str], names: Mapping[str, str]) -> str:
    inside = found[1]
    if not inside:
        return escape(found[0])
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return "@" + (
            escape(clip(names.get(target[1:], ""), NAME)) or label.lstrip("@") or "someone"
        )
    if target.startswith("!"):
        # !here, !channel, !subteam^S0|@team, !date^0^{date}|the fallback
        return label or "@" + target[1:].partition("^")[0]
    if target.startswith("#") or _LINK.match(target):
        return found[0]
    return escape(found[0])


def link(url: str, words: str) -> str:
    """Return a link; `words` are plain."""
    address = _NOT_IN_URL.sub(lambda found: quote_url(found[0]), url).replace("&", "&amp;")
    return f"<{address}|{escape(words).replace('|', '¦') or 'link'}>"


def linked(words: str, url: str | None) -> str:
    """Return a link where there is an address, else the plain words."""
    return link(url, words) if url else escape(words)


def person(slack_user: str) -> str:
    """Return a mention, which pings: for agents whom it concerns."""
    return f"<@{slack_user}>"


def one_line(text: str) -> str:
    """Return `text` without line breaks, code fences and doubled spaces."""
    return " ".join(text.replace(FENCE, " ").split())


def quote(text: str) -> str:
    """Return `text` as a quotation; Slack knows no code block within one, so fences go."""
    lines = [line.rstrip() for line in text.replace(FENCE, "").strip().splitlines()]
    return "\n".join(f"> {line}" for line in lines)


def excerpt(text: str, limit: int, lines: int, url: str | None = None) -> str:
    """Return the beginning of `text`, at most so many filled lines, with a link to the rest."""
    filled = [line for line in text.replace(FENCE, "").splitlines() if line.strip()]
    return shorten("\n".join(filled[:lines]), limit, url, more=len(filled) > lines)


def width(text: str) -> int:
    """Return the length as Slack may count it: an emoji beyond the first plane is two."""
    return len(text) + sum(char > "\uffff" for char in text)


def clip(text: str, limit: int) -> str:
    """Return plain text of at most `limit` characters, ending in … when it was longer."""
    if width(text) <= limit:
        return text
    return text[: _fitting(text, limit - 1)].rstrip() + "…"


def shorten(text: str, limit: int, url: str | None = None, *, more: bool = False) -> str:
    """Return mrkdwn of at most `limit` characters; what is cut off can be read at `url`.

    `more` says that something is missing even when all of `text` fits.
    """
    if width(text) <= limit and not more:
        return text
    rest = f" … ({link(url, 'see all')})" if url else " …"
    if width(rest) > limit // 2:  # a link longer than what it completes
        rest = " …"
    first = next(_pieces(text, limit - width(rest)), "")
    return first.rstrip() + rest if first else rest.strip()


def split(text: str, limit: int) -> list[str]:
    """Cut mrkdwn into pieces of at most `limit`, at line or word borders where it can.

    Links and entities stay whole; a code block goes on in the next piece.
    """
    return list(_pieces(text, limit))


def _pieces(text: str, limit: int) -> Iterator[str]:
    rest, head = text.strip("\n"), ""
    while rest:
        in_block = bool(head) or FENCE in rest[:limit]
        room = limit - len(head) - (len(FENCE) + 1 if in_block else 0)
        cut = _border(rest, max(1, room))
        piece = (head + rest[:cut]).rstrip()
        rest = rest[cut:].lstrip("\n" if in_block else None)
        open_block = piece.count(FENCE) % 2 == 1
        if open_block and (rest or head):
            piece += "\n" + FENCE
            head = FENCE + "\n"
        else:
            head = ""
        if piece:
            yield piece


def _border(text: str, room: int) -> int:
    """Return where to cut so that what is before fits in `room`."""
    most = _fitting(text, room)
    if most == len(text):
        return most
    whole = _outside_atoms(text, most)
    for mark in ("\n", " "):
        cut = _outside_atoms(text, text.rfind(mark, 0, whole + 1))
        if cut > whole // 2:
            return cut
    return whole or most  # a link longer than the room is cut after all


def _outside_atoms(text: str, cut: int) -> int:
    for atom in _ATOM.finditer(text, 0, cut + 4000):
        if atom.start() < cut < atom.end():
            return atom.start()
    return cut


def _fitting(text: str, room: int) -> int:
    """Return how many characters at the beginning of `text` are at most `room` wide."""
    most = min(len(text), room)
    while width(text[:most]) > room:
        most -= max(1, (width(text[:most]) - room) // 2)
    return most
