"""Conditions: what has to be true of a thread for a workflow, or a step, to go on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.workflows.language.facts import Absent, Facts
from bot.workflows.language.fields import Field, Type
from bot.workflows.language.templates import Template

READABLE = 30  # characters of a pattern


class Op(StrEnum):
    """How a field is compared."""

    equals = "equals"
    not_equals = "not_equals"
    contains = "contains"
    not_contains = "not_contains"
    starts_with = "starts_with"
    ends_with = "ends_with"
    matches = "matches"
    greater_than = "greater_than"
    less_than = "less_than"
    greater_than_or_equal = "greater_than_or_equal"
    less_than_or_equal = "less_than_or_equal"
    is_in = "in"
    not_in = "not_in"
    is_empty = "is_empty"
    is_not_empty = "is_not_empty"
    has_label = "has_label"


class Mismatch(Exception):
    """A value is of a type that cannot be compared like this."""


@dataclass(frozen=True)
class Verdict:
    """What a condition came to, and which part of it decided."""

    matched: bool
    because: str


@dataclass(frozen=True)
class Leaf:
    """One field compared with one value; text without its case unless `exact`."""

    path: str
    op: Op
    value: Any
    field: Field
    exact: bool = False

    def __str__(self) -> str:
        """Say it as it is written."""
        shown = "" if self.op in (Op.is_empty, Op.is_not_empty) else f" {_shown(self.value)}"
        return f"{self.path} {self.op}{shown}"

    def judge(self, facts: Facts) -> Verdict:
        """Compare; Mismatch or Absent when it cannot be."""
        try:
            actual = facts.get(self.path)
        except Absent:
            if self.op not in (Op.is_empty, Op.is_not_empty):
                raise
            actual = None
        value = _filled(self.value, facts)
        try:
            matched = COMPARE[self.op](self, actual, value)
        except (TypeError, ValueError):
            raise Mismatch(f"{self} cannot be said of {actual!r}") from None
        return Verdict(matched, self._because(actual, value, matched=matched))

    def _because(self, actual: Any, value: Any, *, matched: bool) -> str:  # noqa: ANN401
        """Say why; patterns are for their author: of several, what they found or how many."""
        if not matched:
            said = (
                f"{self.path} {self.op} {_counted(value)}" if self.op is Op.matches else str(self)
            )
            return f"{said}: it is {_shown(actual)}"
        if self.op is Op.matches:
            found = next(hit[0] for one in value if (hit := one.search(actual)))
            return f"{self.path} {self.op} “{_shown(found)}”"
        return str(self)


@dataclass(frozen=True)
class All:
    """True when every part is; the first that is not decides."""

    parts: tuple["Condition", ...]

    def judge(self, facts: Facts) -> Verdict:
        """Judge the parts in their order."""
        told = []
        for part in self.parts:
            verdict = part.judge(facts)
            if not verdict.matched:
                return verdict
            told.append(verdict.because)
        return Verdict(True, " and ".join(one for one in told if one))


@dataclass(frozen=True)
class Any_:  # noqa: N801 - `any` and `Any` are taken
    """True when some part is; the first that is decides."""

    parts: tuple["Condition", ...]

    def judge(self, facts: Facts) -> Verdict:
        """Judge the parts in their order."""
        told = []
        for part in self.parts:
            verdict = part.judge(facts)
            if verdict.matched:
                return verdict
            told.append(verdict.because)
        return Verdict(False, "; ".join(told))


@dataclass(frozen=True)
class Not:
    """True when its part is not."""

    part: "Condition"

    def judge(self, facts: Facts) -> Verdict:
        """Judge the part."""
        verdict = self.part.judge(facts)
        return Verdict(not verdict.matched, f"not ({verdict.because})")


Condition = Leaf | All | Any_ | Not
ALWAYS = All(())


def _filled(value: Any, facts: Facts) -> Any:  # noqa: ANN401
    """Return what a value is compared with; a template among several may stand for several."""
    if isinstance(value, Template):
        return value.value(facts)
    if not isinstance(value, tuple):
        return value
    found = [_filled(one, facts) for one in value]
    return [inner for one in found for inner in (one if isinstance(one, list) else [one])]


def _counted(patterns: Sequence[Any]) -> str:
    """Return a short pattern as it is; nobody reads long ones, or many."""
    if len(patterns) == 1 and len(patterns[0].pattern) <= READABLE:
        return str(patterns[0].pattern)
    return "a pattern" if len(patterns) == 1 else f"one of {len(patterns)} patterns"


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_shown(one) for one in value)}]"
    if isinstance(value, Template):
        return value.source
    text = getattr(value, "pattern", None) or ("nothing" if value is None else str(value))
    return text if len(text) <= 80 else f"{text[:79]}…"


def _folded(leaf: Leaf, value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str) and not leaf.exact:
        return value.casefold()
    if isinstance(value, list | tuple):
        return [_folded(leaf, one) for one in value]
    return value


def _texts(leaf: Leaf, value: Any) -> list[str]:  # noqa: ANN401
    """Return one text or several as a list; anything else is a mismatch."""
    found = _folded(leaf, value)
    found = found if isinstance(found, list) else [found]
    if not all(isinstance(one, str) for one in found):
        raise TypeError
    return list(found)


def _same(leaf: Leaf, actual: Any, value: Any) -> bool:  # noqa: ANN401
    if actual is None or value is None:
        return actual is value
    if isinstance(actual, str) is not isinstance(value, str) or isinstance(actual, dict | list):
        raise TypeError
    if isinstance(actual, bool) is not isinstance(value, bool):
        raise TypeError
    return bool(_folded(leaf, actual) == _folded(leaf, value))


def _among(leaf: Leaf, actual: Any, value: Any) -> bool:  # noqa: ANN401
    return any(_same(leaf, actual, one) for one in value)


def _contains(leaf: Leaf, actual: Any, value: Any) -> bool:  # noqa: ANN401
    if actual is None:
        return False
    sought = _texts(leaf, value)
    if isinstance(actual, list):
        present = _texts(leaf, actual)
        return any(one in present for one in sought)
    (text,) = _texts(leaf, actual)
    return any(one in text for one in sought)


def _edge(test: Callable[[str, str], bool]) -> Callable[[Leaf, Any, Any], bool]:
    def compare(leaf: Leaf, actual: Any, value: Any) -> bool:  # noqa: ANN401
        if actual is None:
            return False
        (text,) = _texts(leaf, actual)
        return any(test(text, one) for one in _texts(leaf, value))

    return compare


def _matches(_leaf: Leaf, actual: Any, value: Any) -> bool:  # noqa: ANN401
    if actual is None:
        return False
    return any(one.search(actual) is not None for one in value)


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Leaf, Any, Any], bool]:
    """Nothing is neither more nor less than anything."""

    def compare(leaf: Leaf, actual: Any, value: Any) -> bool:  # noqa: ANN401
        if actual is None or value is None:
            return False
        return test(*(_rank(leaf.field, one) for one in (actual, value)))

    return compare


def _rank(field: Field, value: Any) -> Any:  # noqa: ANN401
    if field.ordered:
        return field.choices.index(str(value))
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    dated = isinstance(value, str) and field.type is Type.text
    if not numeric and not dated and not isinstance(value, datetime):
        raise TypeError
    return value


def _empty(_leaf: Leaf, actual: Any, _value: object) -> bool:  # noqa: ANN401
    empty = isinstance(actual, list | dict) and not actual
    return actual is None or empty or (isinstance(actual, str) and not actual.strip())


COMPARE: Mapping[Op, Callable[[Leaf, Any, Any], bool]] = {
    Op.equals: _same,
    Op.not_equals: lambda leaf, actual, value: not _same(leaf, actual, value),
    Op.contains: _contains,
    Op.not_contains: lambda leaf, actual, value: not _contains(leaf, actual, value),
    Op.starts_with: _edge(str.startswith),
    Op.ends_with: _edge(str.endswith),
    Op.matches: _matches,
    Op.greater_than: _ordered(lambda a, b: bool(a > b)),
    Op.less_than: _ordered(lambda a, b: bool(a < b)),
    Op.greater_than_or_equal: _ordered(lambda a, b: bool(a >= b)),
    Op.less_than_or_equal: _ordered(lambda a, b: bool(a <= b)),
    Op.is_in: _among,
    Op.not_in: lambda leaf, actual, value: not _among(leaf, actual, value),
    Op.is_empty: _empty,
    Op.is_not_empty: lambda leaf, actual, value: not _empty(leaf, actual, value),
    Op.has_label: _contains,
}
