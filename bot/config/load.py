"""Reading bellhop.yml: the whole truth about what is wrong with it, at once."""

from collections.abc import Sequence
from pathlib import Path as File

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.config.config import Config
from bot.config.names import misfits
from bot.config.tree import Path, Problem, Tree, dotted, grow, unreadable
from bot.errors import Misconfigured

A_MAPPING = "has to be a mapping, with one `key: value` on each line"
MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "is not a key that Bellhop knows",
    "model_type": A_MAPPING,
    "dict_type": A_MAPPING,
    "tuple_type": "has to be a list",
}


def load(path: File) -> Config:
    """Read the file; `Misconfigured` has a line for every problem: `file:line: key: message`."""
    try:
        source = path.read_bytes()
    except OSError as error:
        raise Misconfigured(
            f"{path}: {error.strerror}; bellhop.example.yml is a file to start from"
        ) from None
    return parse(source, str(path))


def parse(source: bytes, name: str = "bellhop.yml") -> Config:
    """Read the contents of a file of this name."""
    try:
        tree = grow(source)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Misconfigured(f"{name}:{line}: {unreadable(error)}") from None
    except yaml.YAMLError as error:
        raise Misconfigured(f"{name}: {' '.join(str(error).split())}") from None
    problems = [*tree.problems, *misfits(tree)]
    try:
        config = Config.model_validate(tree.value)
    except ValidationError as error:
        found = error.errors()
        problems += [problem_of(tree, one) for one in found if not _follows(one, found)]
    else:
        if not problems:
            return config
    raise Misconfigured("\n".join(told(tree, problems, name)))


def told(tree: Tree, problems: list[Problem], name: str) -> list[str]:
    """Return a line for each problem: `file:line: key: message`."""
    places = {
        (tree.line(problem.path), dotted(problem.path), problem.message) for problem in problems
    }
    return [
        f"{name}:{line}: {path or 'the file'}: {message}" for line, path, message in sorted(places)
    ]


def problem_of(tree: Tree, details: ErrorDetails, path: Path = ()) -> Problem:
    """Return what pydantic found, at its place in the file; `path` is where the model stands."""
    begin = path
    # pydantic's path also has steps that are not in the file: [key], or which type was tried
    for step in details["loc"]:
        if (*path, step) in tree.lines:
            path = (*path, step)
    if details["type"] == "missing" and path != (*begin, *details["loc"]):
        path = (*path, details["loc"][-1])
    return Problem(path, _message(details))


def _follows(details: ErrorDetails, found: Sequence[ErrorDetails]) -> bool:
    """Return whether a list only lacks the entries that are wrong themselves."""
    loc = details["loc"]
    inside = (one["loc"] for one in found if len(one["loc"]) > len(loc))
    return details["type"] == "too_short" and any(each[: len(loc)] == loc for each in inside)


def _message(details: ErrorDetails) -> str:
    if details["type"] == "too_short":
        return f"has to have at least {details['ctx']['min_length']} entry"
    if details["type"] == "value_error":
        return str(details["ctx"]["error"])
    return MESSAGES.get(details["type"], details["msg"].replace("Input should be", "has to be"))
