"""docs/workflows.md names every event, field, operator and step, and what is written under each."""

import re
from pathlib import Path

import pytest

from bot.workflows.at import Category, Kind
from bot.workflows.files.file import FILTERS_OF, Head
from bot.workflows.files.stepfile import COMMON
from bot.workflows.language.conditions import Op
from bot.workflows.language.events import EVENTS
from bot.workflows.language.fields import FIXED
from bot.workflows.steps import KINDS

DOCS = (Path(__file__).parents[1] / "docs" / "workflows.md").read_text()
ROWS = {
    name: row
    for row in re.findall(r"^\|.*\|$", DOCS, re.MULTILINE)
    for name in re.findall(r"`([^`]+)`", row.split("|")[1])
}


@pytest.mark.parametrize(
    "name", [*EVENTS, *FIXED, *Op, *KINDS, *Head.model_fields, *sorted(COMMON)]
)
def test_it_has_a_row(name: str) -> None:
    assert name in ROWS, f"write a row for {name} into docs/workflows.md"


@pytest.mark.parametrize("event", FILTERS_OF)
def test_what_may_be_said_of_an_event_is_named(event: str) -> None:
    assert all(f"`{word}`" in ROWS[event] for word in FILTERS_OF[event])


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_what_a_step_takes_and_leaves_is_named(kind: Kind) -> None:
    _, _, details = DOCS.partition(f"**`{kind.name}`**")
    told = ROWS[kind.name] + details.partition("\n\n")[0]

    for name, argument in kind.args.model_fields.items():
        assert re.search(rf"\b{argument.alias or name}\b", told), f"{kind.name} takes {name}"
    for output in kind.outputs:
        assert f"`{output}`" in told, f"{kind.name} leaves {output}"


@pytest.mark.parametrize("category", Category)
def test_every_category_is_named(category: Category) -> None:
    assert category in DOCS


@pytest.mark.parametrize("path", FIXED)
def test_every_choice_of_a_field_is_named(path: str) -> None:
    assert all(choice in ROWS[path] for choice in FIXED[path].choices)
