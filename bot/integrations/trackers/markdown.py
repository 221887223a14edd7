"""Markdown for Linear and GitHub: our words, with nothing in them that acts by itself."""

import re
from collections.abc import Sequence

NAMED = re.compile(r"(?<![\w/])@(?=\w)")
ISSUE = re.compile(r"(?<![\w&/])#(?=\d)")
MARK = re.compile(r"\n*<!-- bellhop:(?P<key>[\w:.-]+) -->")
THIN = "\u200b"  # between a sign and what it would lead to


def written(sections: Sequence[tuple[str, str]], back: tuple[str, str] | None = None) -> str:
    """Return sections under their headings; strangers' words ping nobody and hide nothing."""
    parts = [f"### {_quiet(name)}\n\n{_quiet(words.strip())}" for name, words in sections]
    if back is not None:
        parts.append(f"[{back[1]}]({back[0]})")
    return "\n\n".join(parts)


def quiet(words: str) -> str:
    """Return words as they are read, that mention nobody and no other issue."""
    return _quiet(words.strip())


def marked(text: str, key: str) -> str:
    """Put our key where nobody sees it."""
    return f"{text}\n\n<!-- bellhop:{key} -->"


def key_in(text: str) -> str | None:
    """Return the key that we put there."""
    found = MARK.search(text)
    return found["key"] if found else None


def unmarked(text: str) -> str:
    """Return a text without our key."""
    return MARK.sub("", text)


def _quiet(words: str) -> str:
    words = NAMED.sub(f"@{THIN}", words.replace("<!--", f"<{THIN}!--"))
    return ISSUE.sub(f"#{THIN}", words)
