"""Noticing: what happens on the timeline starts workflows, wakes runs, and ends some."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.desk.desk import Desk
from bot.workflows.at import Kind
from bot.workflows.beginning.considering import Considering, go_on_after
from bot.workflows.files.stepfile import FOR_EACH
from bot.workflows.language.definition import Workflow
from bot.workflows.language.events import THREAD_RESOLVED, Event, events_of
from bot.workflows.language.facts import Facts
from bot.workflows.library import Library
from bot.workflows.running.humans import HUMAN_ASKED, Humans, drop
from bot.workflows.running.progress import Progress
from bot.workflows.shadow.comparing import compare_ended
from store.runs import Run
from store.transaction import Transaction
from store.unit import Work

MERGED = "thread.merged"


class Noticing:
    """Sees every entry of the timeline, in the transaction that writes it."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library
        self._humans = Humans(desk, library)

    def __call__(self, tx: Transaction) -> None:
        """See what people and the desk did; the store calls this before each commit."""
        self.notice(tx, None)

    def notice(self, tx: Transaction, cause: Run | None) -> None:
        """See what was appended since, all of it because of one run, or of none."""
        while entries := tx.timeline.fresh():
            if not self._library.ever_used:
                continue  # a desk that never had a workflow
            events = [event for entry in entries for event in events_of(entry)]
            resolved = [int(str(e["thread_id"])) for e in entries if e["event"] in THREAD_RESOLVED]
            self._let_people(tx, entries)
            self._wake(tx, events, resolved, cause)
            for thread_id in resolved:
                compare_ended(tx, self._desk, self._library, thread_id)
            for event in events:
                self._consider(tx, event, cause)

    def _consider(self, tx: Transaction, event: Event, cause: Run | None) -> None:
        selection = self._library.in_use.listening.get(event.name)
        if selection is None:
            return
        facts = Facts(tx, self._desk, event.thread_id, event.body)
        chain = (*cause.chain, cause.workflow) if cause else event.chain
        Considering(tx, self._desk, self._library, selection, facts, chain).go_on()

    def _let_people(self, tx: Transaction, entries: Sequence[Mapping[str, Any]]) -> None:
        """End what a person goes on with, and what went on elsewhere."""
        for entry in entries:
            if entry["event"] == HUMAN_ASKED:
                self._humans.go_on(tx, entry["thread_id"], str(entry["actor"]))
            if entry["event"] == MERGED and entry["after"]:
                for run in tx.runs.open_of(entry["thread_id"]):
                    self._cancel(tx, run, f"the thread was merged into {entry['after']}")

    def _wake(
        self,
        tx: Transaction,
        events: Sequence[Event],
        resolved: Sequence[object],
        cause: Run | None,
    ) -> None:
        """Let runs go on that wait for this, and end those that a resolved thread makes needless."""
        new = {event.thread_id for event in events if event.name == "thread.created"}
        for thread_id in {e.thread_id for e in events if e.thread_id is not None} - new:
            tx.threads.lock(thread_id)  # before its runs; mostly it is held already
            runs = tx.runs.open_of(thread_id)
            if cause is None and any(run.due_at and run.due_at <= tx.now for run in runs):
                tx.kick(Work.runs)  # the engine may have left it while we had its thread
            here = [event for event in events if event.thread_id == thread_id]
            if runs and self._humans.asked_in_words(tx, thread_id, here, runs):
                continue  # they end now: what was said is no answer
            for run in runs:
                if cause is not None and run.id == cause.id:
                    continue
                if thread_id in resolved and self._is_over(tx, run):
                    continue
                self._wake_one(tx, run, here)

    def _wake_one(self, tx: Transaction, run: Run, events: Sequence[Event]) -> None:
        awaited = run.awaits["events"] if run.awaits else ()
        event = next((one for one in events if one.name in awaited), None)
        if event is None:
            return
        message = Facts(tx, self._desk, event.thread_id, {}).message
        woken = {"event": event.name, "message": message.id if message else None}
        context = {**run.context, "woken": [*run.context.get("woken", ()), woken]}
        tx.runs.save(replace(run, context=context, due_at=tx.now))

    def _is_over(self, tx: Transaction, run: Run) -> bool:
        """End a run when what is left of it would speak to the customer."""
        workflow = self._library.of_run(tx, run)
        if workflow is None or workflow.keep_when_resolved:
            return False
        if not speaks_after(workflow, run.step or "", self._library.kinds):
            return False
        self._cancel(tx, run, "the thread was resolved meanwhile")
        go_on_after(tx, self._desk, self._library, run)  # it may have been at work
        return True

    def _cancel(self, tx: Transaction, run: Run, why: str) -> None:
        workflow = self._library.of_run(tx, run)
        if workflow is not None:
            drop(tx, self._library, run)
            Progress(tx, workflow, run).cancel(why)


def speaks_after(workflow: Workflow, step_id: str, kinds: Mapping[str, Kind]) -> bool:
    """Whether a step from this one on is one that customers see."""
    if step_id not in workflow.by_id:
        return False
    first, outer = step_id, workflow.outside(step_id)
    while outer is not None:
        first = outer.id if outer.kind == FOR_EACH else first  # its first steps may come again
        outer = workflow.outside(outer.id)
    order = [step.id for step in workflow.all_steps()]
    left = order[order.index(first) :]
    return any(kinds[workflow.by_id[one].kind].customer for one in left)
