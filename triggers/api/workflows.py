"""The workflows of the desk: how they are switched, what they listen to, and their files."""

from datetime import datetime

from pydantic import Field

from bot.workflows.files.file import Reading
from bot.workflows.library import Library
from bot.workflows.switching import lead, turn
from store.transaction import Transaction
from store.workflows import Mode, Switch
from triggers.api.acting import agent_named, by_of
from triggers.api.problem import not_found
from triggers.api.route import Ask
from triggers.api.runs import RunView
from triggers.api.shapes import Answer, ByAnyone, Nothing

LAST = 10  # runs of one workflow


class WorkflowView(Answer):
    """A workflow's file, and how it is switched; with `problems` it is not used."""

    name: str
    description: str | None
    mode: Mode | None = Field(description="What counts: what the file says, or a person set.")
    mode_of_file: Mode | None
    changed_by: str | None
    changed_at: datetime | None
    why: str | None
    failures: int = Field(description="How many runs broke, one after the other.")
    events: list[str]
    problems: list[str]


class WorkflowDetails(WorkflowView):
    """A workflow with its file and its last runs."""

    source: str
    runs: list[RunView]


class WorkflowList(Answer):
    """Every workflow, by name."""

    items: list[WorkflowView]


class SetMode(ByAnyone):
    """What it may do; null: what its file says."""

    mode: Mode | None


async def listed(ask: Ask[Nothing]) -> WorkflowList:
    """Return every workflow."""
    library = ask.deps.library

    def query(tx: Transaction) -> WorkflowList:
        switches = tx.workflows.switches()
        views = [_view(one, switches.get(one.name)) for one in library.readings]
        return WorkflowList(items=views)

    return await ask.deps.store.read(query)


async def shown(ask: Ask[Nothing]) -> WorkflowDetails:
    """Return a workflow."""
    return await ask.deps.store.read(_details, ask.deps.library, ask.path["key"])


async def switched(ask: Ask[SetMode]) -> WorkflowDetails:
    """Switch a workflow, as leads do."""
    library, name, given = ask.deps.library, ask.path["key"], ask.given

    def rule(tx: Transaction) -> WorkflowDetails:
        _reading(library, name)
        if given.agent is not None:
            lead(agent_named(tx, given.agent))
        turn(tx, library, name, given.mode, by_of(tx, given.agent))
        return _details(tx, library, name)

    return await ask.deps.store.write(rule)


def _reading(library: Library, name: str) -> Reading:
    reading = next((one for one in library.readings if one.name == name), None)
    if reading is None:
        raise not_found(f"There is no workflow {name}.")
    return reading


def _details(tx: Transaction, library: Library, name: str) -> WorkflowDetails:
    reading = _reading(library, name)
    view = _view(reading, tx.workflows.switch(name))
    runs = [RunView.model_validate(one) for one in tx.runs.last_of(name, LAST)]
    return WorkflowDetails(**vars(view), source=reading.source, runs=runs)


def _view(reading: Reading, switch: Switch | None) -> WorkflowView:
    workflow = reading.workflow
    of_file = workflow.mode if workflow else None
    return WorkflowView(
        name=reading.name,
        description=workflow.description if workflow else None,
        mode=(switch.mode if switch and workflow else None) or of_file,
        mode_of_file=of_file,
        changed_by=switch.changed_by if switch else None,
        changed_at=switch.changed_at if switch else None,
        why=switch.why if switch else None,
        failures=switch.failures if switch else 0,
        events=[trigger.event for trigger in workflow.triggers] if workflow else [],
        problems=list(reading.problems),
    )
