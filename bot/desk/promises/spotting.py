"""Spotting promises: where somebody of ours writes by when the customer will hear from us."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.desk.promises.times import When, times_in
from bot.views.text import clip, one_line

LONGEST = 4_000  # characters that are read
_SOON = r"(?:[\w']+\s+){0,4}?"  # definitely, then, be able to
_PERSON = (
    r"(?:i|we)(?:['’]ll|\s+will|\s+shall|\s+can|['’]m\s+going\s+to|\s+am\s+going\s+to"
    r"|['’]re\s+going\s+to|\s+are\s+going\s+to|\s+(?:promise|plan|aim|expect|hope|intend)\s+to)"
    r"|let\s+me|(?:our|the|my)\s+[\w-]+(?:\s+[\w-]+){0,2}\s+will|you(?:['’]ll|\s+will)|expect"
)
_DO = (
    r"(?:get|getting|come|coming|be|report|circle|write|go|call)\s+(?:right\s+)?back"
    r"|follow(?:ing)?[\s-]?up|update|let\s+you\s+know|keep\s+you|reach\s+out|repl(?:y|ies)|respond"
    r"|answer|confirm|check|look|investigate|find\s+out|figure\s+out|ping|e-?mail|write|call|fix"
    r"|ship|deploy|release|roll\s+out|tell|send|share|give\s+you|hear|have|receive|get|provide"
    r"|be\s+(?:live|out|ready|fixed|deployed|released|shipped|done|resolved|available|sent)"
    r"|an?\s+(?:update|answer|reply|fix)|contact|be\s+in\s+touch"
)
_NOT = r"(?!not\b|never\b|no\s+longer\b|only\s+be\s+able\b)"
_PROMISE = re.compile(rf"\b(?:{_PERSON})\s+{_NOT}{_SOON}(?P<do>{_DO})\b")
_DOING = re.compile(rf"\b(?:{_DO})\b")
_QUOTED = re.compile(r"```.*?```|`[^`\n]*`|^\s*(?:>|&gt;).*$", re.DOTALL | re.MULTILINE)
_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$)")
_POINT = re.compile(r"\b([ap])\.m\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Spotted:
    """A sentence in which somebody promises something, and until when."""

    words: str
    due_at: datetime


def spot(text: str, when: When) -> Spotted | None:
    """Return the promise in a message that is due first; None where there is none."""
    plain = _POINT.sub(r"\1m", _QUOTED.sub(" ", text[:LONGEST]))
    found = (_promised(sentence, when) for sentence in _sentences(plain))
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


def _promised(sentence: str, when: When) -> Spotted | None:
    words = sentence.lower()
    promise = _PROMISE.search(words)
    if promise is None:
        return None
    times = list(times_in(words, when))
    # what we do last, and when: "I'll check today and get back to you tomorrow"
    doings = [promise.start("do"), *(one.start() for one in _DOING.finditer(words, promise.end()))]
    after = ((place, due) for doing in reversed(doings) for place, due in times if place > doing)
    place_and_due = next(after, times[0] if times else None)
    return Spotted(clip(sentence, 200), place_and_due[1]) if place_and_due else None
