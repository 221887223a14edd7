"""What a report for engineering says, and what it may not go without."""

import re
from collections.abc import Mapping

from store.bug_reports import Part, Reproduction

Words = Mapping[Part, str]

OF_AGENTS = tuple(one for one in Part if one not in (Part.account, Part.browser, Part.os))
OF_CUSTOMERS = (
    Part.actual,
    Part.expected,
    Part.when,
    Part.url,
    Part.account,
    Part.browser,
    Part.os,
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}|\b\d{1,2} ?[ap]m\b", re.IGNORECASE)


def missing(said: Words) -> list[Part]:
    """Return what a report lacks; who cannot reproduce it has no steps, everything else is said."""
    cannot = said.get(Part.reproduction) == Reproduction.cannot
    needed = [one for one in OF_AGENTS if not (cannot and one is Part.steps)]
    return [one for one in needed if not _says(one, said.get(one, ""))]


def _says(part: Part, words: str) -> bool:
    if part is Part.when:
        return _CLOCK.search(words) is not None  # "this morning" cannot be looked up in a log
    return bool(words.strip())
