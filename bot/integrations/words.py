"""Words of strangers as other systems take them: nothing but what can be read, and not too long."""

from collections.abc import Sequence
from unicodedata import category

CUT = "… (too long: cut here)"
UNREADABLE = ("Cc", "Cs")  # control characters, and halves of others
UNITS = "utf-16-le"  # in which most of them count; who counts characters counts less
NAME = 100

Sections = Sequence[tuple[str, str]]


def clean(text: str) -> str:
    """Leave out what nobody can read."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in lines if one in "\n\t" or category(one) not in UNREADABLE)


def one_line(text: str, most: int) -> str:
    """Return a text as a title."""
    return cut(clean(" ".join(text.split())), most, "…")


def cut(text: str, most: int, mark: str = CUT) -> str:
    """Return a text that is no longer than that, and that says so when it was."""
    if _length(text) <= most:
        return text
    kept = text.encode(UNITS, "ignore")[: 2 * (most - len(mark))]
    return kept.decode(UNITS, "ignore") + mark


def fitting(sections: Sections, most: int) -> Sections:
    """Return sections that are no longer together; the longest of them make room."""
    room, longest = most, most
    lengths = sorted(_length(words) for _, words in sections)
    for before, length in enumerate(lengths):
        longest = room // (len(lengths) - before)
        if length > longest:
            break
        room -= length
    else:
        longest = most
    return [(one_line(name, NAME), cut(words, longest)) for name, words in sections]


def _length(text: str) -> int:
    return len(text.encode(UNITS, "ignore")) // 2
