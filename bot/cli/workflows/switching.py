"""`bellhop workflows list`, `mode` and `outcomes`: how workflows of this desk are doing."""

from typing import Annotated

import typer

from bot.cli.options import OPERATOR
from bot.cli.session import finish, opened_store
from bot.cli.table import show_table
from bot.cli.workflows.files import files_of
from bot.errors import Refused
from bot.workflows.files.file import Reading
from bot.workflows.library import Library
from bot.workflows.shadow.outcomes import Outcomes, outcomes, told
from bot.workflows.steps import KINDS
from bot.workflows.switching import turn
from store.runs import Run
from store.transaction import Transaction
from store.workflows import Mode, Switch

AS_WRITTEN = "file"

Name = Annotated[str, typer.Argument(help="Its name.")]
To = Annotated[str, typer.Argument(help="live, shadow, off, or file: as its file says.")]
Line = tuple[Reading, Switch | None, Run | None]


def list_() -> None:
    """List the workflows: how each is switched, what it listens to, and its last run."""
    titles = ("workflow", "mode", "file says", "failures", "events", "last run (UTC)", "came to")
    show_table(titles, map(_cells, finish(_lines())), "No workflows.")


def mode(name: Name, to: To) -> None:
    """Let a workflow be live, shadow (it says what it would do) or off."""
    if to not in (*Mode, AS_WRITTEN):
        raise typer.BadParameter(f"{to} is none of {', '.join((*Mode, AS_WRITTEN))}.")
    finish(_switched(name, None if to == AS_WRITTEN else Mode(to)))
    typer.echo(f"{name} is {'as its file says' if to == AS_WRITTEN else to} now.")


def outcomes_(name: Name) -> None:
    """Say what each variant of a workflow came to, and whether they really differ."""
    found = finish(_outcomes(name))
    titles = ("variant", "resolved alone", "reopened", "CSAT", "median time to resolve")
    rows = [
        (
            one.counts.variant,
            f"{one.alone.part} of {one.alone.whole}",
            f"{one.reopened.part} of {one.reopened.whole}",
            None if one.csat is None else f"{one.csat:.1f}",
            one.median,
        )
        for one in found.variants
    ]
    show_table(titles, rows, "No variant has run yet.")
    for what, differences in (("resolved alone", found.alone), ("reopened", found.reopened)):
        for one in differences:
            typer.echo(told(one, what))


def _cells(line: Line) -> tuple[object, ...]:
    reading, switch, run = line
    workflow = reading.workflow
    if workflow is None:
        return (reading.name, "broken", None, None, None, None, reading.problems[0])
    of_person = switch.mode if switch else None
    events = ", ".join(trigger.event for trigger in workflow.triggers)
    failures = switch.failures if switch else 0
    last = (run.began_at, run.state) if run else (None, None)
    return (workflow.name, of_person or workflow.mode, workflow.mode, failures, events, *last)


async def _lines() -> list[Line]:
    files = files_of(None)

    def query(tx: Transaction) -> list[Line]:
        switches = tx.workflows.switches()
        return [(one, switches.get(one.name), _last(tx, one.name)) for one in files.readings]

    async with opened_store() as store:
        return await store.read(query)


def _last(tx: Transaction, name: str) -> Run | None:
    return next(iter(tx.runs.last_of(name, 1)), None)


async def _switched(name: str, to: Mode | None) -> None:
    files = files_of(None)
    library = Library(files.readings, files.config, KINDS)
    async with opened_store() as store:
        await store.write(turn, library, name, to, OPERATOR)


async def _outcomes(name: str) -> Outcomes:
    files = files_of(None)
    library = Library(files.readings, files.config, KINDS)

    def rule(tx: Transaction) -> Outcomes:
        library.keep(tx)
        try:
            return outcomes(tx, library, name)
        except LookupError:
            raise Refused(f"There is no workflow {name}.") from None

    async with opened_store() as store:
        return await store.write(rule)
