"""Reading a body strictly: JSON that means one thing only, and that both databases can keep."""

import json
from collections.abc import Iterable
from math import isfinite
from typing import Any, NoReturn

DEEPEST = 64


class Malformed(Exception):
    """This is no body that we take; says why, for the sender."""


def parse(raw: str) -> Any:  # noqa: ANN401 - whatever JSON can say
    """Read JSON; Malformed when it is none, says something twice, or is too deep."""
    try:
        value = _STRICT.decode(raw)
    except RecursionError:
        raise Malformed(_TOO_DEEP) from None
    except ValueError as error:
        raise Malformed(f"The body is not JSON: {error}") from None
    return _clean(value, 1)


def decoded(raw: bytes) -> str:
    """Return the text of a body."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Malformed("The body is not UTF-8.") from None


def keepable(text: str) -> str:
    """Leave out what PostgreSQL cannot keep: NUL, and halves of characters."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _pairs(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    pairs = list(pairs)
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key is there twice")
    return values


def _finite(text: str) -> float:
    if not isfinite(number := float(text)):
        raise ValueError("a number is too large")
    return number


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


_STRICT = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_finite, parse_constant=_refused)
_TOO_DEEP = f"The body is deeper than {DEEPEST} levels."


def _clean(value: Any, depth: int) -> Any:  # noqa: ANN401
    if depth > DEEPEST + 1:
        raise Malformed(_TOO_DEEP)
    match value:
        case str():
            return keepable(value)
        case dict():
            return {keepable(name): _clean(one, depth + 1) for name, one in value.items()}
        case list():
            return [_clean(one, depth + 1) for one in value]
        case _:
            return value
