"""HAR files: what a browser wrote down of its requests, without what lets somebody in."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote_plus, urlsplit

from bot.desk.redaction.words import clean, is_sensitive
from bot.desk.secrets import REMOVED

SHORTEST = 8  # characters of a secret that is looked for everywhere else
MANY = 100
MOST_TOLD = 10
FAILED = 400
REQUEST_IDS = re.compile(
    r"(x-)?(request|correlation|trace)-?id|x-amzn-(requestid|trace-id)|cf-ray|traceparent",
    re.IGNORECASE,
)


class Unreadable(Exception):
    """A file in which secrets cannot be found, because it is not what it says it is."""


def clean_har(text: str) -> str:
    """Return a HAR file without its secrets, wherever else in it they stand."""
    har = _read(text)
    secrets = {one for one in _secrets(har) if len(one) >= SHORTEST and one != REMOVED}
    written = json.dumps(_without_bodies(clean(har)), ensure_ascii=False, indent=1)
    return _without(written, secrets)


def requests_told(text: str) -> list[str]:
    """Return a line for each request of a clean HAR file that failed: when, what, how, its id."""
    found = []
    for entry in _entries(_read(text)):
        asked, answer = entry.get("request", {}), entry.get("response", {})
        status = answer.get("status") or 0
        if isinstance(status, int) and (status >= FAILED or status == 0):
            found.append(_line(entry.get("startedDateTime"), asked, answer, status))
    return found[:MOST_TOLD]


def _line(at: object, asked: Mapping[str, Any], answer: Mapping[str, Any], status: int) -> str:
    address = urlsplit(str(asked.get("url")))
    headers = [*_pairs(answer.get("headers")), *_pairs(asked.get("headers"))]
    ids = [f"{name} {value}" for name, value in headers if REQUEST_IDS.fullmatch(name)]
    path = f"{address.netloc}{address.path}"
    said = [str(at), f"{asked.get('method')} {path}", str(status or "no answer"), *ids[:2]]
    return "  ".join(said)


def _read(text: str) -> dict[str, Any]:
    try:
        har = json.loads(text)
        if isinstance(har["log"]["entries"], list):
            return dict(har)
    except (ValueError, RecursionError, KeyError, TypeError):
        pass
    raise Unreadable("it is no HAR file")


def _entries(har: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [one for one in har["log"]["entries"] if isinstance(one, dict)]


def _pairs(given: object) -> Iterator[tuple[str, str]]:
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict) and "name" in one:
            yield str(one["name"]), str(one.get("value", ""))


def _secrets(value: object) -> Iterator[str]:
    """Yield what headers, cookies, addresses and forms give to sensitive names."""
    if isinstance(value, list):
        for one in value:
            yield from _secrets(one)
    elif isinstance(value, dict):
        if is_sensitive(str(value.get("name")), of_form=True):
            yield from _spoken(value.get("value"))
        for name, one in value.items():
            if name == "cookies":
                yield from (said for _, each in _pairs(one) for said in _spoken(each))
            yield from _secrets(one)


def _spoken(value: object) -> Iterator[str]:
    """Yield the parts of a secret that may stand elsewhere alone: `Bearer abc`, `a=b; c=d`."""
    for part in re.split(r"[;\s]+", value if isinstance(value, str) else ""):
        name, _, said = part.partition("=")
        yield said if len(said) >= SHORTEST else name


def _without_bodies(value: object) -> object:
    """Leave out what is written so that nobody can look into it."""
    if isinstance(value, list):
        return [_without_bodies(one) for one in value]
    if not isinstance(value, dict):
        return value
    body = {"text": REMOVED} if value.get("encoding") == "base64" and "text" in value else {}
    return {name: _without_bodies(one) for name, one in value.items()} | body


def _without(written: str, secrets: set[str]) -> str:
    """Take secrets out wherever they stand, in each way to write them."""
    ways = {way for one in secrets for way in (one, quote(one, safe=""), unquote_plus(one))}
    escaped = {json.dumps(way, ensure_ascii=False)[1:-1] for way in ways if len(way) >= SHORTEST}
    for one in sorted(_there(written, escaped), key=len, reverse=True):
        written = written.replace(one, REMOVED)
    return written


def _there(written: str, secrets: set[str]) -> Iterable[str]:
    """Leave out many secrets whose beginnings are nowhere: one look for all, not one for each."""
    if len(secrets) < MANY:
        return secrets
    begins = {one[:SHORTEST] for one in secrets}
    places = range(len(written) - SHORTEST + 1)
    found = {part for at in places if (part := written[at : at + SHORTEST]) in begins}
    return [one for one in secrets if one[:SHORTEST] in found]
