"""Backtesting: what a workflow would have done with stored threads, beside what was done."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from bot.workflows.language.events import Event, events_of
from bot.workflows.language.selection import Entry
from bot.workflows.rehearsal.rehearsing import Later, Rehearsal, Scene, Stage, did
from bot.workflows.rehearsal.rewinding import Past
from store.occurrences import Occurrence
from store.runs import Run, RunState
from store.thread_list import Filter, Page
from store.timeline import Entry as Told
from store.transaction import Transaction

PAGE = 50
MOST = 1_000  # runs and occurrences of one thread
# what a run waits for may be told a moment after what began it
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Decision:
    """Whether a workflow began, what it did in words, and how it ended."""

    matched: bool
    because: str
    did: tuple[str, ...] = ()
    ended: str | None = None

    @property
    def outcome(self) -> tuple[object, ...]:
        """Return what makes two decisions the same."""
        return (self.matched, self.did, self.ended)


@dataclass(frozen=True)
class Compared:
    """One event of one thread: what was decided then (None: it was not asked), and what would be."""

    ref: str
    event: str
    at: datetime
    then: Decision | None
    now: Decision

    @property
    def differs(self) -> bool:
        """Whether something else would have come of it."""
        if self.then is None:
            return self.now.matched
        return self.then.outcome != self.now.outcome


async def backtest(
    stage: Stage, entry: Entry, since: datetime, limit: int
) -> AsyncIterator[list[Compared]]:
    """Yield what came of each thread opened since then, the newest first."""
    cursor, count = None, 0
    while True:
        page = await stage.store.read(_page, cursor)
        for thread in page.threads:
            if thread.opened_at < since or count == limit:
                return
            count += 1
            yield await _of_thread(stage, entry, thread.id)
        cursor = page.cursor
        if cursor is None:
            return


def _page(tx: Transaction, cursor: str | None) -> Page:
    return tx.thread_list.page(Filter(), cursor=cursor, limit=PAGE)


async def _of_thread(stage: Stage, entry: Entry, thread_id: int) -> list[Compared]:
    name = entry.workflow.name
    past, records = await stage.store.read(_looked_up, thread_id, name)
    found = []
    for told, event in _asked(past, entry, f"workflow:{name}"):
        rehearsal = Rehearsal(stage, entry, _scene(past, told, event))
        await rehearsal.play()
        now = _decided(rehearsal)
        then = records.get((told.at, event.name))
        found.append(Compared(past.thread.ref, event.name, told.at, then, now))
    return found


def _asked(past: Past, entry: Entry, itself: str) -> Iterator[tuple[Told, Event]]:
    """Yield each event of the timeline that the workflow listens to, but for its own doing."""
    listened = {trigger.event for trigger in entry.workflow.triggers}
    for told in past.timeline:
        if told.actor != itself:
            for event in events_of(asdict(told)):
                if event.name in listened:
                    yield told, event


def _scene(past: Past, told: Told, event: Event) -> Scene:
    said = past.told_by(told)
    body = {**event.body, "message": said.id} if said else event.body
    later = []
    for other in past.timeline:
        if other.id > told.id:
            last = past.told_by(other)
            at = max(other.at, told.at + MOMENT)
            names = [one.name for one in events_of(asdict(other))]
            later += [Later(at, one, last.id if last else None) for one in names]

    def overlay(at: datetime) -> Mapping[str, object]:
        return past.overlay(at, told.id if at == told.at else None)

    return Scene(past.thread.id, body, told.at, later, overlay)


def _decided(rehearsal: Rehearsal) -> Decision:
    verdict, run = rehearsal.verdict, rehearsal.run
    if run is None:
        return Decision(verdict.matched, verdict.because)
    return Decision(True, verdict.because, tuple(did(rehearsal.rows)), _ended(run))


def _ended(run: Run) -> str | None:
    return f"handed over: {run.category}" if run.state is RunState.handed_over else None


Records = Mapping[tuple[datetime, str], Decision]


def _looked_up(tx: Transaction, thread_id: int, name: str) -> tuple[Past, Records]:
    thread = tx.threads.get(thread_id)
    if thread is None:
        raise LookupError(f"thread {thread_id} is gone")
    runs = {run.occurrence_id: run for run in tx.runs.of(thread_id, MOST) if run.workflow == name}
    known = tx.occurrences.of(thread_id, MOST)
    sets = {set_id for set_id in {one.set_id for one in known} if _has(tx, set_id, name)}
    records = {
        (one.at, one.event): _recorded(tx, one, runs.get(one.id), name)
        for one in known
        if one.set_id in sets
    }
    return Past.of(tx, thread), records


def _recorded(tx: Transaction, occurrence: Occurrence, run: Run | None, name: str) -> Decision:
    if run is None:
        said = {row[0]: str(row[2]) for row in occurrence.considered}
        return Decision(False, said.get(name, "ruled out by what it looks for first"))
    rows = [{"output": step.output} for step in tx.run_steps.of(run.id)]
    return Decision(True, "it began", tuple(did(rows)), _ended(run))


def _has(tx: Transaction, set_id: int, name: str) -> bool:
    """Whether a version of the workflow was among those in use together."""
    known = tx.workflows.set_of(set_id)
    files = [tx.workflows.file(file_id) for file_id in known.files] if known else []
    return any(file is not None and file.name == name for file in files)
