"""docs/settings.md names every variable and every key, with the default it really has."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from bot.config.config import Config
from bot.config.section import Section
from bot.config.span import UNITS
from bot.settings import Settings

DOCS = Path(__file__).parents[1] / "docs" / "settings.md"

# a row of a table: | `key` | meaning | default | example |
DOCUMENTED = {
    re.sub(r"<\w+>", "*", key).replace("[]", ".*"): default.strip()
    for key, default in re.findall(
        r"^\| `([^`]+)` \|[^|]+\|([^|]*)\|[^|]*\|$", DOCS.read_text(), re.MULTILINE
    )
}


def variables() -> Iterator[tuple[str, FieldInfo]]:
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        choices = alias.choices if isinstance(alias, AliasChoices) else [alias or name.upper()]
        yield from ((str(choice), field) for choice in choices)


def keys(section: type[Section], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    for name, field in section.model_fields.items():
        key = f"{prefix}{field.alias or name}"
        yield key, field
        for inner, depth in inside(field.annotation):
            yield from keys(inner, f"{key}{depth}.")


def inside(annotation: Any, depth: str = "") -> Iterator[tuple[type[Section], str]]:
    """Yield the sections that a type holds: `tuple[Contact, ...]` holds Contact, one level down."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation, depth
    below = ".*" if getattr(annotation, "__origin__", None) in (tuple, dict) else ""
    for argument in get_args(annotation):
        yield from inside(argument, depth + below)


EVERYTHING = dict([*variables(), *keys(Config)])


@pytest.mark.parametrize("key", EVERYTHING)
def test_every_setting_is_documented(key: str) -> None:
    assert key in DOCUMENTED, f"write a row for {key} into docs/settings.md"


def test_nothing_is_documented_that_does_not_exist() -> None:
    assert sorted(DOCUMENTED.keys() - EVERYTHING.keys()) == []


@pytest.mark.parametrize("key", EVERYTHING)
def test_the_documented_default_is_the_real_one(key: str) -> None:
    field = EVERYTHING[key]
    default = field.get_default(call_default_factory=True)
    if field.is_required():
        assert DOCUMENTED[key] == "required"
    elif default not in (None, (), {}) and not isinstance(default, Section):
        assert DOCUMENTED[key] == f"`{written(default)}`"


def written(default: object) -> str:
    """Return a default as people write it."""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, tuple):
        return f"[{', '.join(map(written, default))}]"
    if isinstance(default, float):
        return f"{default:.0%}"
    if not isinstance(default, timedelta):
        return str(default)
    unit, length = next(u for u in reversed(UNITS.items()) if u[0] != "w" and not default % u[1])
    return f"{default // length}{unit}"
