"""By hand: a person lets a workflow work on a thread."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.desk.desk import Desk
from bot.desk.room import say
from bot.desk.threads import By, locked
from bot.errors import Refused
from bot.views import workflows as views
from bot.workflows.beginning.considering import CANNOT_TELL
from bot.workflows.beginning.starting import Because, at_start, begin
from bot.workflows.language.definition import MANUAL, Trigger, Workflow
from bot.workflows.language.facts import Facts
from bot.workflows.language.selection import Entry
from bot.workflows.library import Library
from store.runs import Run
from store.threads import Thread
from store.transaction import Transaction


@dataclass(frozen=True)
class Start:
    """A workflow to begin; `key` makes it happen once, however often it is sent."""

    thread_id: int
    name: str
    key: str


def offered(library: Library) -> dict[str, str]:
    """Return what people may start: the words of each button, by the name of its workflow."""
    workflows = [entry.workflow for entry in library.in_use.entries]
    return {one.name: words(one) for one in workflows if any(_by_hand(one))}


def words(workflow: Workflow) -> str:
    """Return what people call a workflow that they start."""
    return next((trigger.label for trigger in _by_hand(workflow) if trigger.label), workflow.name)


def start(tx: Transaction, desk: Desk, library: Library, wanted: Start, by: By) -> Run:
    """Begin a run for a person; Refused, with the condition that says no, where it is not for."""
    thread = locked(tx, wanted.thread_id)
    entry = _entry(library, wanted.name)
    key = f"manual:{entry.workflow.name}:{thread.id}:{wanted.key}"
    before = tx.runs.by_key(key)
    if before is not None:
        return before  # the same click once more
    if any(_is_at_work(run, entry.workflow) for run in tx.runs.open_of(thread.id)):
        raise Refused(f"“{words(entry.workflow)}” is already at work on {thread.ref}.")
    event = {"name": MANUAL, "actor": by.actor, "before": None, "after": None}
    facts = at_start(Facts(tx, desk, thread.id, event), entry.workflow)
    occurrence = tx.occurrences.add(
        MANUAL,
        thread.id,
        library.in_use.set_id,
        known={},
        considered=[[entry.workflow.name, True, _because(entry, thread, facts)]],
    )
    tx.timeline.append("workflow.started", by.actor, thread.id, after=entry.workflow.name)
    say(tx, desk, thread, views.started(by.name, words(entry.workflow)))
    run = begin(tx, entry, facts, Because(occurrence, key=key))
    if run is None:
        raise AssertionError(f"a run of the key {key} that is not there")
    return run


def _because(entry: Entry, thread: Thread, facts: Facts) -> str:
    try:
        verdict = entry.workflow.when.judge(facts)
    except CANNOT_TELL as error:
        why = f"“{words(entry.workflow)}” cannot tell whether it is for {thread.ref}: {error}"
        raise Refused(why) from None
    if not verdict.matched:
        raise Refused(f"“{words(entry.workflow)}” is not for {thread.ref}: {verdict.because}")
    return verdict.because


def _is_at_work(run: Run, workflow: Workflow) -> bool:
    return run.workflow == workflow.name and run.event["name"] == MANUAL


def _entry(library: Library, name: str) -> Entry:
    entry = library.in_use.named(name)
    if entry is None or not any(_by_hand(entry.workflow)):
        raise Refused(f"There is no workflow {name[:75]} that people can start.")
    return entry


def _by_hand(workflow: Workflow) -> Iterator[Trigger]:
    return (trigger for trigger in workflow.triggers if trigger.event == MANUAL)
