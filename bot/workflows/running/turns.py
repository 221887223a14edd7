"""Turns: what one transaction of the engine does with runs that are due."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk.alerts import raise_alert
from bot.errors import DeliveryError, Unreachable
from bot.integrations.http import Response
from bot.views import workflows as views
from bot.workflows.at import At, Category, Errand, Outcome, StepFailed, Woken
from bot.workflows.beginning.considering import go_on_after
from bot.workflows.library import Library
from bot.workflows.running.handover import hand_over
from bot.workflows.running.humans import drop
from bot.workflows.running.noticing import Noticing
from bot.workflows.running.progress import Progress
from bot.workflows.running.taking import MOST, Bench, Taking
from bot.workflows.shadow.comparing import compare_late
from bot.workflows.switching import failed
from store.run_steps import StepStatus
from store.runs import Run, RunMode, RunState
from store.transaction import Transaction
from store.workflows import Mode

BATCH = 50  # runs in one transaction


@dataclass(frozen=True)
class Asked:
    """A run that asks another system; until when it is held for the answer."""

    run_id: int
    held_until: datetime | None
    errand: Errand


@dataclass(frozen=True)
class Turns:
    """The engine's rules."""

    bench: Bench
    library: Library
    noticing: Noticing

    def take_due(self, tx: Transaction, room: int) -> tuple[int, list[Asked]]:
        """Let every run that is due go on; at most `room` of them may ask another system."""
        due = tx.runs.due(BATCH)
        _read_ahead(tx, due)
        asked: list[Asked] = []
        for run in due:
            asked += self._take(tx, run, room - len(asked), MOST)
        return len(due), asked

    def due_ids(self, tx: Transaction) -> list[int]:
        """Return the ids of a batch of what is due."""
        return [run.id for run in tx.runs.due(BATCH)]

    def take_one(
        self, tx: Transaction, run_id: int, room: int, most: int
    ) -> tuple[list[Asked], bool]:
        """Let one run go on, at most so many steps; return whether it could go on at once."""
        run = _held_if_due(tx, run_id)
        if run is None:
            return [], False
        asked = self._take(tx, run, room, most)
        after = _held_if_due(tx, run_id)
        return asked, after is not None and after.state is RunState.working and room > 0

    def fail(self, tx: Transaction, run_id: int, error: Exception) -> None:
        """Let the step fail at which a run broke its transaction."""
        run = _held_if_due(tx, run_id)
        if run is not None:
            self._with(tx, run, lambda taking: taking.fail(error))

    def bury(self, tx: Transaction, run_id: int, error: Exception) -> None:
        """End a run that nothing can be done with: not even its failure could be written down."""
        run = held(tx, run_id)
        if run is not None:
            self._bury(tx, run, f"{type(error).__name__}: {error}"[:300])

    def answered(
        self, tx: Transaction, asked: Asked, answer: Response | DeliveryError, most: int
    ) -> list[Asked]:
        """Let a run go on with the answer to what it asked, unless it came too late."""
        run = held(tx, asked.run_id)
        if run is not None and run.ended_at is not None:
            _came_late(tx, run, answer)
        if run is None or run.leased_until is None or run.leased_until != asked.held_until:
            return []  # somebody else has the run by now

        def begin(at: At) -> Outcome:
            if isinstance(answer, DeliveryError):
                raise _failure(answer, asked.errand)
            take = self.bench.kinds[at.step.kind].answered
            if take is None:
                raise StepFailed("it asked, and does not know what for")
            return take(at.step.args, at, answer)

        return self._with(tx, run, lambda taking: taking.answer(begin, most))

    def _take(self, tx: Transaction, run: Run, room: int, most: int) -> list[Asked]:
        if run.state is not RunState.waiting:
            return self._with(tx, run, lambda taking: taking.take(room > 0, most))
        woken = [Woken(**one) for one in run.context.get("woken", ())] or [Woken(None)]
        return self._with(tx, run, lambda taking: taking.wake(woken, room > 0, most))

    def _with(self, tx: Transaction, run: Run, go: Callable[[Taking], None]) -> list[Asked]:
        """Let a run go on, and what it caused; return what it asks."""
        workflow = self.library.of_run(tx, run)
        if workflow is None:
            self._unreadable(tx, run)
            return []
        if (why := self._needless(tx, run)) is not None:
            drop(tx, self.library, run)
            Progress(tx, workflow, run).cancel(why)
            go_on_after(tx, self.bench.desk, self.library, run)
            return []
        taking = Taking(tx, self.bench, self.library.in_use.named, workflow, run)
        go(taking)
        after = taking.progress.write()
        self.noticing.notice(tx, after)
        if after.state is not RunState.working:
            self._settled(tx, after)
        if taking.errand is None:
            return []
        return [Asked(run.id, after.leased_until, taking.errand)]

    def _needless(self, tx: Transaction, run: Run) -> str | None:
        """Say why a run must not go on; None when it may."""
        switch = self.library.in_use.switches.get(run.workflow)
        if switch is not None and switch.mode is Mode.off:
            return f"{run.workflow} was switched off"
        thread = tx.threads.lock(run.thread_id)
        if thread is not None and thread.merged_into is not None:
            return f"it was merged into T-{thread.merged_into}"
        return None

    def _settled(self, tx: Transaction, run: Run) -> None:
        """Count failures, and let the next workflow of the list have its turn."""
        workflow = self.library.of_run(tx, run)
        fault = run.state is RunState.handed_over and run.category == Category.system_error
        if workflow is not None and fault:
            failed(tx, self.bench.desk, workflow, run.reason or "a step failed")
        switch = self.library.in_use.switches.get(run.workflow)
        if run.state is RunState.done and switch is not None and switch.failures:
            tx.workflows.succeeded(run.workflow)
        compare_late(tx, self.bench.desk, self.library, run)
        go_on_after(tx, self.bench.desk, self.library, run)

    def _unreadable(self, tx: Transaction, run: Run) -> None:
        """End a run whose file names what is gone by now; a human goes on."""
        why = f"the file that it began with cannot be read any more: {self.library.problem(run)}"
        self._bury(tx, run, why)
        if run.mode is RunMode.live and run.thread_id is not None:
            hand_over(tx, self.bench.desk, run, (Category.system_error, why))

    def _bury(self, tx: Transaction, run: Run, why: str) -> None:
        over = replace(run, due_at=None, leased_until=None, awaits=None, ended_at=tx.now)
        tx.runs.save(replace(over, state=RunState.failed, reason=why, position=None))
        surface = views.run_failed(run.id, run.workflow, run.thread_id, why)
        raise_alert(tx, self.bench.desk, f"run_failed:{run.id}", surface)
        go_on_after(tx, self.bench.desk, self.library, run)


