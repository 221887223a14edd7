"""Calls: workflows that run others; unknown names and circles are found before anything runs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import Field

from bot.config.load import told
from bot.config.tree import Path, Problem, Tree, dotted, grow
from bot.workflows.files.file import Reading
from bot.workflows.language.definition import Args, Step
from bot.workflows.language.templates import is_template


class RunWorkflow(Args):
    """`run_workflow: {name: refund, wait: true, with: {amount: 3}}`; `with` are its vars."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    wait: bool = False
    given: dict[str, Any] = Field(default_factory=dict, alias="with")


@dataclass(frozen=True)
class _Call:
    step: Step
    to: str


def without_wrong_calls(readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings; those that call nobody, or each other in a circle, are wrong."""
    calls = {reading.name: list(_calls(reading)) for reading in readings}
    return [_judged(reading, calls) for reading in readings]


def _calls(reading: Reading) -> Iterator[_Call]:
    for step in reading.workflow.all_steps() if reading.workflow else ():
        if isinstance(step.args, RunWorkflow) and not is_template(step.args.name):
            yield _Call(step, step.args.name)


def _judged(reading: Reading, calls: Mapping[str, Sequence[_Call]]) -> Reading:
    wrong = [(call, why) for call in calls[reading.name] if (why := _why(reading, call, calls))]
    if not wrong:
        return reading
    tree = grow(reading.source.encode(), typed=True)
    problems = [Problem(_place(tree, call.step), why) for call, why in wrong]
    listed = (*reading.problems, *told(tree, problems, f"{reading.name}.yml"))
    return replace(reading, workflow=None, problems=listed)


def _why(reading: Reading, call: _Call, calls: Mapping[str, Sequence[_Call]]) -> str | None:
    if call.to not in calls:
        close = get_close_matches(call.to, calls, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        return f"there is no workflow {call.to}{hint}"
    way = _way(call.to, reading.name, calls, ())
    if way is None:
        return None
    return f"goes round in circles: {' → '.join(f'{name}.yml' for name in (reading.name, *way))}"


def _way(
    here: str, target: str, calls: Mapping[str, Sequence[_Call]], seen: tuple[str, ...]
) -> tuple[str, ...] | None:
    """Return the files from one to another that it calls, one by the other."""
    if here == target:
        return (*seen, here)
    if here in seen:
        return None
    ways = (_way(call.to, target, calls, (*seen, here)) for call in calls.get(here, ()))
    return next((way for way in ways if way is not None), None)


def _place(tree: Tree, step: Step) -> Path:
    return next((path for path in tree.lines if dotted(path) == step.where), ())
