"""Patterns: regular expressions that take linear time, whatever they are."""

from functools import lru_cache
from html import unescape
from typing import Any

import re2


def pattern(text: str, exact: bool) -> Any:  # noqa: ANN401 - re2 has no types
    """Return a compiled pattern; re2.error says why not."""
    options = re2.Options()
    options.case_sensitive = exact
    options.log_errors = False
    return re2.compile(text, options=options)


def find(text: object, sought: str) -> str | None:
    """Return what a pattern finds first: its first group, or all of it; None when nothing."""
    try:
        found = _compiled(sought).search(unescape(text)) if isinstance(text, str) else None
    except re2.error as error:
        raise ValueError(f"{sought} is no pattern: {_why(error)}") from None
    if found is None:
        return None
    return str(found[1] if found.re.groups and found[1] is not None else found[0])


@lru_cache(maxsize=1024)
def _compiled(sought: str) -> Any:  # noqa: ANN401
    return pattern(sought, exact=False)


def _why(error: Exception) -> str:
    why = error.args[0]
    return why.decode() if isinstance(why, bytes) else str(why)
