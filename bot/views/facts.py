"""Facts of signals as people read them; what is stored stays as its sender wrote it."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime

from bot.views.text import clip, escape, one_line
from bot.views.times import moment

LONGEST = 80

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# `expired_card`, and not `exp_88213`, `node-exporter` or `HighErrorRate`
_CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")
# what such words stand in; elsewhere they may be a name: of a job, a plan, a person
_CODED = re.compile(
    r"(?:.*[ _])?(?:reason|status|state|code|cause|advice|impact|severity|level|was|now)",
    re.IGNORECASE,
)
_YEARS = range(2000, 2100)  # in which Slack is asked to show a time


def fact(name: str, value: object) -> str:
    """Return a fact with its name, as mrkdwn."""
    words = escape(_label(name))
    at = _time(value)
    if at is not None and at.year in _YEARS:
        return f"{words}: {moment(at)}"
    said = plain(name, value)
    shown = _sentence(said) if _is_code(name, value) else said
    return f"{words}: {escape(clip(one_line(shown), LONGEST))}"


def plain(name: str, value: object) -> str:
    """Return a value in plain words, as they stand within a sentence."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _read(name, value)
    return str(value)


def in_words(value: object) -> object:
    """Return a code, a day or a time as words; what is neither stays as it is."""
    return _read("code", value) if isinstance(value, str) else value


def _read(name: str, value: str) -> str:
    at = _time(value)
    if at is not None:
        return f"{at:%d %b %Y at %H:%M} UTC"
    if _DAY.fullmatch(value):
        with suppress(ValueError):  # it only looks like one
            return f"{date.fromisoformat(value):%d %b %Y}"
    return value.replace("_", " ") if _is_code(name, value) else value


def _label(name: str) -> str:
    """Return a name in sentence case, unless its sender writes capitals or signs in it."""
    words = name.replace("_", " ")
    return _sentence(words) if re.fullmatch(r"[a-z0-9 ]+", words) else words


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _is_code(name: str, value: object) -> bool:
    coded = isinstance(value, str) and _CODE.fullmatch(value) is not None
    return coded and _CODED.fullmatch(name) is not None


def _time(value: object) -> datetime | None:
    """Return a time whose place is known; else nobody can say when it was."""
    if not isinstance(value, str) or "T" not in value:
        return None
    with suppress(ValueError, OverflowError):  # no time, or one that is none in UTC
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo else None
    return None
