"""Rehearsing: what a workflow would do with a thread, over a transaction that only reads.

The same interpreter takes the steps in shadow; the run is a value and no row, and what it waits
for is jumped over: time passes for the rehearsal alone.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.errors import DeliveryError, Unreachable
from bot.integrations.http import Response
from bot.workflows.at import At, Category, Errand, Outcome, StepFailed, Woken
from bot.workflows.beginning.judging import judged
from bot.workflows.beginning.starting import variant_of
from bot.workflows.language.conditions import Verdict
from bot.workflows.language.definition import Workflow
from bot.workflows.language.facts import Facts
from bot.workflows.language.selection import Entry
from bot.workflows.running.progress import Progress
from bot.workflows.running.taking import Bench, Named, Taking
from store.database import Store
from store.runs import Run, RunMode, RunState
from store.transaction import Transaction

MOST_ASKED = 20  # questions to other systems in one rehearsal
MOST_TURNS = 500
UNDECIDED = Verdict(False, "not looked at")

Ask = Callable[[Errand], Awaitable[Response | DeliveryError]]
Overlay = Callable[[datetime], Mapping[str, Any]]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Later:
    """Something that happened to the thread later: it may wake the run."""

    at: datetime
    event: str
    message: int | None = None


@dataclass(frozen=True)
class Scene:
    """Where a rehearsal begins; `overlay` are the values fields had at a time, where known."""

    thread_id: int
    event: Mapping[str, Any]
    at: datetime
    later: Sequence[Later] = ()
    overlay: Overlay = field(default=lambda _at: {})


@dataclass(frozen=True)
class Stage:
    """What every rehearsal is done with; `named` are the other workflows."""

    store: Store
    bench: Bench
    named: Named
    ask: Ask


class Noted(Progress):
    """How far a run came that no row tells of: nothing is written."""

    def __init__(self, tx: Transaction, workflow: Workflow, run: Run, rows: list[Row]) -> None:
        super().__init__(tx, workflow, run)
        self._noted = rows

    def write(self) -> Run:
        """Keep what its steps did for whoever watches."""
        self.run = replace(self.run, context=self._context)
        self._noted += self._rows
        self._rows = []
        return self.run


class Rehearsing(Taking):
    """A run that is written nowhere, and takes its steps all the same."""

    def __init__(
        self, tx: Transaction, stage: Stage, workflow: Workflow, run: Run, rows: list[Row]
    ) -> None:
        super().__init__(tx, stage.bench, stage.named, workflow, run)
        self.progress = Noted(tx, workflow, run, rows)


class Rehearsal:
    """One workflow and one scene; `verdict`, `rows` and `run` tell what came of it."""

    def __init__(self, stage: Stage, entry: Entry, scene: Scene) -> None:
        self.verdict = UNDECIDED
        self.rows: list[Row] = []
        self.run: Run | None = None
        self._stage = stage
        self._entry = entry
        self._scene = scene
        self._now = scene.at
        self._asked = 0
        self._own: dict[str, Any] = {}  # fields that it would have set itself

    async def play(self) -> None:
        """Judge, and let the run go on to its end."""
        store = self._stage.store
        errand = await store.read(self._begin)
        for _ in range(MOST_TURNS):
            if errand is not None:
                answer = await self._answer(errand)
                errand = await store.read(self._answered, answer)
            elif self.run is None or self.run.ended_at is not None:
                return
            else:
                errand = await store.read(self._go_on)

    async def _answer(self, errand: Errand) -> Response | DeliveryError:
        self._asked += 1
        if self._asked > MOST_ASKED:
            return DeliveryError(f"a rehearsal asks at most {MOST_ASKED} times")
        return await self._stage.ask(errand)

    def _begin(self, tx: Transaction) -> Errand | None:
        tx = _at(tx, self._now)
        scene = self._scene
        facts = Facts(tx, self._stage.bench.desk, scene.thread_id, scene.event)
        facts.would = scene.overlay(scene.at)
        self.verdict, self._entry = judged(self._entry, facts)
        if not self.verdict.matched:
            return None
        self.run = self._started(facts)
        return self._with(tx, lambda taking: taking.take())

    def _started(self, facts: Facts) -> Run:
        workflow, customer, message = self._entry.workflow, facts.customer, facts.message
        return Run(
            id=0,
            key=None,
            workflow=workflow.name,
            file_id=self._entry.file_id,
            thread_id=self._scene.thread_id,
            customer_id=customer.id if customer else None,
            occurrence_id=None,
            position=None,
            parent_id=None,
            chain=[],
            event={**facts.event, **({"message": message.id} if message else {})},
            mode=RunMode.shadow,
            variant=variant_of(workflow, customer),
            state=RunState.working,
            step=workflow.steps[0].id,
            tries=0,
            context={"vars": dict(workflow.constants)},
            awaits=None,
            due_at=self._now,
            leased_until=None,
            began_at=self._now,
            ended_at=None,
            category=None,
            reason=None,
            compared=None,
        )

    def _go_on(self, tx: Transaction) -> Errand | None:
        """Jump to when the run goes on: by its time, or by what happened before that."""
        run = self._known_run()
        due = run.due_at or self._now
        if run.state is not RunState.waiting:
            self._now = max(due, self._now)
            return self._with(_at(tx, self._now), lambda taking: taking.take())
        awaited = run.awaits["events"] if run.awaits else ()
        later = next(
            (
                one
                for one in self._scene.later
                if self._now < one.at <= due and one.event in awaited
            ),
            None,
        )
        self._now = later.at if later else max(due, self._now)
        woken = Woken(later.event, later.message) if later else Woken(None)
        return self._with(_at(tx, self._now), lambda taking: taking.wake([woken]))

    def _answered(self, tx: Transaction, answer: Response | DeliveryError) -> Errand | None:
        kinds = self._stage.bench.kinds

        def begin(at: At) -> Outcome:
            if isinstance(answer, DeliveryError):
                again = isinstance(answer, Unreachable)
                raise StepFailed(str(answer), Category.system_error, again)
            take = kinds[at.step.kind].answered
            if take is None:
                raise StepFailed("it asked, and does not know what for")
            return take(at.step.args, at, answer)

        return self._with(_at(tx, self._now), lambda taking: taking.answer(begin))

    def _with(self, tx: Transaction, go: Callable[[Rehearsing], None]) -> Errand | None:
        run, then = self._known_run(), self._scene.overlay(self._now)
        sets = {**then, **self._own}
        run = replace(run, context={**run.context, "sets": sets})
        taking = Rehearsing(tx, self._stage, self._entry.workflow, run, self.rows)
        go(taking)
        self.run = taking.progress.write()
        after = self.run.context.get("sets", {})
        self._own |= {path: value for path, value in after.items() if sets.get(path) != value}
        return taking.errand

    def _known_run(self) -> Run:
        if self.run is None:
            raise AssertionError("it goes on before it began")
        return self.run


def _at(tx: Transaction, now: datetime) -> Transaction:
    """Return the same transaction at another time."""
    return Transaction(tx.connection, now)


def did(rows: Sequence[Row]) -> list[str]:
    """Return what steps did, or would have, in words."""
    outputs = [row["output"] for row in rows]
    return [str(one["did"]) for one in outputs if isinstance(one, dict) and "did" in one]
