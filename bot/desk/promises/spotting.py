"""Spotting promises: where somebody of ours writes by when the customer will hear from us."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.desk.promises.english import ENGLISH
from bot.desk.promises.german import GERMAN
from bot.desk.promises.language import Language
from bot.desk.promises.times import When, times_in
from bot.views.text import clip, one_line

LONGEST = 4_000  # characters that are read
_QUOTED = re.compile(r"```.*?```|`[^`\n]*`|^\s*(?:>|&gt;).*$", re.DOTALL | re.MULTILINE)
# a point after a number ends nothing where a word in lower case, or a month, goes on
_ORDINAL = r"(?<=\d)\.(?=\s+(?:[a-zäöü]|(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)))"
_SENTENCE = re.compile(rf"(?:(?!{_ORDINAL})(?<!\bca)[.!?;\n])+(?=\s|$)")
_POINT = re.compile(r"\b([ap])\.m\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Spotted:
    """A sentence in which somebody promises something, and until when."""

    words: str
    due_at: datetime


def spot(text: str, when: When) -> Spotted | None:
    """Return the promise in a message that is due first; None where there is none."""
    plain = _POINT.sub(r"\1m", _QUOTED.sub(" ", text[:LONGEST]))
    found = (
        _promised(sentence, when, language)
        for sentence in _sentences(plain)
        for language in (ENGLISH, GERMAN)
    )
    return min((one for one in found if one), key=lambda one: one.due_at, default=None)


def _sentences(text: str) -> list[str]:
    """Return the sentences; of a question only that it is one."""
    ends = [*_SENTENCE.finditer(text)]
    starts = [0, *(end.end() for end in ends)]
    stops = [*(end.start() for end in ends), len(text)]
    asked = ["?" in end[0] for end in ends] + [False]
    return [
        one_line(text[start:stop])
        for start, stop, question in zip(starts, stops, asked, strict=True)
        if not question
    ]


def _promised(sentence: str, when: When, language: Language) -> Spotted | None:
    words = sentence.lower()
    promise = language.promise.search(words)
    if promise is None:
        return None
    times = list(times_in(words, when, language))
    # what we do last, and when: "I'll check today and get back to you tomorrow"
    later = language.doing.finditer(words, promise.end())
    doings = [promise.start(str(promise.lastgroup)), *(one.start() for one in later)]
    after = ((place, due) for doing in reversed(doings) for place, due in times if place > doing)
    place_and_due = next(after, times[0] if times else None)
    return Spotted(clip(sentence, 200), place_and_due[1]) if place_and_due else None
