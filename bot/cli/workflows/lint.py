"""`bellhop workflows lint`: everything that is wrong with workflow files, at once."""

import typer

from bot.cli.session import FAILED, finish
from bot.cli.workflows.files import Files, Given, files_of
from bot.workflows.files.linting import lint as linted
from bot.workflows.steps import KINDS


def lint(path: Given = None) -> None:
    """Say what is wrong with workflows and their examples: `file:line: key: message`.

    Needs bellhop.yml, for the names in it; neither a database nor Slack. Exit code 1 when
    something is wrong; a warning is not wrong.
    """
    wrong, warnings = finish(_found(path))
    for line in (*wrong, *warnings):
        typer.echo(line)
    if wrong:
        raise typer.Exit(FAILED)
    if not warnings:
        typer.echo("Nothing is wrong.")


async def _found(path: Given) -> tuple[list[str], list[str]]:
    files = files_of(path)
    examples = files.examples()
    shown = [one for one in files.readings if files.only in (None, one.name)]
    wrong = [f"{files.folder}/{problem}" for one in shown for problem in one.problems]
    between = _between(files, {one.file.stem for one in examples if one.found})
    wrong += [problem for one in examples for problem in one.problems]
    wrong += [line for line, is_wrong in between if is_wrong]
    return wrong, [line for line, is_wrong in between if not is_wrong]


def _between(files: Files, with_examples: set[str]) -> list[tuple[str, bool]]:
    return [
        (f"{files.folder}/{one}", one.wrong)
        for one in linted(files.readings, KINDS, with_examples)
        if files.only in (None, one.name)
    ]
