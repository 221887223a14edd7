"""Repairing: a person ends a run, or lets one go on that a human was handed."""

from dataclasses import replace

from bot.desk.desk import Desk
from bot.desk.threads import By, known
from bot.errors import Refused
from bot.workflows.beginning.considering import go_on_after
from bot.workflows.library import Library
from bot.workflows.running.humans import drop
from bot.workflows.running.progress import Progress
from bot.workflows.running.turns import held
from store.run_steps import StepStatus
from store.runs import Run, RunState
from store.transaction import Transaction

GOES_ON = (RunState.working, RunState.waiting)
BROKEN = (RunState.handed_over, RunState.failed)


def cancel_run(tx: Transaction, desk: Desk, library: Library, run_id: int, by: By) -> Run:
    """End a run that goes on; the list of its event goes on behind it."""
    run = known_run(tx, run_id)
    if run.state not in GOES_ON:
        raise Refused(f"Run {run.id} is {_words(run.state)}: there is nothing to cancel.")
    why = f"cancelled by {by.name}"
    workflow = library.of_run(tx, run)
    if workflow is not None:
        drop(tx, library, run)
        after = Progress(tx, workflow, run).cancel(why)
    else:
        over = replace(run, due_at=None, leased_until=None, awaits=None, ended_at=tx.now)
        after = replace(over, state=RunState.cancelled, reason=why)
        tx.runs.save(after)
    tx.timeline.append("run.cancelled", by.actor, run.thread_id, run.step, _told(run))
    go_on_after(tx, desk, library, run)
    return after


def retry_run(tx: Transaction, library: Library, run_id: int, by: By) -> Run:
    """Let a run go on at the step that failed, with everything it had gathered."""
    run = known_run(tx, run_id)
    _refuse_whole(tx, run)
    workflow = library.of_run(tx, run)
    if workflow is None or run.step not in workflow.by_id:
        raise Refused(f"Run {run.id} cannot go on: the file it began with cannot be read any more.")
    if run.thread_id is not None:
        known(tx, run.thread_id)
    context = {key: one for key, one in run.context.items() if key not in ("at", "woken")}
    again = replace(
        run,
        state=RunState.working,
        tries=0,
        context=context,
        due_at=tx.now,
        leased_until=None,
        awaits=None,
        ended_at=None,
        category=None,
        reason=None,
    )
    tx.runs.save(again)
    tx.timeline.append("run.retried", by.actor, run.thread_id, run.reason, _told(run))
    return again


def known_run(tx: Transaction, run_id: int) -> Run:
    """Hold a run; Refused when there is none."""
    run = held(tx, run_id)
    if run is None:
        raise Refused(f"There is no run {run_id}.")
    return run


def _refuse_whole(tx: Transaction, run: Run) -> None:
    """Refuse what has nothing to be tried again: a human may also be handed a run on purpose."""
    if run.state not in BROKEN:
        raise Refused(f"Run {run.id} is {_words(run.state)}: only one that failed can go on.")
    steps = tx.run_steps.of(run.id)
    on_purpose = not steps or steps[-1].status is not StepStatus.failed
    if run.state is RunState.handed_over and on_purpose:
        raise Refused(f"Run {run.id} did not fail, it was handed over: {run.reason}.")


def _told(run: Run) -> dict[str, object]:
    return {"run": run.id, "workflow": run.workflow}


def _words(state: RunState) -> str:
    return state.replace("_", " ")
