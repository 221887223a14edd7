"""Selection: which workflows may match, without looking at each of them.

Most workflows begin with a comparison of one field with fixed values. Those are looked up by the
value the field has, and patterns of one text are matched all at once: what a thousand workflows
cost is what the fields they begin with cost.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import re2

from bot.workflows.language.conditions import All, Condition, Leaf, Op
from bot.workflows.language.definition import Trigger, Workflow
from bot.workflows.language.facts import Absent, Facts
from bot.workflows.language.fields import Type
from bot.workflows.language.templates import Template
from store.workflows import Mode

OF_EACH = ("vars.", "run.")  # fields that each workflow has values of its own for
MEMORY = 64 << 20  # bytes for the patterns of one field, matched together


@dataclass(frozen=True)
class Entry:
    """A workflow that listens: its place in the order, how it is switched, what starts it."""

    position: int
    file_id: int
    workflow: Workflow
    mode: Mode
    trigger: Trigger

    @property
    def condition(self) -> Condition:
        """All that has to be true: what is said of the event, and `when:`."""
        return All((self.trigger.when, self.workflow.when))


class Patterns:
    """Texts and patterns that are sought in one field, together."""

    def __init__(self, entries: Sequence[tuple[Entry, Leaf]]) -> None:
        options = re2.Options()
        options.case_sensitive = False  # the workflow itself is judged with its case
        options.log_errors = False
        options.max_mem = MEMORY
        self._set = re2.Set.SearchSet(options)
        self._entries: list[Entry] = []
        for entry, leaf in entries:
            for text in _sought(leaf):
                self._set.Add(text)
                self._entries.append(entry)
        self._set.Compile()

    def found_in(self, text: str) -> Iterator[Entry]:
        """Yield those whose text or pattern may be in this text."""
        for one in {text, text.casefold()}:  # RE2 does not know that ß is ss
            for place in self._set.Match(one) or ():
                yield self._entries[place]


class Selection:
    """The workflows that listen to one event, by what rules them out at once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self._always: list[Entry] = []
        self._by_value: dict[str, dict[object, list[Entry]]] = {}
        sought: dict[str, list[tuple[Entry, Leaf]]] = {}
        for entry in entries:
            leaf = key_of(entry.condition)
            if leaf is None:
                self._always.append(entry)
            elif leaf.op in (Op.contains, Op.matches) and leaf.field.type is Type.text:
                sought.setdefault(leaf.path, []).append((entry, leaf))
            else:
                values = self._by_value.setdefault(leaf.path, {})
                for value in _values(leaf):
                    values.setdefault(value, []).append(entry)
        self._patterns = {path: Patterns(leaves) for path, leaves in sought.items()}

    def reaches_beyond(self, place: int) -> bool:
        """Whether there is a workflow after this position."""
        return self.entries[-1].position > place

    def of(self, facts: Facts, after: int) -> tuple[list[Entry], Mapping[str, Any]]:
        """Return those after a position that may match, in order, and what they were found by."""
        known: dict[str, Any] = {}
        found = {entry.position: entry for entry in self._always}
        for path, by_value in self._by_value.items():
            known[path] = value = _get(facts, path)
            for one in value if isinstance(value, list) else [value]:
                found |= {entry.position: entry for entry in by_value.get(_folded(one), ())}
        for path, patterns in self._patterns.items():
            text = _get(facts, path)
            known[path] = None if text is None else str(text)[:200]
            found |= {entry.position: entry for entry in patterns.found_in(str(text or ""))}
        return [found[place] for place in sorted(found) if place > after], known


def key_of(condition: Condition) -> Leaf | None:
    """Return a comparison without which the condition cannot be true, that can be looked up."""
    if isinstance(condition, Leaf):
        return condition if _can_be_looked_up(condition) else None
    if isinstance(condition, All):
        return next((leaf for part in condition.parts if (leaf := key_of(part))), None)
    return None


def _can_be_looked_up(leaf: Leaf) -> bool:
    if leaf.field.type is Type.anything or leaf.path.startswith(OF_EACH):
        return False
    if leaf.op in (Op.equals, Op.is_in):
        return leaf.field.type in (Type.text, Type.truth) and _is_fixed(leaf)
    if leaf.op in (Op.contains, Op.has_label) and leaf.field.type is Type.words:
        return _is_fixed(leaf)
    return leaf.op in (Op.contains, Op.matches) and _is_fixed(leaf)


def _is_fixed(leaf: Leaf) -> bool:
    return not any(isinstance(value, Template) for value in _values(leaf))


def _values(leaf: Leaf) -> list[object]:
    several = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    return [_folded(value) for value in several]


def _sought(leaf: Leaf) -> Iterator[str]:
    several = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    for value in several:
        yield value.pattern if leaf.op is Op.matches else re2.escape(value.casefold())


def _get(facts: Facts, path: str) -> Any:  # noqa: ANN401 - whatever the field holds
    try:
        return facts.get(path)
    except Absent:
        return None


def _folded(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value
