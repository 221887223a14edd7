"""Handing over: a human goes on, with everything the run gathered so far."""

import json
from collections.abc import Sequence

from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.mentions import whose
from bot.desk.room import say
from bot.desk.threads import By, reopen, set_priority, wake
from bot.views import workflows as views
from bot.workflows.at import Category
from store.run_steps import Step
from store.runs import Run
from store.threads import Priority, Status
from store.transaction import Transaction

URGENT_ENOUGH = (Priority.high, Priority.urgent)


def hand_over(tx: Transaction, desk: Desk, run: Run, why: tuple[Category, str]) -> None:
    """Let a human go on: awake, at high priority, with a note of what was tried."""
    category, reason = why
    if run.thread_id is None:
        alert = views.needs_human(run.id, run.workflow, category, reason)
        raise_alert(tx, desk, f"run_handed_over:{run.id}", alert)
        return
    thread = tx.threads.lock(run.thread_id)
    if thread is None or thread.merged_into is not None:
        return
    by = By(f"workflow:{run.workflow}", f"The workflow {run.workflow}")
    if thread.status is Status.snoozed:
        wake(tx, desk, thread.id, by)
    if thread.status is Status.resolved and category is not Category.system_error:
        reopen(tx, desk, thread.id, by)
    if thread.priority not in URGENT_ENOUGH:
        set_priority(tx, desk, thread.id, Priority.high, by)
    tx.timeline.append("workflow.handed_over", by.actor, thread.id, category.value, reason)
    tried = told(tx.run_steps.of(run.id))
    say(
        tx,
        desk,
        thread,
        views.handed_over(run.workflow, category, reason, whose(tx, thread), tried),
    )


def told(steps: Sequence[Step]) -> list[str]:
    """Say what a run did, a line for each step."""
    return [
        f"{step.step} ({step.kind}): {step.error or _shown(step.output) or step.status}"
        for step in steps
        if step.status != "skipped"
    ]


def _shown(output: object) -> str:
    if not isinstance(output, dict):
        return "" if output is None else str(output)
    return ", ".join(
        _value(value) if key == "did" else f"{key} {_value(value)}"
        for key, value in output.items()
        if value is not None and key != "headers"
    )


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
