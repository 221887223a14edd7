"""What a step left, in words."""

from collections.abc import Mapping

from bot.views.facts import plain

DID = "did"  # what a step says of itself: the rest is there for other steps
NEVER = ("headers",)
WRAPPINGS = ("json", "value")  # their names say nothing that is not clear without them


def in_words(output: object) -> str:
    """Say what a step did, or what it left for others."""
    if isinstance(output, Mapping):
        return str(output[DID]) if DID in output else _pairs(output)
    return _value(output)


def _pairs(values: Mapping[str, object]) -> str:
    said = [
        _value(value) if key in WRAPPINGS and isinstance(value, Mapping) else _pair(key, value)
        for key, value in values.items()
        if value is not None and key not in NEVER
    ]
    return ", ".join(one for one in said if one)


def _pair(key: str, value: object) -> str:
    name, inner = key.replace("_", " "), _value(value, key)
    if inner and isinstance(value, Mapping):
        inner = f"({inner})"
    return f"{name} {inner}".rstrip()


def _value(value: object, key: str = "") -> str:
    if isinstance(value, Mapping):
        return _pairs(value)
    if isinstance(value, list | tuple):
        return "; ".join(map(_value, value)) or "none"
    return "" if value is None else plain(key, value)
