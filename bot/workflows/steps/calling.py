"""run_workflow: another workflow works on the same thread; this one may wait for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.desk.room import say
from bot.desk.threads import known
from bot.views import workflows as views
from bot.workflows.at import At, Category, Done, Effect, Kind, Outcome, Pause, StepFailed, Woken
from bot.workflows.beginning.starting import Because, at_start, begin, circle
from bot.workflows.files.calls import RunWorkflow
from bot.workflows.language.facts import Facts
from bot.workflows.language.fields import NUMBER, TEXT
from bot.workflows.language.marks import MOST
from bot.workflows.language.selection import Entry
from store.runs import CHILD_ENDED, RunState


def take(args: RunWorkflow, at: At) -> Outcome:
    """Begin a run of the other workflow, if its `when` holds."""
    name = at.plain(args.name)
    entry = at.named(name)
    if entry is None:
        why = f"there is no workflow {name}, or it is off"
        raise StepFailed(why, Category.missing_data)
    chain = (*at.run.chain, at.workflow.name)
    if (why_not := circle(entry, chain)) is not None:
        return _stopped(at, name, why_not)
    given = at.value(args.given)
    facts = at_start(at.facts, entry.workflow, given)
    verdict = entry.workflow.when.judge(facts)
    if not verdict.matched:
        return Done({"state": "skipped", "reason": verdict.because, "run": None})
    because = Because(None, at.run.id, chain, _key(at), given=given)
    return _begun(at, entry, facts, because, args.wait)


def _begun(at: At, entry: Entry, facts: Facts, because: Because, wait: bool) -> Effect:
    def apply() -> Mapping[str, Any]:
        run = begin(at.tx, entry, facts, because)
        return {"state": "began", "run": run.id if run else None}

    until = at.now + (at.step.timeout or MOST)
    pause = Pause(until, (CHILD_ENDED,), {"until": until.isoformat()})
    # in shadow it is not begun, and counts as done
    output = {"state": RunState.done.value, "reason": None, "run": None}
    then = pause if wait and not at.shadow else None
    return Effect(f"run the workflow {entry.workflow.name}", apply, output=output, then=then)


def _stopped(at: At, name: str, why: str) -> Effect:
    """Say that a circle was broken, and go on without."""

    def apply() -> None:
        if at.run.thread_id is not None:
            say(at.tx, at.desk, known(at.tx, at.run.thread_id), views.circle(name, why))

    output = {"state": "stopped", "reason": why, "run": None}
    return Effect(f"no run of the workflow {name}", apply, output=output)


def resume(_args: RunWorkflow, at: At, _woken: Woken) -> Outcome:
    """Go on when the other run has ended."""
    run = at.tx.runs.by_key(_key(at))
    if run is None:
        raise StepFailed("the run that it waits for is gone")
    if run.ended_at is not None:
        return Done({"state": run.state.value, "reason": run.reason, "run": run.id})
    until = datetime.fromisoformat(at.memory["until"])
    if at.now < until:  # another one ended, that it did not wait for
        return Pause(until, (CHILD_ENDED,))
    raise StepFailed(f"{run.workflow} did not end in time")


def _key(at: At) -> str:
    return f"child:{at.key}"


KIND = Kind(
    "run_workflow",
    "lets another workflow work on it, and may wait for that",
    RunWorkflow,
    take,
    resume,
    outputs={"state": TEXT, "reason": TEXT, "run": NUMBER},
    short="name",
)
