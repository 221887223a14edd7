"""What can be looked at of the workflows: whether their files are right."""

from collections.abc import Iterator

from bot.cli.checks.finding import Finding
from bot.cli.checks.local import Setup
from bot.workflows.library import read_folder
from bot.workflows.steps import KINDS

FIX = "Correct the line; `bellhop workflows lint` says all of it"


def files(setup: Setup) -> Iterator[Finding]:
    """Yield what is wrong with each file; a server works without those that are wrong."""
    if setup.settings is None or setup.config is None:
        return
    folder = setup.settings.workflows_path
    readings = read_folder(folder, setup.config, KINDS)
    right = sum(reading.workflow is not None for reading in readings)
    if right or not readings:
        yield Finding("workflows", f"{folder}: {right} workflows")
    for reading in readings:
        for problem in reading.problems:
            yield Finding("workflows", f"{folder}/{problem}", FIX)
