"""Reading conditions: from what is written under `when:` and `if:` to what can be judged."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import re2

from bot.config.tree import Path, Problem
from bot.workflows.language.conditions import All, Any_, Condition, Leaf, Not, Op
from bot.workflows.language.fields import Names, Type
from bot.workflows.language.patterns import pattern
from bot.workflows.language.templates import Template, is_template, problems

LONGEST_PATTERN = 2_000
OPS = {op.value for op in Op}
OF_TEXT = {Op.contains, Op.not_contains, Op.starts_with, Op.ends_with, Op.matches}
OF_ORDER = {
    Op.greater_than,
    Op.less_than,
    Op.greater_than_or_equal,
    Op.less_than_or_equal,
}
SEVERAL = {Op.is_in, Op.not_in}
MANY = {*SEVERAL, Op.contains, Op.not_contains, Op.starts_with, Op.ends_with, Op.matches}
NO_VALUE = {Op.is_empty, Op.is_not_empty}
FITS: Mapping[Type, Callable[[Any], bool]] = {
    Type.text: lambda value: isinstance(value, str),
    Type.words: lambda value: isinstance(value, str),
    Type.number: lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    Type.truth: lambda value: isinstance(value, bool),
    Type.time: lambda value: isinstance(value, str),
    Type.anything: lambda value: value is None or isinstance(value, str | int | float | bool),
}


class Wrong(Exception):
    """What is written here is no condition."""


@dataclass
class Conditions:
    """Reads conditions, and notes what is wrong with them."""

    names: Names
    problems: list[Problem] = field(default_factory=list)

    def read(self, value: object, path: Path) -> Condition:
        """Return the condition; what is wrong is among the problems, and true meanwhile."""
        try:
            return self._condition(value, path)
        except Wrong as wrong:
            self.problems.append(Problem(path, str(wrong)))
            return All(())

    def _condition(self, value: object, path: Path) -> Condition:
        if isinstance(value, list):
            return self._group(value, path)
        if not isinstance(value, dict) or not value:
            raise Wrong("is no condition: write a field with what it has to be, all, any or not")
        parts = [self._keyed(key, inside, (*path, key)) for key, inside in value.items()]
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _group(self, value: object, path: Path) -> All:
        if not isinstance(value, list) or not value:
            raise Wrong("has to be a list of conditions; an empty one would always be true")
        return All(tuple(self.read(one, (*path, n)) for n, one in enumerate(value)))

    def _keyed(self, key: str, inside: object, path: Path) -> Condition:
        try:
            if key == "all":
                return self._group(inside, path)
            if key == "any":
                return Any_(self._group(inside, path).parts)
            if key == "not":
                return Not(self.read(inside, path))
            return self._leaf(key, inside, path)
        except Wrong as wrong:
            self.problems.append(Problem(path, str(wrong)))
            return All(())

    def _leaf(self, key: str, spec: object, path: Path) -> Condition:
        found = self.names.field(key)
        if found is None:
            raise Wrong(f"there is no field {key}{self.names.hint(key)}")
        if not isinstance(spec, dict):
            op = Op.is_in if isinstance(spec, list) else Op.equals
            if spec is None:
                raise Wrong("has to be compared with something; nothing is `is_empty: true`")
            return self._compared(Leaf(key, op, spec, found))
        exact = spec.get("exact", False)
        if not isinstance(exact, bool):
            raise Wrong("exact has to be true or false")
        ops = [word for word in spec if word != "exact"]
        for word in ops:
            if word not in OPS:
                raise Wrong(f"there is no operator {word}; there are {', '.join(sorted(OPS))}")
        if not ops:
            raise Wrong("needs an operator, like equals")
        leaves = [self._compared(Leaf(key, Op(op), spec[op], found, exact)) for op in ops]
        return leaves[0] if len(leaves) == 1 else All(tuple(leaves))

    def _compared(self, leaf: Leaf) -> Condition:
        if leaf.op in NO_VALUE:
            if leaf.value is True:
                return leaf
            raise Wrong(f"{leaf.op} takes nothing but true")
        self._refuse_operator(leaf)
        values = leaf.value if isinstance(leaf.value, list) else [leaf.value]
        if isinstance(leaf.value, list) and (leaf.op not in MANY or not values):
            raise Wrong(f"{leaf.op} takes one value" if values else f"{leaf.op} takes at least one")
        if leaf.op is Op.matches:
            return replace(leaf, value=tuple(self._pattern(one, leaf.exact) for one in values))
        typed = [self._value(leaf, one) for one in values]
        several = isinstance(leaf.value, list) or leaf.op in SEVERAL
        return replace(leaf, value=tuple(typed) if several else typed[0])

    def _refuse_operator(self, leaf: Leaf) -> None:
        of, op = leaf.field, leaf.op
        of_text = (Type.text, Type.words, Type.anything)
        if op in OF_TEXT and of.type not in of_text:
            raise Wrong(f"{op} is for texts, and {leaf.path} is {of.type}")
        if op is Op.has_label and of.type is not Type.words:
            raise Wrong(f"has_label is for thread.labels, and {leaf.path} is {of.type}")
        if op in {Op.equals, Op.not_equals, *SEVERAL} and of.type is Type.words:
            raise Wrong(f"{op} is for one value, and {leaf.path} is {of.type}: use contains")
        if op in {Op.starts_with, Op.ends_with, Op.matches} and of.type is Type.words:
            raise Wrong(f"{op} is for one text, and {leaf.path} is {of.type}")
        if op in OF_ORDER and of.type is Type.text and not of.ordered:
            raise Wrong(f"{op} is for what has an order, and {leaf.path} is {of.type}")
        if op in OF_ORDER and of.type in (Type.words, Type.truth):
            raise Wrong(f"{op} is for what has an order, and {leaf.path} is {of.type}")

    def _value(self, leaf: Leaf, value: object) -> object:
        if isinstance(value, str) and is_template(value):
            for problem in problems(value, self.names):
                raise Wrong(problem)
            return Template(value, self.names)
        if not FITS[leaf.field.type](value):
            raise Wrong(f"{leaf.path} is {leaf.field.type}, and {value!r} is not")
        return _time(value) if leaf.field.type is Type.time else _chosen(leaf, value)

    def _pattern(self, value: object, exact: bool) -> Any:  # noqa: ANN401 - re2 has no types
        if not isinstance(value, str) or not value:
            raise Wrong(f"matches takes a pattern, and {value!r} is none")
        if len(value) > LONGEST_PATTERN:
            raise Wrong(f"has a pattern of more than {LONGEST_PATTERN:,} characters")
        try:
            return pattern(value, exact)
        except re2.error as error:
            why = error.args[0] if error.args else error
            said = why.decode() if isinstance(why, bytes) else why
            raise Wrong(
                f"{value!r} is no pattern we can match in linear time (RE2): {said}"
            ) from None


def _time(value: object) -> datetime:
    try:
        read = datetime.fromisoformat(str(value))
    except ValueError:
        raise Wrong(f"{value!r} is no time, like 2026-11-21T09:00+01:00") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _chosen(leaf: Leaf, value: object) -> object:
    """Return a choice as it is spelled; Wrong when it is none of them."""
    choices = leaf.field.choices
    if not choices or leaf.op in OF_TEXT or not isinstance(value, str):
        return value
    for choice in choices:
        if choice.casefold() == value.casefold():
            return choice
    raise Wrong(f"{leaf.path} is never {value!r}: it is one of {', '.join(choices)}")


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield every comparison in a condition."""
    match condition:
        case Leaf():
            yield condition
        case Not(part):
            yield from leaves(part)
        case All(parts) | Any_(parts):
            for part in parts:
                yield from leaves(part)
