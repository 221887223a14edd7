"""Listing: every workflow with how it is switched and what its last runs came to."""

from collections.abc import Mapping
from datetime import timedelta

from bot.views.workflow_list import OF_PAGE, Listed, WorkflowList
from bot.workflows.files.file import Reading
from bot.workflows.library import Library
from bot.workflows.shadow.standing import shadow
from store.agents import Agent, Role
from store.run_history import RunHistory
from store.runs import Run, RunState
from store.transaction import Transaction
from store.workflows import Mode, Switch

LATELY = timedelta(days=7)


def page_of(tx: Transaction, library: Library, reader: Agent, page: int) -> WorkflowList:
    """Return a page of all workflows, by name."""
    readings = sorted(library.readings, key=lambda reading: reading.name)
    pages = max(1, -(-len(readings) // OF_PAGE))
    page = min(max(page, 0), pages - 1)
    listed = _listed(tx, library, readings[page * OF_PAGE : (page + 1) * OF_PAGE])
    return WorkflowList(listed, page, pages, may_switch=reader.role is not Role.agent)


def listed(tx: Transaction, library: Library) -> list[Listed]:
    """Return all of them."""
    return _listed(tx, library, sorted(library.readings, key=lambda reading: reading.name))


def _listed(tx: Transaction, library: Library, readings: list[Reading]) -> list[Listed]:
    since, history = tx.now - LATELY, RunHistory(tx)
    switches, failures = tx.workflows.switches(), history.failures(since)
    counts: dict[str, dict[RunState, int]] = {}
    for one in history.counts(since):
        counts.setdefault(one.workflow, {})[one.state] = one.count
    return [_one(tx, library, reading, (switches, counts, failures)) for reading in readings]


def _one(
    tx: Transaction,
    library: Library,
    reading: Reading,
    known: tuple[Mapping[str, Switch], Mapping[str, Mapping[RunState, int]], Mapping[str, Run]],
) -> Listed:
    workflow, name = reading.workflow, reading.name
    if workflow is None:
        return Listed(name, problem=reading.problems[0])
    switches, counts, failures = known
    switch = switches.get(name)
    mode = (switch.mode if switch else None) or workflow.mode
    stands = shadow(tx, library, name) if mode is Mode.shadow else None
    return Listed(
        name,
        workflow.description,
        mode,
        workflow.mode,
        switch,
        counts.get(name),
        failures.get(name),
        stands,
    )
