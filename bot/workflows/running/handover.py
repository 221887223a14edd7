"""Handing over: a human goes on, with everything the run gathered so far."""

from collections.abc import Sequence

from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.room import say
from bot.desk.telling.mentions import whose
from bot.desk.telling.whispers import Whisper, whisper
from bot.desk.threads import By, reopen, set_priority, wake
from bot.views import lines
from bot.views import workflows as views
from bot.views.outputs import in_words
from bot.workflows.at import Category
from store.messages import Author, Kind
from store.run_steps import Step
from store.runs import Run
from store.threads import Priority, Status, Thread
from store.transaction import Transaction

# steps that only lead to others: what they decided is in More… → Workflows
GUIDES = frozenset(("let", "branch", "for_each", "stop", "hand_over"))
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
    by = By.workflow(run.workflow)
    if thread.status is Status.snoozed:
        wake(tx, desk, thread.id, by)
    if thread.status is Status.resolved and category is not Category.system_error:
        reopen(tx, desk, thread.id, by)
    if thread.priority not in URGENT_ENOUGH:
        set_priority(tx, desk, thread.id, Priority.high, by)
    tx.timeline.append("workflow.handed_over", by.actor, thread.id, category.value, reason)
    if category is not Category.asked_for:  # who asks for a person was told already
        _promise_a_person(tx, thread)
    tried = told(tx.run_steps.of(run.id))
    say(
        tx,
        desk,
        thread,
        views.handed_over(run.workflow, category, reason, whose(tx, thread), tried),
    )


def _promise_a_person(tx: Transaction, thread: Thread) -> None:
    """Tell who answered a workflow that a person comes: from it they hear nothing any more."""
    said = [one for one in tx.messages.last_of_thread(thread.id) if one.kind is Kind.message]
    talked = any(one.author_kind is Author.bellhop for one in said)
    if talked and said[-1].author_kind is Author.customer:
        comes = Whisper(said[-1].author, thread.channel, lines.human_comes(), thread.root_ts)
        whisper(tx, comes, thread.id)


def told(steps: Sequence[Step]) -> list[str]:
    """Say what a run did and found out, a line for each step."""
    return [
        f"{step.step}: {step.error or in_words(step.output) or step.status}"
        for step in steps
        if step.error or (step.status != "skipped" and step.kind not in GUIDES)
    ]
