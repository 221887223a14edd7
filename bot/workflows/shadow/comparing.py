"""Comparing: what a run in shadow would have done, beside what people did."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.desk.desk import Desk
from bot.workflows.at import Kind
from bot.workflows.language.definition import Step, Workflow
from bot.workflows.language.events import CHANGES, THREAD_RESOLVED
from bot.workflows.language.facts import Facts
from bot.workflows.library import Library
from bot.workflows.shadow.standing import count
from store.labels import clean_label
from store.run_history import RunHistory
from store.runs import Run, RunMode, RunState
from store.standings import Aspect, Tally
from store.threads import Resolution, Status
from store.timeline import Entry
from store.transaction import Transaction

PATHS: Mapping[Aspect, str] = {
    Aspect.labels: "thread.labels",
    Aspect.assignee: "thread.assignee",
    Aspect.team: "thread.team",
    Aspect.priority: "thread.priority",
    Aspect.severity: "thread.severity",
    Aspect.resolution: "thread.resolution",
}
# which aspects a step can set; one that customers see is a reply
SETS: Mapping[str, tuple[Aspect, ...]] = {
    "add_label": (Aspect.labels,),
    "remove_label": (Aspect.labels,),
    "assign": (Aspect.assignee,),
    "set_team": (Aspect.team,),
    "set_priority": (Aspect.priority,),
    "set_severity": (Aspect.severity,),
}
REPLIED = "reply.sent"
EVENTS = (*CHANGES, REPLIED)


class Verdict(StrEnum):
    """How a run compares with people in one aspect."""

    agree = "agree"
    false_positive = "false_positive"  # it would have, people did not
    false_negative = "false_negative"  # people did, it would not have


@dataclass(frozen=True)
class Plan:
    """What a run would have done: fields set, what they were, what was said to the customer."""

    sets: Mapping[str, Any]
    was: Mapping[str, Any]
    said: Sequence[str]

    @classmethod
    def of(cls, run: Run) -> "Plan":
        """Return what a run left."""
        left = run.context
        return cls(left.get("sets", {}), left.get("was", {}), left.get("said", ()))


@dataclass(frozen=True)
class People:
    """What people came to: every field as it is now, and what they changed themselves."""

    now: Mapping[str, Any]
    changed: frozenset[Aspect]
    added: frozenset[str]
    removed: frozenset[str]


@dataclass(frozen=True)
class Compared:
    """One aspect: how often each was right, and both values."""

    tally: Tally
    would: Any
    did: Any

    @property
    def verdict(self) -> Verdict:
        """What a person reads first: something wrong weighs more than something missed."""
        if self.tally.wrong:
            return Verdict.false_positive
        return Verdict.false_negative if self.tally.missed else Verdict.agree

    def written(self) -> dict[str, Any]:
        """Return what is kept with the run."""
        return {"verdict": self.verdict, "would": self.would, "did": self.did}


def compare(plan: Plan, people: People, aspects: Iterable[Aspect]) -> dict[Aspect, Compared]:
    """Compare what can be set with what people did."""
    return {aspect: _AS.get(aspect, _value)(aspect, plan, people) for aspect in aspects}


def _value(aspect: Aspect, plan: Plan, people: People) -> Compared:
    path = PATHS[aspect]
    would, now = plan.sets.get(path), people.now[path]
    did = now if aspect in people.changed or would == now else None
    acts = would is not None and would != plan.was.get(path)  # else it leaves it as it was
    return _one(would, did, acts=acts)


def _resolution(_aspect: Aspect, plan: Plan, people: People) -> Compared:
    would = plan.sets.get("thread.status") == Status.resolved
    now = people.now["thread.resolution"]
    return _one(Resolution.answered if would else None, now, acts=would)


def _reply(_aspect: Aspect, plan: Plan, people: People) -> Compared:
    """Whether it is answered at all is compared; the words are there to read."""
    did = "sent" if Aspect.reply in people.changed else None
    one = _one("sent" if plan.said else None, did, acts=bool(plan.said))
    return replace(one, would=plan.said[0][:200]) if plan.said else one


def _one(would: Any, did: Any, *, acts: bool) -> Compared:  # noqa: ANN401 - values of fields
    fits = would == did or (did is None and not acts)
    tally = Tally(
        1, int(fits), int(acts and fits), int(acts and not fits), int(not fits and did is not None)
    )
    return Compared(tally, would, did)


def _labels(aspect: Aspect, plan: Plan, people: People) -> Compared:
    """Every label is an effect of its own: put on, or (with a dash before it) taken off."""
    path = PATHS[aspect]
    was, sets = ({clean_label(word) for word in one.get(path, ())} for one in (plan.was, plan.sets))
    adds, removes, kept, now = sets - was, was - sets, sets & was, set(people.now[path])
    correct = len(adds & now) + len(removes - now)
    wrong = len(adds - now) + len(removes & now)
    missed = len(people.added - adds - kept) + len(people.removed - removes)
    tally = Tally(1, int(not wrong and not missed), correct, wrong, missed)
    did = _told((people.added | adds) & now, (people.removed | removes) - now)
    return Compared(tally, _told(adds, removes), did)


def _told(added: Iterable[str], removed: Iterable[str]) -> list[str]:
    return [*sorted(added), *(f"-{word}" for word in sorted(removed))]


_AS = {Aspect.labels: _labels, Aspect.reply: _reply, Aspect.resolution: _resolution}


def aspects_of(workflow: Workflow, kinds: Mapping[str, Kind], *, all_steps: bool) -> list[Aspect]:
    """Return what the steps of a workflow can set; else only those of kinds that are in shadow."""
    steps = [one for one in workflow.all_steps() if all_steps or one.kind in workflow.shadow_steps]
    found = {aspect for step in steps for aspect in _of_step(step, kinds[step.kind])}
    return [aspect for aspect in Aspect if aspect in found]


def _of_step(step: Step, kind: Kind) -> Iterable[Aspect]:
    yield from SETS.get(step.kind, ())
    if kind.customer:
        yield Aspect.reply
    if step.kind == "assign" and getattr(step.args, "team", None) is not None:
        yield Aspect.team
    if step.kind == "set_status" and str(getattr(step.args, "to", "")).casefold() == "resolved":
        yield Aspect.resolution


def people_of(entries: Sequence[Entry], now: Mapping[str, Any]) -> People:
    """Return what people did, from the timeline since a run began."""
    mine = [entry for entry in entries if is_person(entry.actor)]
    added = {one.after for one in mine if one.event == "thread.labeled"}
    removed = {one.before for one in mine if one.event == "thread.unlabeled"}
    labels = set(now["thread.labels"])
    changed = {aspect for aspect in Aspect if _changed(aspect, mine)}
    return People(now, frozenset(changed), frozenset(added & labels), frozenset(removed - labels))


def _changed(aspect: Aspect, mine: Sequence[Entry]) -> bool:
    """Whether people changed it in the end: there and back is no change."""
    if aspect is Aspect.reply:
        return any(entry.event == REPLIED for entry in mine)
    told = [entry for entry in mine if CHANGES.get(entry.event) == aspect]
    return bool(told) and told[0].before != told[-1].after


def is_person(actor: str) -> bool:
    """Whether one of us did it, in Slack or through the API."""
    return actor.startswith("agent:") or actor == "api"


def compare_ended(tx: Transaction, desk: Desk, library: Library, thread_id: int) -> None:
    """Compare the ended runs of a thread with what the person did who resolved it."""
    now = _now(tx, desk, thread_id)
    if now["thread.status"] != Status.resolved:
        return
    tx.runs.flush()  # one that has just ended is compared too
    for run in RunHistory(tx).to_compare(thread_id):
        workflow = library.of_run(tx, run)
        if workflow is None or not _in_shadow(run, workflow):
            continue
        entries = tx.timeline.since(thread_id, run.began_at, EVENTS)
        if not _resolved_by_person(entries):
            continue
        aspects = aspects_of(workflow, library.kinds, all_steps=run.mode is RunMode.shadow)
        if run.state is RunState.handed_over:
            aspects = []
        found = compare(Plan.of(run), people_of(entries, now), aspects)
        count(tx, desk, library, run, {aspect: one.tally for aspect, one in found.items()})
        tx.runs.compare(run.id, {aspect: one.written() for aspect, one in found.items()})


def compare_late(tx: Transaction, desk: Desk, library: Library, run: Run) -> None:
    """Compare a run that ended only after its thread was resolved."""
    workflow = library.of_run(tx, run)
    if run.ended_at is None or run.thread_id is None or workflow is None:
        return
    if _in_shadow(run, workflow):
        compare_ended(tx, desk, library, run.thread_id)


def _in_shadow(run: Run, workflow: Workflow) -> bool:
    return run.mode is RunMode.shadow or bool(workflow.shadow_steps)


def _resolved_by_person(entries: Sequence[Entry]) -> bool:
    resolved = [entry for entry in entries if entry.event in THREAD_RESOLVED]
    return bool(resolved) and is_person(resolved[-1].actor)


def _now(tx: Transaction, desk: Desk, thread_id: int) -> dict[str, Any]:
    facts = Facts(tx, desk, thread_id, {})
    return {path: facts.get(path) for path in (*PATHS.values(), "thread.status")}
