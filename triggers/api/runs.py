"""What workflows did: runs with their steps, and mending those that failed."""

from datetime import datetime
from typing import Any

from pydantic import Field

from bot.desk.threads import By
from bot.workflows.running.repairing import cancel_run, retry_run
from store.run_steps import StepStatus
from store.runs import Run, RunMode, RunState
from store.transaction import Transaction
from triggers.api.acting import by_of, thread_named
from triggers.api.pages import Page, after_of
from triggers.api.problem import known
from triggers.api.route import Ask
from triggers.api.shapes import Answer, ByAnyone, Nothing, Paged, Ref, Word

LAST = 50  # runs, and occurrences, of one thread


class RunQuery(Paged):
    """Which runs, the newest first."""

    state: RunState | None = None
    thread: Word | None = Field(default=None, description="The reference of a thread.")


class RunView(Answer):
    """A workflow at work; `step` is where it stands, or failed; `due_at` is when it goes on."""

    id: int
    workflow: str
    mode: RunMode
    variant: str | None
    thread: Ref | None = Field(validation_alias="thread_id")
    occurrence: int | None = Field(validation_alias="occurrence_id")
    state: RunState
    step: str | None
    began_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    category: str | None
    reason: str | None


class StepView(Answer):
    """One step it took; secrets are left out, and long texts cut."""

    step: str
    kind: str
    status: StepStatus
    began_at: datetime
    ended_at: datetime
    attempts: int
    input: Any
    output: Any
    error: str | None


class RunDetails(RunView):
    """A run with what began it, and its steps."""

    event: dict[str, Any]
    chain: list[str] = Field(description="The workflows that led to it, the first one first.")
    waits_for: list[str]
    steps: list[StepView]


class RunPage(Page[RunView]):
    """Some runs."""


class Considered(Answer):
    """A workflow whose conditions were looked at, and what decided."""

    workflow: str
    matched: bool
    because: str


class OccurrenceView(Answer):
    """Something that happened, and which workflows were considered because of it."""

    id: int
    at: datetime
    event: str
    considered: list[Considered]


async def listed(ask: Ask[RunQuery]) -> RunPage:
    """Return a page of runs."""
    return await ask.deps.store.read(_page, ask.given)


def _page(tx: Transaction, query: RunQuery) -> RunPage:
    thread = thread_named(tx, query.thread, "thread") if query.thread else None
    before, wanted = after_of(query.cursor), query.limit + 1
    found = tx.runs.page(query.state, before, wanted, thread.id if thread else None)
    return RunPage.of(found, query.limit, RunView.model_validate)


async def shown(ask: Ask[Nothing]) -> RunDetails:
    """Return a run with its steps."""
    return await ask.deps.store.read(_details, ask.id)


async def cancelled(ask: Ask[ByAnyone]) -> RunDetails:
    """End a run that goes on."""

    def rule(tx: Transaction) -> RunDetails:
        by, deps = _by(tx, ask), ask.deps
        cancel_run(tx, deps.desk, deps.library, ask.id, by)
        return _details(tx, ask.id)

    return await ask.deps.store.write(rule)


async def retried(ask: Ask[ByAnyone]) -> RunDetails:
    """Let a run go on at the step that failed."""

    def rule(tx: Transaction) -> RunDetails:
        retry_run(tx, ask.deps.library, ask.id, _by(tx, ask))
        return _details(tx, ask.id)

    return await ask.deps.store.write(rule)


def _by(tx: Transaction, ask: Ask[ByAnyone]) -> By:
    _known(tx, ask.id)
    return by_of(tx, ask.given.agent)


def _known(tx: Transaction, run_id: int) -> Run:
    return known(tx.runs.get(run_id), "run", run_id)


def _details(tx: Transaction, run_id: int) -> RunDetails:
    run = _known(tx, run_id)
    return RunDetails(
        **vars(RunView.model_validate(run)),
        event=run.event,
        chain=run.chain,
        waits_for=run.awaits["events"] if run.awaits else [],
        steps=[StepView.model_validate(one) for one in tx.run_steps.of(run_id)],
    )


def runs_of(tx: Transaction, thread_id: int) -> list[RunView]:
    """Return the last runs of a thread, the newest first."""
    return [RunView.model_validate(one) for one in tx.runs.of(thread_id, LAST)]


def occurrences_of(tx: Transaction, thread_id: int) -> list[OccurrenceView]:
    """Return what last happened to a thread that workflows listen to, the newest first."""
    return [
        OccurrenceView(
            id=one.id,
            at=one.at,
            event=one.event,
            considered=[
                Considered(workflow=name, matched=matched, because=because)
                for name, matched, because in one.considered
            ],
        )
        for one in tx.occurrences.of(thread_id, LAST)
    ]
