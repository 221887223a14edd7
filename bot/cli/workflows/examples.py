"""`bellhop workflows test`: whether workflows do what their examples say."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from bot.cli.session import FAILED, finish
from bot.cli.workflows.files import Files, Given, files_of
from bot.errors import Refused
from bot.workflows.examples.reading import FOLDER, Examples
from bot.workflows.examples.scratch import new_template
from bot.workflows.examples.trying import Tried, tried


@dataclass
class Tally:
    """How many examples there were, and how many came out otherwise."""

    right: int = 0
    wrong: int = 0


def try_examples(path: Given = None) -> None:
    """Try the examples in `tests/` beside the workflows, each on a desk of its own.

    Needs bellhop.yml; nothing outside is called, and no database of yours is opened. Exit code 1
    when something comes out otherwise than an example says.
    """
    tally = finish(_tally(path))
    typer.echo(f"\n{tally.right} right, {tally.wrong} wrong.")
    if tally.wrong:
        raise typer.Exit(FAILED)


async def _tally(path: Path | None) -> Tally:
    files, tally = files_of(path), Tally()
    found = files.examples()
    if not found:
        raise Refused(f"There are no examples in {files.folder / FOLDER}.")
    with tempfile.TemporaryDirectory(prefix="bellhop-") as folder:
        template = await new_template(Path(folder))
        for examples in found:
            _tell_problems(examples)
            tally.wrong += len(examples.problems)
            async for one in _tried(template, files, examples):
                _tell(examples.file.stem, one)
                tally.wrong += bool(one.differences)
                tally.right += not one.differences
    return tally


async def _tried(template: Path, files: Files, examples: Examples) -> AsyncIterator[Tried]:
    for example in examples.found:
        name = examples.file.stem
        yield await tried(template, files.config, files.readings, name, example)


def _tell_problems(examples: Examples) -> None:
    for problem in examples.problems:
        typer.echo(problem)


def _tell(name: str, one: Tried) -> None:
    mark = "✗" if one.differences else "✓"
    typer.echo(f"{mark} {name}: {one.example.name}")
    for line in told(one):
        typer.echo(line)


def told(one: Tried) -> Sequence[str]:
    """Return what came out otherwise, a pair of lines for each."""
    lines = []
    for each in one.differences:
        lines += [f"    {each.what}", f"      - {each.expected}", f"      + {each.found}"]
    if one.differences and one.shown is not None and one.shown.reason is not None:
        lines.append(f"    its run: {one.shown.state}, {one.shown.reason}")
    return lines
