"""Explaining: for each workflow that listens to an event, whether it matched, and what decided."""

from collections.abc import Iterator

from bot.desk.desk import Desk
from bot.views.runs import Happened, Page, Reason
from bot.workflows.language.conditions import All, Leaf, Mismatch
from bot.workflows.language.definition import Workflow
from bot.workflows.language.facts import Facts
from bot.workflows.language.selection import key_of
from bot.workflows.library import Library
from store.occurrences import Occurrence
from store.run_history import RunHistory
from store.threads import Thread
from store.transaction import Transaction

OF_PAGE = 6  # things that happened
NEWEST = 2**62  # before every id there is
NOT_REACHED = "it was not looked at: it was off, or its turn had not come"
UNREADABLE = "this version of Bellhop cannot read that version of its file"


def explained(
    tx: Transaction, desk: Desk, library: Library, occurrence: Occurrence
) -> list[Reason]:
    """Return every workflow of the files in use then that listens to the event, in their order."""
    judged = {
        str(name): Reason(name, bool(matched), because)
        for name, matched, because in occurrence.considered
    }
    known = Facts(tx, desk, None, {}, would=occurrence.known)
    found: list[Reason] = []
    ended_by: str | None = None
    for name, workflow in _of_set(tx, library, occurrence):
        reason = judged.pop(name, None)
        if workflow is None:
            found.append(reason or Reason(name, matched=False, because=UNREADABLE))
            continue
        found += [reason] if reason else _ruled_out(workflow, occurrence, known, ended_by)
        if reason is not None and reason.matched and workflow.stop_after:
            ended_by = name
    return [*found, *judged.values()]  # and those whose file came in while the list went on


def _of_set(
    tx: Transaction, library: Library, occurrence: Occurrence
) -> Iterator[tuple[str, Workflow | None]]:
    in_use = tx.workflows.set_of(occurrence.set_id)
    for file_id in in_use.files if in_use else ():
        workflow = library.version(tx, file_id)
        if workflow is not None:
            yield workflow.name, workflow
        elif (file := tx.workflows.file(file_id)) is not None:
            yield file.name, None


def _ruled_out(
    workflow: Workflow, occurrence: Occurrence, known: Facts, ended_by: str | None
) -> Iterator[Reason]:
    """Say why a workflow was not looked at; nothing of one that does not listen."""
    triggers = [one for one in workflow.triggers if one.event == occurrence.event]
    for trigger in triggers[:1]:
        because = f"{ended_by} ended the list" if ended_by else NOT_REACHED
        leaf = key_of(All((trigger.when, workflow.when)))
        if leaf is not None and leaf.path in occurrence.known:
            because = _decided(leaf, known) or because
        yield Reason(workflow.name, matched=False, because=because)


def _decided(leaf: Leaf, known: Facts) -> str | None:
    """Return what the condition came to by which it is looked up; None when it held."""
    try:
        verdict = leaf.judge(known)
    except Mismatch:
        return None
    return None if verdict.matched else verdict.because


def history(
    tx: Transaction, desk: Desk, library: Library, thread: Thread, before: tuple[int, int]
) -> Page:
    """Return a page of what workflows did about a thread, the newest first.

    `before` are the last occurrence and the last run of the page before.
    """
    store = RunHistory(tx)
    seen = store.occurrences(thread.id, before[0], OF_PAGE + 1)
    loose = store.loose(thread.id, before[1], OF_PAGE + 1)
    runs = store.of_occurrences([one.id for one in seen])
    happened = [
        Happened(one.at, one.event, explained(tx, desk, library, one), runs[one.id], (one.id, 0))
        for one in seen
    ]
    happened += [Happened(run.began_at, None, (), [run], (0, run.id)) for run in loose]
    happened.sort(key=lambda one: one.at, reverse=True)
    shown, left = happened[:OF_PAGE], happened[OF_PAGE:]
    return Page(thread, shown, _cursor(shown, before) if left else None)


def _cursor(shown: list[Happened], before: tuple[int, int]) -> tuple[int, int]:
    occurrences = [one.key[0] for one in shown if one.key[0]]
    runs = [one.key[1] for one in shown if one.key[1]]
    return min([*occurrences, before[0]]), min([*runs, before[1]])
