"""Progress: where a run stands while its steps are taken, and what it gathered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.workflows.at import Effect, Errand, Pause
from bot.workflows.language.definition import Step, Workflow
from bot.workflows.running.record import shown
from store.run_steps import StepStatus
from store.runs import Run, RunState
from store.transaction import Transaction

MARGIN = timedelta(seconds=15)  # that an answer may come late and still find the run waiting for it
ROOM = timedelta(seconds=1)  # until a question that found no room is tried again
Loops = Mapping[str, Mapping[str, Any]]


class Progress:
    """A run that goes on until it has to wait, to ask another system, or is at its end.

    Its context has `steps` (what each left), `vars`, `loops`, `at` (what the step that it stands
    at keeps for itself), and in shadow `would`, `sets`, `was` and `said`.
    """

    def __init__(self, tx: Transaction, workflow: Workflow, run: Run) -> None:
        self._context: dict[str, Any] = {k: v for k, v in run.context.items() if k != "woken"}
        self.run = replace(run, state=RunState.working, context=self._context)
        self.going = True
        self._tx = tx
        self._workflow = workflow
        self._rows: list[dict[str, object]] = []

    @property
    def memory(self) -> Mapping[str, Any]:
        """What the step that it stands at keeps for itself."""
        found: Mapping[str, Any] = self._context.get("at", {})
        return found

    @property
    def began(self) -> datetime:
        """When the step that it stands at was begun."""
        began = self.memory.get("began")
        return datetime.fromisoformat(began) if began else self._tx.now

    @property
    def would_set(self) -> Mapping[str, Any]:
        """Which fields a run in shadow would have set."""
        found: Mapping[str, Any] = self._context.get("sets", {})
        return found

    def gathered(self) -> Mapping[str, Any]:
        """Return what conditions and templates can name beside the thread."""
        items = {loop["as"]: loop["items"][loop["round"]] for loop in self._loops.values()}
        return {"vars": self._context.get("vars", {}), "steps": self._steps, **items}

    def count(self) -> int:
        """Count a step, and return how many it took so far."""
        self._context["taken"] = self._context.get("taken", 0) + 1
        return int(self._context["taken"])

    def keep(self, step: Step, left: Mapping[str, Any]) -> None:
        """Keep what a step leaves for those after it."""
        self._context["steps"] = {**self._steps, step.id: dict(left)}

    def keep_would(self, effect: Effect, was: Mapping[str, Any], *, speaks: bool) -> None:
        """Keep what a run in shadow would have done, and the fields it would have set.

        `was` is what they were; `speaks` says that the customer would have seen it.
        """
        self._context["would"] = [*self._context.get("would", ()), effect.would]
        self._context["sets"] = {**self.would_set, **effect.sets}
        self._context["was"] = {**was, **self._context.get("was", {})}
        if speaks:
            self._context["said"] = [*self._context.get("said", ()), effect.would]

    def enter(self, step: Step, inner: str, loop: Mapping[str, Any] | None) -> None:
        """Go on with a step inside of this one."""
        if loop is not None:
            self._context["loops"] = {**self._loops, step.id: loop}
        self._to(inner)

    def leave(self, step: Step) -> None:
        """Go on behind a step: beside it, in the next round of its loop, or outside."""
        following, self._context["loops"] = beyond(self._workflow, step.id, self._loops)
        self._to(following)

    def jump(self, target: str) -> None:
        """Go on with a later step, out of the loops that it is not inside of."""
        around = set()
        outer = self._workflow.outside(target)
        while outer is not None:
            around.add(outer.id)
            outer = self._workflow.outside(outer.id)
        self._context["loops"] = {key: loop for key, loop in self._loops.items() if key in around}
        self._to(target)

    def pause(self, step: Step, pause: Pause) -> None:
        """Wait until a time or an event."""
        self._remember(pause.memory)
        until = min(pause.until, self.began + step.timeout) if step.timeout else pause.until
        awaits = {"events": list(pause.events)} if pause.events else None
        self._stop(state=RunState.waiting, due_at=until, awaits=awaits, leased_until=None)

    def ask(self, errand: Errand) -> None:
        """Hold the run while another system is asked."""
        self._remember({"asked": True, "shown": errand.shown})
        self._stop(due_at=self._tx.now, leased_until=self._tx.now + errand.request.timeout + MARGIN)

    def ask_later(self) -> None:
        """Stand before a question until there is room for it."""
        self._remember({"asked": False})
        self._stop(due_at=self._tx.now + ROOM, leased_until=None)

    def resume(self) -> None:
        """Go on with the step that waits."""
        self.going = True
        self.run = replace(self.run, state=RunState.working)

    def retry(self, wait: timedelta) -> None:
        """Try the step again after a while."""
        self._remember({"asked": False})
        tries, due = self.run.tries + 1, self._tx.now + wait
        self._stop(tries=tries, due_at=due, state=RunState.working, leased_until=None)

    def end(self, state: RunState, why: str | None = None, category: str | None = None) -> None:
        """End the run; only what was planned in shadow is kept of what it gathered.

        One that a human takes over keeps everything: they may let it go on where it failed.
        """
        ended: dict[str, Any] = {"due_at": None, "leased_until": None, "awaits": None}
        if state is not RunState.handed_over:
            kept = ("would", "sets", "was", "said")
            self._context = {key: self._context[key] for key in kept if key in self._context}
            ended["step"] = None
        self._stop(state=state, reason=why, category=category, ended_at=self._tx.now, **ended)

    def record(
        self,
        step: Step,
        status: StepStatus,
        output: Mapping[str, Any] | None = None,
        error: str | None = None,
    ) -> None:
        """Keep for people what a step did."""
        row = {"run_id": self.run.id, "step": step.id, "kind": step.kind, "status": status}
        times = {"began_at": self.began, "ended_at": self._tx.now, "attempts": self.run.tries + 1}
        given = shown(self.memory.get("shown") or step.args.written())
        made = {"input": given, "output": None if output is None else shown(output), "error": error}
        self._rows.append({**row, **times, **made})

    def write(self) -> Run:
        """Save the run and what its steps did.

        Behind one that waits or has ended, the list of its occurrence goes on, once.
        """
        self.run = replace(self.run, context=self._context)
        self._tx.run_steps.add(self._rows)
        working = self.run.state is RunState.working
        self._tx.runs.save(self.run if working else replace(self.run, position=None))
        self._rows = []
        return self.run

    def cancel(self, why: str) -> Run:
        """End a run that makes no sense any more; what it asks at this moment it has asked."""
        step = self._workflow.by_id.get(self.run.step or "")
        if step is not None and self.run.leased_until is not None:
            self.record(step, StepStatus.waiting)
        self.end(RunState.cancelled, why)
        return self.write()

    @property
    def _steps(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._context.get("steps", {})
        return found

    @property
    def _loops(self) -> Loops:
        found: Loops = self._context.get("loops", {})
        return found

    def _remember(self, memory: Mapping[str, Any]) -> None:
        began = {"began": self.began.isoformat()}
        self._context["at"] = {**began, **self.memory, **memory}

    def _to(self, step_id: str | None) -> None:
        self._context.pop("at", None)
        self.run = replace(
            self.run,
            step=step_id,
            tries=0,
            state=RunState.working,
            awaits=None,
            due_at=self._tx.now,
            leased_until=None,
        )

    def _stop(self, **values: Any) -> None:  # noqa: ANN401 - columns of a run
        self.going = False
        self.run = replace(self.run, **values)


def beyond(workflow: Workflow, step_id: str, loops: Loops) -> tuple[str | None, Loops]:
    """Return the step behind this one (None: the end), and the loops it is in then."""
    following = workflow.after(step_id)
    if following is not None:
        return following, loops
    outer = workflow.outside(step_id)
    if outer is None:
        return None, loops
    loop = loops.get(outer.id)
    if loop is not None and loop["round"] + 1 < len(loop["items"]):
        again = {**loop, "round": loop["round"] + 1}
        return outer.blocks[0].steps[0].id, {**loops, outer.id: again}
    return beyond(workflow, outer.id, {key: one for key, one in loops.items() if key != outer.id})
