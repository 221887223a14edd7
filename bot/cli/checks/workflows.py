"""What can be looked at of the workflows: whether their files are right."""

from collections.abc import Iterator

from bot.cli.checks.finding import Finding, several
from bot.cli.checks.local import Setup
from bot.workflows.library import read_folder
from bot.workflows.steps import KINDS

FIX = "Correct the line; `bellhop workflows lint` says all of it"


def files(setup: Setup) -> Iterator[Finding]:
    """Yield what is wrong with each file in use; a server works without those that are wrong."""
    if setup.settings is None or setup.config is None:
        return
    folder = setup.settings.workflows_path
    if not folder.is_dir():
        fix = "Make it, or say in BELLHOP_WORKFLOWS where it is"
        yield Finding("workflows", f"{folder}: there is no such folder", fix)
        return
    readings = read_folder(folder, setup.config, KINDS)
    right = sum(reading.workflow is not None for reading in readings)
    wrong = [reading for reading in readings if reading.workflow is None]
    problems = [f"{folder}/{line}" for each in wrong if not each.off for line in each.problems]
    yield Finding("workflows", f"{folder}: {right} of {len(readings)} can be used")
    if off := [reading.name for reading in wrong if reading.off]:
        # a desk need not have what the shipped ones name
        why = "`bellhop workflows lint` says what they lack"
        yield Finding("workflows", f"off, and not for this desk: {', '.join(off)}; {why}")
    yield from several("workflows", problems, FIX)
