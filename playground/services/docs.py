"""Docs: answers to how-to questions, found even when misspelled."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from difflib import SequenceMatcher
from math import log

from aiohttp import web

from playground.errors import Json
from playground.services.answers import ANSWERS, Answer
from playground.services.service import asked_for

FOUND = 3
LEAST = 0.2  # below this, an answer has nothing to do with the question
ALIKE = 0.8  # two words that differ by a slip of the finger
SHORTEST_SLIP = 5
IN_TEXT = 0.4  # what a word counts for in the text of an answer; in its title or `also` it is 1
UNKNOWN = 1.0  # the weight of a word that no answer has
ENOUGH = 3.0  # a question must weigh this much before anybody can be sure what it asks

WORD = re.compile(r"[a-z0-9]+")
ENDING = re.compile(r"(?<=[a-z]{3})(ing|ed|es|s|e)$")
SMALL_TALK = frozenset(
    WORD.findall(
        """
        a about all am an and any anybody anyone are as at be been but by can could did do does find for from
        good had has have hello hey hi how i if in into is it its just know like me morning my need not of on one or
        our please so some somebody someone team tell thank thanks that the them there they this to trying us
        want was way we what when where which will with would you your yours
        """
    )
)


class Docs:
    """The documented answers; nothing here changes."""

    def __init__(self) -> None:
        self._index = {answer: dict(_weights(answer)) for answer in ANSWERS}
        spread = Counter(word for words in self._index.values() for word in words)
        self._rarity = {word: log(1 + len(ANSWERS) / n) for word, n in spread.items()}

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/docs/search", self.search)]

    def reset(self) -> None:
        return

    def shown(self) -> Json:
        return {"answers": [asdict(answer) for answer in ANSWERS]}

    async def search(self, request: web.Request) -> web.Response:
        asked = [self._meant(word) for word in set(_words(asked_for(request, "q")))]
        scored = [(self._confidence(asked, words), answer) for answer, words in self._index.items()]
        scored.sort(key=lambda each: (-each[0], each[1].page))
        results = [
            {
                "title": answer.title,
                "url": answer.url,
                "answer": answer.answer,
                "confidence": round(confidence, 2),
            }
            for confidence, answer in scored[:FOUND]
            if confidence >= LEAST
        ]
        return web.json_response({"results": results})

    def _meant(self, word: str) -> Mapping[str, float]:
        """Return the known words this may be, and how alike they are."""
        if word in self._rarity:
            return {word: 1.0}
        if len(word) < SHORTEST_SLIP:
            return {}
        return dict(_alike(word, self._rarity))

    def _confidence(
        self, asked: Iterable[Mapping[str, float]], answer: Mapping[str, float]
    ) -> float:
        """Return the share of the question's weight that the answer's words cover."""
        covered = total = 0.0
        for meant in asked:
            weight = max((self._rarity[word] for word in meant), default=UNKNOWN)
            total += weight
            covered += weight * max(
                (alike * answer.get(word, 0) for word, alike in meant.items()), default=0
            )
        return covered / max(total, ENOUGH)


def _weights(answer: Answer) -> Iterator[tuple[str, float]]:
    yield from ((word, IN_TEXT) for word in _words(answer.answer))
    yield from ((word, 1.0) for word in _words(f"{answer.title} {answer.also}"))


def _words(text: str) -> Iterator[str]:
    for word in WORD.findall(text.casefold()):
        if word not in SMALL_TALK:
            yield ENDING.sub("", word)


def _alike(word: str, known: Iterable[str]) -> Iterator[tuple[str, float]]:
    matcher = SequenceMatcher(b=word, autojunk=False)
    for other in known:
        if other[0] != word[0]:  # the first letter is seldom wrong: "bread" is not "read"
            continue
        matcher.set_seq1(other)
        if min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= ALIKE:
            ratio = matcher.ratio()
            if ratio >= ALIKE:
                yield other, ratio
