"""Answers: what somebody wrote, as the kind of thing that they were asked for."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from html import unescape

from bot.config.forms import Answer
from bot.desk.choosing import chosen

LONGEST = 4_000  # characters of words
LONGEST_EXACT = 500  # characters around an address, a number, a date or a choice
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")

_LINK = re.compile(r"<(?:mailto:|tel:)?([^<>|@#!][^<>|]*)(?:\|[^<>]*)?>")
_EMAIL = re.compile(r"[a-z0-9._%+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"[-+]?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,9})?", re.ASCII)
_NTH = re.compile(r"(\d)(?:st|nd|rd|th)\b", re.IGNORECASE)

Value = str | int | float


class Unfit(Exception):
    """The words are not what was asked for; the text says what is: "a number, like 12"."""


def unmarked(text: str) -> str:
    """Return what somebody wrote in Slack without its marks: <mailto:a@b.c|a@b.c> is a@b.c."""
    return unescape(_LINK.sub(r"\1", text)).strip()


def fitting(answer: Answer, choices: Sequence[str], words: str) -> Value:
    """Return the answer that is in these plain words; Unfit when it is not one and clear."""
    exact = answer not in (Answer.text, Answer.long_text)
    if exact and len(words) > LONGEST_EXACT:
        raise Unfit(wanted(answer, choices))
    found = READ[answer](words.strip(), choices)
    if found is None:
        raise Unfit(wanted(answer, choices))
    return found


def wanted(answer: Answer, choices: Sequence[str]) -> str:
    """Say what an answer has to be."""
    if answer is Answer.choice:
        return " or ".join((", ".join(choices[:-1]), choices[-1])).removeprefix(" or ")
    return WANTED[answer]


WANTED: Mapping[Answer, str] = {
    Answer.text: f"a text of at most {LONGEST:,} characters",
    Answer.long_text: f"a text of at most {LONGEST:,} characters",
    Answer.email: "one e-mail address, like ada@example.com",
    Answer.number: "a number, like 12 or 12.5",
    Answer.date: "a date, like 2026-12-24 or 24 December 2026",
}


def _text(words: str, _choices: Sequence[str]) -> Value | None:
    return words if words and len(words) <= LONGEST and "\0" not in words else None


def _email(words: str, _choices: Sequence[str]) -> Value | None:
    found = {one.lower() for one in _EMAIL.findall(words)}
    return found.pop() if len(found) == 1 else None


def _number(words: str, _choices: Sequence[str]) -> Value | None:
    if not _NUMBER.fullmatch(words):
        return None
    number = float(words.replace(",", ""))
    return int(number) if number.is_integer() else number


def _date(words: str, _choices: Sequence[str]) -> Value | None:
    plain = " ".join(_NTH.sub(r"\1", words).replace(",", " ").split())
    found = (_parsed(plain, form) for form in DATES)
    return next((one.isoformat() for one in found if one is not None), None)


def _parsed(words: str, form: str) -> date | None:
    try:
        return datetime.strptime(words, form).date()  # noqa: DTZ007 - a date has no time zone
    except ValueError:
        return None


def _choice(words: str, choices: Sequence[str]) -> Value | None:
    return chosen(words, choices)


READ: Mapping[Answer, Callable[[str, Sequence[str]], Value | None]] = {
    Answer.text: _text,
    Answer.long_text: _text,
    Answer.email: _email,
    Answer.number: _number,
    Answer.date: _date,
    Answer.choice: _choice,
}
