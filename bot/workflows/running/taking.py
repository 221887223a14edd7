"""Taking steps: what each of them answers, and how its run goes on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from bot.desk.desk import Desk
from bot.integrations.outside import Outside
from bot.workflows.at import (
    At,
    Category,
    Done,
    Effect,
    End,
    Enter,
    Errand,
    HandOver,
    Kind,
    Outcome,
    Pause,
    StepFailed,
    Woken,
)
from bot.workflows.beginning.starting import run_facts
from bot.workflows.language.definition import OnError, Step, Workflow
from bot.workflows.language.facts import Facts
from bot.workflows.language.selection import Entry
from bot.workflows.running.failing import CANNOT, StepBroke, failure, refuse
from bot.workflows.running.handover import hand_over
from bot.workflows.running.progress import Progress
from store.run_steps import StepStatus
from store.runs import Run, RunMode, RunState
from store.transaction import Transaction

MOST = 2_000  # steps of one run, rounds of loops included
LONGEST = timedelta(days=1)  # between two tries; whoever wants us to wait longer gets a human

Begin = Callable[[At], Outcome]
Named = Callable[[str], Entry | None]  # the workflow of that name, unless it is off


@dataclass(frozen=True)
class Bench:
    """What every step is taken with."""

    desk: Desk
    outside: Outside
    kinds: Mapping[str, Kind]


class Taking:
    """One run, in one transaction; `errand` is what to ask another system, if it asks."""

    def __init__(
        self, tx: Transaction, bench: Bench, named: Named, workflow: Workflow, run: Run
    ) -> None:
        self.errand: Errand | None = None
        self.progress = Progress(tx, workflow, run)
        self._tx = tx
        self._bench = bench
        self._named = named
        self._workflow = workflow
        about = (run.thread_id, run.event, run_facts(run))
        self._facts = Facts(tx, bench.desk, *about)
        self._look_again()

    @property
    def run(self) -> Run:
        """The run, as far as it came."""
        return self.progress.run

    def take(self, may_ask: bool = True, most: int = MOST) -> None:
        """Take steps until the run has to wait, to ask, or ends; at most so many."""
        self._go(None, may_ask, most)

    def wake(self, woken: Sequence[Woken], may_ask: bool = True, most: int = MOST) -> None:
        """Let the step that waits see what happened, until something lets it go on."""
        step = self.run.step
        for one in woken:
            self.progress.resume()
            self._go(partial(self._resumed, woken=one), may_ask, most)
            if self.run.step != step or self.run.state is not RunState.waiting:
                return

    def answer(self, begin: Begin, most: int = MOST) -> None:
        """Go on with the answer to what the run asked."""
        self._go(begin, may_ask=True, most=most)

    def fail(self, error: Exception) -> None:
        """Let the step fail that broke the transaction before this one."""
        self._go(lambda _at: refuse(error), may_ask=False, most=1)

    def _go(self, begin: Begin | None, may_ask: bool, most: int) -> None:
        for _ in range(most):
            if self.progress.run.step is None:
                break
            if not self.progress.memory and self.progress.count() > MOST:
                self._hand_over(f"it took more than {MOST} steps", Category.system_error)
                break
            self._step(self._workflow.by_id[self.progress.run.step], begin, may_ask)
            begin = None
            if not self.progress.going:
                return
        if self.progress.going and self.progress.run.step is None:
            self.progress.end(RunState.done)

    def _step(self, step: Step, begin: Begin | None, may_ask: bool) -> None:
        try:
            if begin is None and not self._wanted(step):
                return
            at = self._at(step)
            outcome = begin(at) if begin else self._taken(at)
            self._came_to(at, outcome, may_ask)
        except CANNOT as error:
            self._failed(step, failure(error))

    def _wanted(self, step: Step) -> bool:
        """Look at the `if:` of a step that is not begun yet; False leaves it."""
        if step.when is None or self.progress.memory:
            return True
        verdict = step.when.judge(self._facts)
        if not verdict.matched:
            self.progress.record(step, StepStatus.skipped, {"because": verdict.because})
            self._leave(step, {"ok": False, "error": "skipped"})
        return verdict.matched

    def _taken(self, at: At) -> Outcome:
        if at.memory.get("asked"):  # we died while we asked, or the answer was never written down
            return self._again(at)
        return self._bench.kinds[at.step.kind].take(at.step.args, at)

    def _again(self, at: At) -> Outcome:
        outcome = self._bench.kinds[at.step.kind].take(at.step.args, at)
        if isinstance(outcome, Errand) and not outcome.repeatable:
            raise StepFailed("nobody knows whether the other system got it", Category.system_error)
        return outcome

    def _resumed(self, at: At, woken: Woken) -> Outcome:
        resume = self._bench.kinds[at.step.kind].resume
        if resume is None:
            raise StepFailed("it waited, and does not know what for")
        return resume(at.step.args, at, woken)

    def _came_to(self, at: At, outcome: Outcome, may_ask: bool) -> None:
        step, progress = at.step, self.progress
        match outcome:
            case Effect():
                self._change(step, outcome)
            case Done(output):
                self._done(step, StepStatus.done, output)
            case Pause():
                progress.pause(step, outcome)
            case Errand():
                self._ask(at, outcome, may_ask)
            case Enter(block, output, loop):
                self._enter(step, block, output, loop)
            case End(why):
                progress.record(step, StepStatus.done, {"ended": why})
                progress.end(RunState.done, why)
            case HandOver(why, category):
                progress.record(step, StepStatus.done, {"handed over": why})
                self._hand_over(why, category)

    def _change(self, step: Step, effect: Effect) -> None:
        if effect.then is None and not self._sure(step, effect.output):
            return  # one that waits first is compared when it knows what it waits for
        if self._in_shadow(step):
            was = {path: self._facts.get(path) for path in effect.sets}
            speaks = self._bench.kinds[step.kind].customer
            self.progress.keep_would(effect, was, speaks=speaks)
            output, status = dict(effect.output), StepStatus.would
        else:
            output, status = {**effect.output, **self._applied(effect)}, StepStatus.done
        self._look_again()
        if isinstance(effect.then, End):
            self.progress.record(step, status, {"did": effect.would, "ended": effect.then.why})
            self.progress.end(RunState.done, effect.then.why)
            return
        if effect.then is not None:
            self.progress.keep(step, {"ok": True, "error": None, **output})
            self.progress.pause(step, effect.then)
            return
        self.progress.record(step, status, {"did": effect.would, **output})
        self._leave(step, {"ok": True, "error": None, **output})

    def _applied(self, effect: Effect) -> Mapping[str, Any]:
        try:
            return effect.apply() or {}
        except Exception as error:
            raise StepBroke(self.run.id, error) from error

    def _in_shadow(self, step: Step) -> bool:
        return self.run.mode is RunMode.shadow or step.kind in self._workflow.shadow_steps

    def _done(self, step: Step, status: StepStatus, output: Mapping[str, Any]) -> None:
        self.progress.record(step, status, output)
        if self._sure(step, output):
            self._leave(step, {"ok": True, "error": None, **output})

    def _sure(self, step: Step, output: Mapping[str, Any]) -> bool:
        """Compare the confidence of a step with its threshold: below it, a human goes on."""
        if step.threshold is None:
            return True
        self.progress.keep(step, {"ok": True, "error": None, **output})
        self._look_again()
        found = self._at(step).value(step.confidence)
        if isinstance(found, bool) or not isinstance(found, int | float):
            unknown = Category.missing_data if found is None else Category.system_error
            raise StepFailed(f"its confidence is {found!r}, which is no number", unknown)
        if found >= step.threshold:
            return True
        if (dropped := self._bench.kinds[step.kind].dropped) is not None:
            dropped(self._tx, self.run)
        why = f"{step.id} is {found:.0%} sure, and {step.threshold:.0%} are wanted"
        self._hand_over(why, Category.ambiguous_intent)
        return False

    def _ask(self, at: At, errand: Errand, may_ask: bool) -> None:
        if at.shadow and not errand.reads:
            why = "in shadow nothing is sent; say in_shadow: what the answer would be"
            raise StepFailed(why, Category.missing_data)
        if may_ask:
            self.errand = errand
            self.progress.ask(errand)
        else:
            self.progress.ask_later()

    def _enter(
        self,
        step: Step,
        block: int | None,
        output: Mapping[str, Any],
        loop: Mapping[str, Any] | None,
    ) -> None:
        self.progress.record(step, StepStatus.done, output)
        if not self._sure(step, output):
            return
        if block is None or not step.blocks[block].steps:
            self._leave(step, {"ok": True, "error": None, **output})
            return
        self.progress.keep(step, {"ok": True, "error": None, **output})
        self.progress.enter(step, step.blocks[block].steps[0].id, loop)
        self._look_again()

    def _failed(self, step: Step, error: StepFailed) -> None:
        if (wait := self._wait(step, error)) is not None:
            self.progress.retry(wait)
            return
        self.progress.record(step, StepStatus.failed, error=str(error))
        left = {"ok": False, "error": str(error)}
        if step.on_error == OnError.hand_over:
            self._hand_over(f"the step {step.id} failed: {error}", error.category)
        elif step.on_error == OnError.carry_on:
            self._leave(step, left)
        else:
            self.progress.keep(step, left)
            self.progress.jump(step.on_error)
            self._look_again()

    def _wait(self, step: Step, error: StepFailed) -> timedelta | None:
        """Return how long it waits until it is tried again; None when it is not."""
        tries, retry = self.run.tries + 1, step.retry
        if not error.again or tries >= retry.attempts:
            return None
        wait = max(min(retry.wait * 2 ** (tries - 1), LONGEST), error.after or timedelta())
        late = step.timeout and self._tx.now + wait > self.progress.began + step.timeout
        return None if late or wait > LONGEST else wait

    def _leave(self, step: Step, left: Mapping[str, Any]) -> None:
        self.progress.keep(step, left)
        self.progress.leave(step)
        self._look_again()

    def _hand_over(self, why: str, category: Category) -> None:
        self.progress.end(RunState.handed_over, why, category)
        self.progress.write()  # the note says what its steps did
        if self.run.mode is RunMode.live:
            hand_over(self._tx, self._bench.desk, self.run, (category, why))

    def _look_again(self) -> None:
        """Look everything up anew: a step changed it, or left something."""
        self._facts.forget()
        self._facts.would = self.progress.would_set
        self._facts.gathered = self.progress.gathered()

    def _at(self, step: Step) -> At:
        return At(
            tx=self._tx,
            desk=self._bench.desk,
            outside=self._bench.outside,
            workflow=self._workflow,
            run=self.progress.run,
            step=step,
            facts=self._facts,
            memory=self.progress.memory,
            shadow=self._in_shadow(step),
            named=self._named,
        )
