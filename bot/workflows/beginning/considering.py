"""Considering: which workflows an event starts, one after the other, and a record of all of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.desk.desk import Desk
from bot.desk.room import say
from bot.views import workflows as views
from bot.workflows.beginning.starting import Because, begin, circle
from bot.workflows.language.conditions import Mismatch, Verdict
from bot.workflows.language.events import FOLLOWUP_DUE
from bot.workflows.language.facts import Absent, Facts
from bot.workflows.language.selection import Entry, Selection
from bot.workflows.language.templates import Broken, Unfilled
from bot.workflows.library import Library
from bot.workflows.switching import failed
from store.runs import Run
from store.transaction import Transaction
from store.workflows import Mode

CANNOT_TELL = (Absent, Mismatch, Broken, Unfilled)


@dataclass
class Considering:
    """One event, the workflows that listen to it, and what was said of them so far."""

    tx: Transaction
    desk: Desk
    library: Library
    selection: Selection
    facts: Facts
    chain: tuple[str, ...] = ()
    occurrence_id: int | None = None
    considered: list[list[Any]] = field(default_factory=list)

    def go_on(self, after: int = -1) -> Run | None:
        """Begin the next workflow that matches; the list goes on when its run ends or waits."""
        known: dict[str, Any] = {}
        while True:
            entries, found = self.selection.of(self.facts, after)
            known |= found
            matched = next((entry for entry in entries if self._matches(entry)), None)
            if entries or self.occurrence_id is None:
                self._write_down(known)
            if matched is None or (run := self._begin(matched)) is not None:
                return None if matched is None else run
            after = matched.position

    def _matches(self, entry: Entry) -> bool:
        verdict = self._verdict(entry)
        if verdict.matched and (why := circle(entry, self.chain)) is not None:
            self._stopped(entry, why)
            verdict = Verdict(False, why)
        self.considered.append([entry.workflow.name, verdict.matched, verdict.because])
        return verdict.matched

    def _verdict(self, entry: Entry) -> Verdict:
        self.facts.gathered = {"vars": entry.workflow.constants}
        try:
            return entry.condition.judge(self.facts)
        except CANNOT_TELL as error:
            failed(self.tx, self.desk, entry.workflow, str(error))
            self._say(entry, views.cannot_tell(entry.workflow.name, str(error)))
            return Verdict(False, f"cannot tell: {error}")

    def _stopped(self, entry: Entry, why: str) -> None:
        """Say that a circle was broken, unless a workflow just saw its own doing.

        One that a follow-up would start again was meant to go on: somebody has to hear of it.
        """
        if self.chain[-1] != entry.workflow.name or self.facts.event["name"] == FOLLOWUP_DUE:
            self._say(entry, views.circle(entry.workflow.name, why))

    def _say(self, entry: Entry, line: str) -> None:
        if self.facts.thread is not None and entry.mode is Mode.live:
            say(self.tx, self.desk, self.facts.thread, line)

    def _begin(self, entry: Entry) -> Run | None:
        goes_on = None if entry.workflow.stop_after else entry.position
        because = Because(self.occurrence_id, chain=self.chain, position=goes_on)
        return begin(self.tx, entry, self.facts, because)

    def _write_down(self, known: dict[str, Any]) -> None:
        if self.occurrence_id is not None:
            self.tx.occurrences.consider(self.occurrence_id, known, self.considered)
            return
        self.occurrence_id = self.tx.occurrences.add(
            str(self.facts.event["name"]),
            self.facts.thread_id,
            self.library.in_use.set_id,
            known=known,
            considered=self.considered,
        )


def go_on_after(tx: Transaction, desk: Desk, library: Library, run: Run) -> None:
    """Let the list of an occurrence go on behind a run that has ended, or waits."""
    if run.occurrence_id is None or run.position is None:
        return
    occurrence = tx.occurrences.get(run.occurrence_id)
    selection = library.in_use.listening.get(str(run.event["name"]))
    if occurrence is None or selection is None:
        return
    place = run.position
    if occurrence.set_id != library.in_use.set_id:
        place = _place(selection.entries, run.workflow)  # other files are in use by now
    if not selection.reaches_beyond(place):
        return
    facts = Facts(tx, desk, run.thread_id, run.event)
    chain = tuple(run.chain)
    considered = list(occurrence.considered)
    Considering(tx, desk, library, selection, facts, chain, occurrence.id, considered).go_on(place)


def _place(entries: Sequence[Entry], name: str) -> int:
    behind_all = max(one.position for one in entries)
    return next((one.position for one in entries if one.workflow.name == name), behind_all)
