"""Trying an example: the workflow works on a desk of its own, until nothing is left to do."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.config.config import Config
from bot.errors import Refused
from bot.workflows.beginning.judging import judged
from bot.workflows.beginning.starting import Because, begin
from bot.workflows.examples.answering import Answers
from bot.workflows.examples.building import build, say
from bot.workflows.examples.comparing import Difference, Shown, differences, look
from bot.workflows.examples.example import Example, Given, Said
from bot.workflows.examples.scratch import Scratch, scratch
from bot.workflows.files.file import Reading
from bot.workflows.language.conditions import Verdict
from bot.workflows.language.definition import Workflow
from bot.workflows.language.facts import Facts
from bot.workflows.running.failing import StepBroke
from store.runs import RunState
from store.transaction import Transaction

MOST = 5_000  # turns of one example
OPEN = (RunState.working, RunState.waiting)


@dataclass(frozen=True)
class Tried:
    """How an example went: right when there are no differences."""

    example: Example
    differences: Sequence[Difference]
    shown: Shown | None = None


@dataclass
class _Trial:
    scratch: Scratch
    example: Example
    answers: Answers
    thread_id: int
    run_id: int
    unsaid: list[Said] = field(default_factory=list)

    async def play(self) -> None:
        """Let the run go on, people say what they say, and time pass, until nothing is left."""
        clock, store = self.scratch.clock, self.scratch.store
        for _ in range(MOST):
            if due := await store.write(self.scratch.turns.due_ids):
                for run_id in due:
                    await self._take(run_id)
                continue
            next_due = await store.read(lambda tx: tx.runs.next_due())
            said = await store.read(self._ready)
            if said is not None and (next_due is None or clock.at + said.later <= next_due):
                clock.at += said.later
                self.unsaid.remove(said)
                await store.write(say, self.scratch.desk, self.thread_id, said.by, said.text)
            elif next_due is None:
                return
            else:
                clock.at = max(next_due, clock.at)

    async def _take(self, run_id: int) -> None:
        """Take one step, and answer what it asks."""
        store, turns = self.scratch.store, self.scratch.turns
        try:
            asked, _ = await store.write(turns.take_one, run_id, 1, 1)
        except StepBroke as broke:
            await store.write(turns.fail, run_id, broke.error)
            return
        for one in asked:
            answer = self.answers.answer(one.errand.request)
            await store.write(turns.answered, one, answer, 1)

    def _ready(self, tx: Transaction) -> Said | None:
        """Return what is said next, once the run stands at its step, or is past it."""
        if not self.unsaid:
            return None
        run = tx.runs.get(self.run_id)
        reached = {step.step for step in tx.run_steps.of(self.run_id)}
        if run is not None and run.state in OPEN and run.step is not None:
            reached.add(run.step)
        return self.unsaid[0] if self.unsaid[0].after in reached else None


async def tried(
    template: Path, config: Config, readings: Sequence[Reading], name: str, example: Example
) -> Tried:
    """Try an example of the workflow called `name`."""
    async with scratch(template, config, readings, example.given) as desk:
        try:
            thread_id = await build(desk, example.given)
            verdict, run_id = await desk.store.write(_begun, desk, name, example.given, thread_id)
        except Refused as refused:  # what is given cannot be
            return Tried(example, [Difference("given", "a thread like this", str(refused))])
        if run_id is None:
            shown = Shown(False, verdict.because)
            return Tried(example, differences(example, shown, Answers((), desk.outside)), shown)
        desk.store.notice = desk.turns.noticing
        answers = Answers(example.http, desk.outside)
        trial = _Trial(desk, example, answers, thread_id, run_id, list(example.replies))
        await trial.play()
        shown = await desk.store.read(look, verdict.because, thread_id, run_id)
        unsaid = [
            Difference("replies", f"“{one.text}” after {one.after}", "it never came to that")
            for one in trial.unsaid
        ]
        return Tried(example, [*differences(example, shown, answers), *unsaid], shown)


def _begun(
    tx: Transaction, scratch: Scratch, name: str, given: Given, thread_id: int
) -> tuple[Verdict, int | None]:
    entry = scratch.library.in_use.named(name)
    if entry is None:
        raise Refused(f"There is no workflow {name}.")
    event = _event(given, entry.workflow)
    facts = Facts(tx, scratch.desk, thread_id, event)
    verdict, entry = judged(entry, facts)
    if not verdict.matched:
        return verdict, None
    if given.variant is not None:
        entry = replace(entry, workflow=replace(entry.workflow, variants={given.variant: 1}))
    run = begin(tx, entry, facts, Because())
    return verdict, run.id if run else None


def _event(given: Given, workflow: Workflow) -> dict[str, object]:
    """Return the event that is given, or what the workflow's first trigger waits for."""
    if given.event is None:
        told = {"name": workflow.triggers[0].event, "actor": "bellhop"}
        return {**told, "before": None, "after": None}
    always = ("name", "actor", "before", "after")
    return {
        key: value
        for key, value in given.event.model_dump().items()
        if value is not None or key in always
    }
