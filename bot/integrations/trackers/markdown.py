"""Markdown for Linear and GitHub: our words, with nothing in them that acts by itself."""

import re

from bot.integrations.words import Sections, clean, cut, fitting

# an address stays whole; what begins a name, a number, a picture, or HTML that acts is kept apart
ACTING = re.compile(
    r"""(?P<address>https?://[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?\#][^\s<>()\[\]"'`|*]*)?)
    | (?<![^\W_])@(?=\w)
    | (?<!&)\#(?=\d)
    | \bGH(?=-\d)
    | !(?=\[)
    | <(?=/?(?:details|summary|pre|script|style|textarea|img|picture|video|audio)\b | [!?])""",
    re.IGNORECASE | re.VERBOSE,
)
FENCE = re.compile(r" {0,3}(```+|~~~+)")
MARK = re.compile(r"\n*<!-- bellhop:(?P<key>[\w:.-]+) -->")
THIN = "\u200b"  # between a sign and what it would lead to
LONGEST = 40_000  # characters; GitHub takes 65,536, with what we put between


def written(sections: Sections, back: tuple[str, str] | None = None) -> str:
    """Return sections under their headings; strangers' words ping nobody and hide nothing."""
    parts = [f"### {quiet(name)}\n\n{block(words)}" for name, words in fitting(sections, LONGEST)]
    if back is not None:
        parts.append(f"[{back[1]}]({back[0]})")
    return "\n\n".join(parts)


def block(words: str) -> str:
    """Return words as they are read, which end where they end."""
    text = quiet(cut(clean(words.strip()), LONGEST))
    fence = ""
    for line in text.splitlines():
        found = FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence):
            fence = ""
    return f"{text}\n{fence}" if fence else text


def quiet(words: str) -> str:
    """Return words that mention nobody and no other issue, and are no HTML."""
    return ACTING.sub(lambda found: found[0] if found["address"] else f"{found[0]}{THIN}", words)


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
