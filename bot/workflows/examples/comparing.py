"""Comparing what came of an example with what is expected."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.workflows.examples.answering import Answers, is_for
from bot.workflows.examples.example import Call, Effects, Example
from store.messages import Author, Kind
from store.run_steps import StepStatus
from store.runs import RunState
from store.threads import Thread
from store.transaction import Transaction

NOBODY = "nobody"
LAST = 200  # messages of a thread that are looked through


@dataclass(frozen=True)
class Difference:
    """Something that came out otherwise."""

    what: str
    expected: str
    found: str


@dataclass(frozen=True)
class Shown:
    """What can be seen of a desk when the workflow is done with it."""

    matched: bool
    because: str
    steps: Sequence[str] = ()
    did: Sequence[str] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    replies: Sequence[str] = ()
    state: RunState | None = None
    reason: str | None = None


def look(tx: Transaction, because: str, thread_id: int, run_id: int) -> Shown:
    """Look at the thread and the run."""
    run, thread = tx.runs.get(run_id), tx.threads.get(thread_id)
    if run is None or thread is None:
        raise LookupError(f"run {run_id} or thread {thread_id} is gone")
    steps = [one for one in tx.run_steps.of(run_id) if one.status is not StepStatus.skipped]
    said = tx.messages.last_of_thread(thread_id, LAST)
    by_us = [
        one.text for one in said if one.kind is Kind.message and one.author_kind is Author.bellhop
    ]
    handed_over = run.category if run.state is RunState.handed_over else False
    return Shown(
        True,
        because,
        [step.step for step in steps],
        [
            step.output["did"]
            for step in steps
            if isinstance(step.output, dict) and "did" in step.output
        ],
        {**_values(tx, thread), "handed_over": handed_over, "state": run.state},
        tx.fields.of(thread_id),
        by_us,
        run.state,
        run.reason,
    )


def _values(tx: Transaction, thread: Thread) -> dict[str, Any]:
    team = tx.teams.get(thread.team_id)
    agent = tx.agents.get(thread.assignee_id)
    return {
        "labels": tuple(sorted(tx.labels.of(thread.id))),
        "priority": thread.priority,
        "severity": thread.severity,
        "status": thread.status,
        "team": team.key if team else NOBODY,
        "assignee": agent.key if agent else NOBODY,
    }


def differences(example: Example, shown: Shown, answers: Answers) -> list[Difference]:
    """Return everything that came out otherwise."""
    expect = example.expect
    if expect.matched is not shown.matched:
        found = f"{_yes(shown.matched)}: {shown.because}"
        return [Difference("matched", _yes(expect.matched), found)]
    unknown = [Difference("http", "a stub for it", one) for one in answers.unknown]
    if not shown.matched:
        return unknown
    all_ = [*unknown, *_effects(expect.effects, shown), *_calls(expect.calls, answers)]
    if expect.steps is not None and tuple(expect.steps) != tuple(shown.steps):
        all_.insert(0, Difference("steps", _words(expect.steps), _words(shown.steps)))
    return all_


def _effects(wanted: Effects, shown: Shown) -> Iterator[Difference]:
    for name, found in shown.values.items():
        value = getattr(wanted, name)
        value = tuple(sorted(value)) if name == "labels" and value is not None else value
        if value is not None and value != found:
            yield Difference(name, _words(value), _words(found))
    for name, value in (wanted.fields or {}).items():
        if shown.fields.get(name) != value:
            yield Difference(f"fields.{name}", _words(value), _words(shown.fields.get(name)))
    yield from _said(wanted, shown)


def _said(wanted: Effects, shown: Shown) -> Iterator[Difference]:
    if wanted.reply is False and shown.replies:
        yield Difference("reply", "none", _words(shown.replies))
    for words in wanted.reply or ():
        if not any(words.casefold() in one.casefold() for one in shown.replies):
            yield Difference("reply", words, _words(shown.replies))
    for words in wanted.did or ():
        if not any(words.casefold() in str(one).casefold() for one in shown.did):
            yield Difference("did", words, _words(shown.did))


def _calls(wanted: Sequence[Call] | None, answers: Answers) -> Iterator[Difference]:
    if wanted is None:
        return
    made = [one.request for one in answers.made]
    fits = len(wanted) == len(made) and all(
        is_for(call.request, request) for call, request in zip(wanted, made, strict=True)
    )
    if not fits:
        yield Difference("calls", _words([call.request for call in wanted]), _words(made))
        return
    for call, one in zip(wanted, answers.made, strict=True):
        if not _is_within(call.body, one.body):
            yield Difference(f"json of {call.request}", _words(call.body), _words(one.body))


def _is_within(wanted: object, found: object) -> bool:
    """Whether all that is wanted is there; more may be."""
    if wanted is None:
        return True
    if isinstance(wanted, dict) and isinstance(found, dict):
        return all(key in found and _is_within(one, found[key]) for key, one in wanted.items())
    return wanted == found


def _words(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value) or "none"
    return "none" if value is None or value is False else str(value)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
