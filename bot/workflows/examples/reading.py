"""Reading a file of examples, with everything that is wrong with it, by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.config.config import Config
from bot.config.load import problem_of, told
from bot.config.tree import Path as Place
from bot.config.tree import Problem, Tree, grow, unreadable
from bot.workflows.examples.example import CUSTOMER, EXAMPLE, Example
from bot.workflows.language.definition import Workflow
from bot.workflows.language.events import EVENTS

FOLDER = "tests"  # beside the workflows


@dataclass(frozen=True)
class Examples:
    """A file of examples, and what is wrong with it; those of the workflow of the same name."""

    file: Path
    found: tuple[Example, ...] = ()
    problems: tuple[str, ...] = ()


def read_examples(file: Path, workflow: Workflow | None, config: Config) -> Examples:
    """Read a file of examples; one without its workflow is wrong as a whole."""
    try:
        tree = grow(file.read_bytes(), typed=True)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Examples(file, problems=(f"{file}:{line}: {unreadable(error)}",))
    except yaml.YAMLError as error:
        return Examples(file, problems=(f"{file}:1: {error}",))
    if workflow is None:
        return Examples(file, problems=(f"{file}:1: there is no workflow {file.stem} that works",))
    found, problems = _examples(tree)
    problems += [wrong for n, one in found for wrong in _misfits(one, (n,), workflow, config)]
    if problems:
        return Examples(file, problems=tuple(told(tree, problems, str(file))))
    return Examples(file, tuple(one for _, one in found))


def _examples(tree: Tree) -> tuple[list[tuple[int, Example]], list[Problem]]:
    if not isinstance(tree.value, list) or not tree.value:
        return [], [*tree.problems, Problem((), "has to be a list of examples, with one at least")]
    found, problems = [], list(tree.problems)
    for n, value in enumerate(tree.value):
        try:
            found.append((n, Example.model_validate(value)))
        except ValidationError as error:
            problems += [problem_of(tree, one, (n,)) for one in error.errors()]
    return found, problems


def _misfits(example: Example, at: Place, workflow: Workflow, config: Config) -> Iterator[Problem]:
    """Find names that there are not: a name that is mistyped would test nothing."""
    given, expect = example.given, example.expect
    steps = tuple(workflow.by_id)
    for n, step in enumerate(expect.steps or ()):
        yield from _unknown(step, steps, "steps of the workflow", (*at, "expect", "steps", n))
    for n, said in enumerate(example.replies):
        place = (*at, "replies", n)
        yield from _unknown(said.after, steps, "steps of the workflow", (*place, "after"))
        yield from _unknown(said.by, (CUSTOMER, *config.agents), "agents", (*place, "by"))
    for n, earlier in enumerate(given.said):
        place = (*at, "given", "said", n, "by")
        yield from _unknown(earlier.by, (CUSTOMER, *config.agents), "agents", place)
    if isinstance(given.customer, str):
        known = (EXAMPLE, *config.customers)
        yield from _unknown(given.customer, known, "customers", (*at, "given", "customer"))
    thread = (*at, "given", "thread")
    yield from _unknown(given.thread.team, config.teams, "teams", (*thread, "team"))
    yield from _unknown(given.thread.assignee, config.agents, "agents", (*thread, "assignee"))
    for name in given.fields:
        yield from _unknown(name, config.fields, "fields", (*at, "given", "fields", name))
    if given.event is not None:
        yield from _unknown(given.event.name, EVENTS, "events", (*at, "given", "event"))
    variants = workflow.variants
    yield from _unknown(given.variant, variants, "variants", (*at, "given", "variant"))


def _unknown(name: str | None, known: object, what: str, path: Place) -> Iterator[Problem]:
    names = list(known) if isinstance(known, tuple | dict) else []
    if name is not None and name not in names:
        close = get_close_matches(name, names, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        yield Problem(path, f"{name!r} is not among the {what}{hint}")
