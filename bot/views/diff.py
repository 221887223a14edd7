"""What an edit changed, word by word."""

import re
from difflib import SequenceMatcher

from bot.views.text import FENCE

NEAR = 6  # words left standing around a change
TOO_MANY = 400_000  # pairs of words: beyond it a diff is neither quick nor readable

_WORD = re.compile(r"<[^<>]*>\S*|[^\s<]+|<|\n")
# marks inside a changed word would end our own
_HARMLESS = str.maketrans({"~": "∼", "*": "∗", "_": "＿", "`": "ˋ"})


def difference(before: str, after: str) -> str:
    """Return mrkdwn with ~removed~ and *added* words and a few around them; empty when equal."""
    old, new = _words(before), _words(after)
    if old == new:
        return ""
    parts: list[str] = []
    changes = _changes(old, new)
    for number, (kind, from_old, to_old, from_new, to_new) in enumerate(changes, 1):
        if kind == "equal":
            standing = old[from_old:to_old]
            parts.append(_standing(standing, first=number == 1, last=number == len(changes)))
        else:
            parts.append(_marked(old[from_old:to_old], "~"))
            parts.append(_marked(new[from_new:to_new], "*"))
    return _joined(parts)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace(FENCE, " "))


def _changes(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    if len(old) * len(new) > TOO_MANY:
        return [("replace", 0, len(old), 0, len(new))]
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _standing(words: list[str], *, first: bool, last: bool) -> str:
    head = [] if first else words[:NEAR]
    tail = [] if last else words[-NEAR:]
    if len(words) <= len(head) + len(tail) + 1:
        return " ".join(words)
    return " ".join([*head, "…", *tail])


def _marked(words: list[str], mark: str) -> str:
    """Put the mark around each line: Slack's do not reach over a line break."""
    lines = " ".join(words).split("\n")
    marked = [_mark_line(line.strip(), mark) for line in lines]
    return "\n".join(marked) if any(marked) else ""


def _mark_line(line: str, mark: str) -> str:
    if not line:
        return ""
    plain = re.split(r"(<[^<>]*>)", line)
    return mark + "".join(p if p.startswith("<") else p.translate(_HARMLESS) for p in plain) + mark


def _joined(parts: list[str]) -> str:
    text = " ".join(part for part in parts if part)
    return re.sub(r" *\n *", "\n", text).strip()