def held(tx: Transaction, run_id: int) -> Run | None:
    """Return a run and hold it; before it its thread, as whoever writes in that does."""
    found = tx.runs.get(run_id)
    if found is None:
        return None
    if found.thread_id is not None:
        tx.threads.lock(found.thread_id)
    return tx.runs.lock(run_id)


def _read_ahead(tx: Transaction, due: Sequence[Run]) -> None:
    """Know the threads of a batch, and read what its runs look at with one statement each."""
    threads = [run.thread_id for run in due if run.thread_id is not None]
    tx.threads.hold(threads)
    tx.runs.open_ahead.expect(threads)
    tx.labels.ahead.expect(threads)
    tx.clocks.open_ahead.expect(threads)
    tx.customers.ahead.expect(run.customer_id for run in due if run.customer_id is not None)
    tx.messages.ahead.expect(run.event["message"] for run in due if "message" in run.event)
    behind = (run.occurrence_id for run in due if run.position is not None)
    tx.occurrences.ahead.expect(one for one in behind if one is not None)


def _held_if_due(tx: Transaction, run_id: int) -> Run | None:
    """Hold a run that is still due and nobody else's."""
    run = held(tx, run_id)
    if run is None or run.due_at is None or run.due_at > tx.now:
        return None
    return run if run.leased_until is None or run.leased_until <= tx.now else None


def _came_late(tx: Transaction, run: Run, answer: Response | DeliveryError) -> None:
    """Write down what was answered after the run had ended: it may have changed something."""
    steps = tx.run_steps.of(run.id)
    if not steps or steps[-1].status is not StepStatus.waiting:
        return  # somebody else had an answer
    failed, status = isinstance(answer, DeliveryError), getattr(answer, "status", None)
    late = {
        **{name: getattr(steps[-1], name) for name in ("run_id", "step", "kind", "began_at")},
        "status": StepStatus.failed if failed else StepStatus.done,
        "ended_at": tx.now,
        "attempts": steps[-1].attempts,
        "input": steps[-1].input,
        "output": None if failed else {"status": status, "late": "the run had ended"},
        "error": str(answer) if failed else None,
    }
    tx.run_steps.add([late])


def _failure(error: DeliveryError, errand: Errand) -> StepFailed:
    if isinstance(error, Unreachable):
        again = errand.repeatable or not error.in_doubt
        return StepFailed(str(error), Category.system_error, again, error.retry_after)
    return StepFailed(str(error), Category.system_error)
