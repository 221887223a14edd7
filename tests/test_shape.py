"""The house stays small: no long files, no long functions, no vague names, nothing without a word of what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "handlers", "triggers", "store", "playground", "benchmarks")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LONGEST_LISTENER = 15
MIGRATIONS = Path("store/migrations/versions")  # a record of table after table, read once
VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _files(*rooms: str) -> list[Path]:
    return sorted(path.relative_to(ROOT) for room in rooms for path in (ROOT / room).rglob("*.py"))


def _capped() -> list[Path]:
    return [path for path in _files(*ROOMS, "tests") if path.parent != MIGRATIONS]


def _tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text("utf-8"), str(path))


def _functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


@pytest.mark.parametrize("path", _capped(), ids=str)
def test_file_and_functions_are_short(path: Path) -> None:
    lines = len((ROOT / path).read_text("utf-8").splitlines())
    long = {f.name: _length(f) for f in _functions(_tree(path)) if _length(f) > LONGEST_FUNCTION}

    assert lines <= LONGEST_FILE
    assert not long


@pytest.mark.parametrize("path", _files("handlers"), ids=str)
def test_listeners_are_short(path: Path) -> None:
    # a listener is what Bolt awaits: a public coroutine function at the top of a module
    listeners = [node for node in _tree(path).body if isinstance(node, ast.AsyncFunctionDef)]
    long = {
        f.name: _length(f)
        for f in listeners
        if not f.name.startswith("_") and _length(f) > LONGEST_LISTENER
    }

    assert not long


@pytest.mark.parametrize("path", _files(*ROOMS), ids=str)
def test_module_says_what_it_is(path: Path) -> None:
    docstring = ast.get_docstring(_tree(path))

    assert docstring
    assert docstring.strip()


def test_every_folder_with_modules_is_a_package() -> None:
    # a folder without __init__.py is invisible to the import contracts
    folders = {path.parent for path in _files(*ROOMS)}
    without = {str(folder) for folder in folders if not (ROOT / folder / "__init__.py").exists()}

    assert not without


def test_no_module_has_a_vague_name() -> None:
    vague = {
        str(path)
        for path in _files(*ROOMS, "tests")
        if VAGUE & {part.removesuffix(".py") for part in path.parts}
    }

    assert not vague
