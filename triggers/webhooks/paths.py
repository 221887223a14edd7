"""Finding things in a body that may be of another shape than was promised."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

MILLISECONDS = 10**11  # a number of seconds of the year 5138: it is milliseconds
EPOCH = 1970
# what operators name the customer by, in labels, tags, metadata, properties
NAMED: Mapping[str, str] = {
    "bellhop_customer": "customer",
    "customer": "customer",
    "customer_id": "account",
    "account": "account",
    "account_id": "account",
    "organization_id": "account",
}


def at(value: object, path: str) -> Any:  # noqa: ANN401 - whatever stands there
    """Return what stands at `data.items.0.id`; None when nothing does."""
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdecimal():
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return None
    return value


def text(value: object, *paths: str) -> str:
    """Return the first text or number among these paths, as text; else nothing."""
    for path in paths:
        found = at(value, path)
        if isinstance(found, str | int | float) and not isinstance(found, bool) and found != "":
            return str(found)
    return ""


def mapping(value: object, path: str) -> Mapping[str, Any]:
    """Return the object there; an empty one when there is none."""
    found = at(value, path)
    return found if isinstance(found, dict) else {}


def items(value: object, path: str) -> list[Any]:
    """Return the list there; an empty one when there is none."""
    found = at(value, path)
    return found if isinstance(found, list) else []


def facts(value: object, /, **paths: str) -> dict[str, Any]:
    """Return what stands at these paths, by name; what is not there is left out."""
    found = {name: at(value, path) for name, path in paths.items()}
    return {name: one for name, one in found.items() if one not in (None, "", [], {})}


def moment(value: object) -> datetime | None:
    """Read a time: ISO 8601, or seconds or milliseconds since 1970."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if abs(value) >= MILLISECONDS else value
            return datetime.fromtimestamp(seconds, UTC)
        if not isinstance(value, str) or not value:
            return None
        read = datetime.fromisoformat(value)
        if read.year < EPOCH:
            return None  # some write no time as the year 1
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def ids(named: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the ids by which labels, tags or metadata name the customer."""
    for name, system in NAMED.items():
        if known_as := text(named, name):
            yield system, known_as


def tags(pairs: object) -> dict[str, Any]:
    """Read tags: `a:b,c:d`, a list of those, or a list of pairs."""
    if isinstance(pairs, str):
        pairs = pairs.split(",")
    found: dict[str, Any] = {}
    for pair in pairs if isinstance(pairs, list) else ():
        if isinstance(pair, str):
            name, _, value = pair.strip().partition(":")
            found[name] = value
        elif isinstance(pair, list) and len(pair) == 2:
            found[str(pair[0])] = pair[1]
    return found


def link(value: object, path: str, *hosts: str) -> str | None:
    """Return an address that may be shown: of one of these hosts, or of any when none is given."""
    url = text(value, path)
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    fits = not hosts or any(host == one or host.endswith(f".{one}") for one in hosts)
    return url if parts.scheme in ("http", "https") and host and fits else None
