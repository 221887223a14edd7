"""Runbooks: what is known of problems, as Markdown files in memory, ranked by BM25.

A desk has some hundreds of them at most: every replica reads the folder at its start, and there is
no index to keep in step with it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from pathlib import Path

import yaml

from bot.errors import Misconfigured

LONGEST = 100_000  # characters that are read of a file
WEIGHT = 4  # a word of the title or the keywords counts as often
SATURATION, LENGTH = 1.2, 0.75  # the usual k1 and b
FEWEST = 2  # different words that have to fit, one of them a keyword or of the title

_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_WORD = re.compile(r"[^\W_]{3,}")
_TITLE = re.compile(r"^#+ +(.+)$", re.MULTILINE)
# they are in every message, and say nothing of what is wrong
_IDLE = (
    "about after again all also and any are back been but can cannot could customer did does "
    "done error for from get gets getting have has hello help her him his how into issue its "
    "just like not now off one our out please problem same see seem she should since some "
    "support thank that the their them then there they this too try trying use using very "
    "want was way were what when where which who why will with work working would you your "
)
_EMPTY = frozenset(_IDLE.split())


@dataclass(frozen=True)
class Runbook:
    """One known problem: what it is called, what to read first, and where all of it is."""

    name: str
    title: str
    summary: str
    url: str | None
    keys: frozenset[str]
    words: Mapping[str, int] = field(repr=False)

    @cached_property
    def length(self) -> int:
        """How many words it has, as they are weighed."""
        return sum(self.words.values())


@dataclass(frozen=True)
class Shelf:
    """All runbooks."""

    books: Sequence[Runbook] = ()

    @cached_property
    def _spread(self) -> Mapping[str, int]:
        return Counter(word for book in self.books for word in book.words)

    @cached_property
    def _usual_length(self) -> float:
        return sum(book.length for book in self.books) / max(1, len(self.books)) or 1.0

    def find(self, text: str, most: int = 3) -> list[Runbook]:
        """Return the runbooks that fit a symptom, the best first; none when nothing really does."""
        sought = set(words_of(text)) if self.books else set()
        fitting = [book for book in self.books if _fits(book, sought)]
        ranked = sorted(fitting, key=lambda book: (-self._score(book, sought), book.name))
        return ranked[:most]

    def _score(self, book: Runbook, sought: Iterable[str]) -> float:
        return sum(self._weight(book, word) for word in sought if word in book.words)

    def _weight(self, book: Runbook, word: str) -> float:
        spread, count = self._spread[word], book.words[word]
        rarity = log(1 + (len(self.books) - spread + 0.5) / (spread + 0.5))
        long = 1 - LENGTH + LENGTH * book.length / self._usual_length
        return rarity * count * (SATURATION + 1) / (count + SATURATION * long)


def words_of(text: str) -> list[str]:
    """Return the words of a text that say something: `Exports` and `export` are one."""
    plain = (word.casefold() for word in _WORD.findall(text))
    return [_stem(word) for word in plain if word not in _EMPTY]


def read_shelf(folder: str | None) -> Shelf:
    """Read the runbooks of a folder; Misconfigured when there is none."""
    if folder is None:
        return Shelf()
    place = Path(folder)
    if not place.is_dir():
        raise Misconfigured(f"runbooks: there is no folder {folder}")
    return Shelf([_book(place, path) for path in sorted(place.rglob("*.md"))])


def book_of(name: str, source: str) -> Runbook:
    """Return a runbook; `keywords` and `url` may stand above it, between lines of `---`."""
    found = _FRONT.match(source)
    front = _front(found[1]) if found else {}
    body = source[found.end() :] if found else source
    titled = _TITLE.search(body)
    title = titled[1].strip() if titled else name
    keywords = front.get("keywords") or []
    said = " ".join(map(str, keywords)) if isinstance(keywords, list) else str(keywords)
    keys = words_of(f"{title} {said}")
    words = Counter(words_of(body)) + Counter(dict.fromkeys(keys, WEIGHT))
    url = front.get("url")
    summary = _summary(body)
    return Runbook(name, title, summary, str(url) if url else None, frozenset(keys), words)


def _book(place: Path, path: Path) -> Runbook:
    name = str(path.relative_to(place))
    try:
        source = path.read_text("utf-8").replace("\r\n", "\n")
        return book_of(name, source[:LONGEST])
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise Misconfigured(f"runbooks: {path}: {error}") from None


def _front(text: str) -> Mapping[str, object]:
    found = yaml.safe_load(text)
    if isinstance(found, dict):
        return found
    raise ValueError("what is between the lines of --- has to be `key: value`")


def _fits(book: Runbook, sought: set[str]) -> bool:
    return len(sought & book.words.keys()) >= FEWEST and not sought.isdisjoint(book.keys)


def _summary(body: str) -> str:
    """Return the first paragraph that is no headline."""
    parts = (part.strip() for part in body.split("\n\n"))
    return next((" ".join(p.split()) for p in parts if p and not p.startswith("#")), "")


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word
