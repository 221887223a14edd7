"""What workflows did about a thread, and why: the dialogs of its history and of one run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.views import ids
from bot.views.blocks import Block, View, context, modal, rows, section
from bot.views.elements import button
from bot.views.outputs import in_words
from bot.views.text import NAME, clip, escape
from bot.views.times import moment
from bot.views.workflow_list import CAME_TO
from store.run_steps import Step, StepStatus
from store.runs import Run, RunMode
from store.threads import Thread

MOST_REASONS, MOST_RUNS = 12, 8  # of one thing that happened
STEPS_OF_PAGE, STEPS_OF_BLOCK = 100, 8
LONGEST = 340  # characters of one step: eight fill a paragraph
LOOKS = {
    StepStatus.done: "✅",
    StepStatus.would: "🌗",
    StepStatus.skipped: "▫️",
    StepStatus.waiting: "⏳",
    StepStatus.failed: "❌",
}


@dataclass(frozen=True)
class Reason:
    """A workflow that was considered, and the condition that decided."""

    workflow: str
    matched: bool
    because: str


@dataclass(frozen=True)
class Happened:
    """An event and the runs it began, or (no event) a run that something else began."""

    at: datetime
    event: str | None
    reasons: Sequence[Reason]
    runs: Sequence[Run]
    key: tuple[int, int]


@dataclass(frozen=True)
class Page:
    """A page of a thread's history; `older` is where the next one begins."""

    thread: Thread
    happened: Sequence[Happened]
    older: tuple[int, int] | None


def history(page: Page) -> View:
    """Return what happened, which workflows were considered, and their runs."""
    blocks: list[Block] = []
    for one in page.happened:
        blocks += _happened(one)
    if not page.happened:
        blocks.append(section("No workflow was considered for this thread."))
    if page.older is not None:
        value = f"{page.older[0]}:{page.older[1]}"
        blocks += rows([button("Older →", ids.RUNS_OLDER, value)])
    title = f"Workflows {page.thread.ref}"
    return modal(ids.RUNS_MODAL, title, blocks, {"thread": page.thread.id})


def _happened(one: Happened) -> Iterator[Block]:
    if one.event is not None:
        told = "\n".join(_reasons(one.reasons)) or "No workflow listens to it any more."
        yield section(f"*{escape(clip(one.event, NAME))}*  ·  {moment(one.at)}\n{told}")
    for run in one.runs[:MOST_RUNS]:
        how = "" if one.event else f", began {moment(run.began_at)}"
        open_it = button("Steps", ids.RUN, f"{run.id}:0")
        yield section(f"↳ *{escape(clip(run.workflow, NAME))}*: {_state(run)}{how}", open_it)
    if len(one.runs) > MOST_RUNS:
        yield context(f"… and {len(one.runs) - MOST_RUNS} more runs")


def _reasons(reasons: Sequence[Reason]) -> Iterator[str]:
    ranked = sorted(reasons, key=lambda one: not one.matched)
    for one in ranked[:MOST_REASONS]:
        look = "✅" if one.matched else "✗"
        yield f"{look} *{escape(clip(one.workflow, NAME))}*: {escape(clip(one.because or 'always', 140))}"
    if len(ranked) > MOST_REASONS:
        yield f"… and {len(ranked) - MOST_REASONS} more that did not match"


def _state(run: Run) -> str:
    shadow = " in shadow" if run.mode is RunMode.shadow else ""
    variant = f", variant {escape(clip(run.variant, NAME))}" if run.variant else ""
    category = f" ({escape(clip(run.category, NAME))})" if run.category else ""
    return f"{CAME_TO[run.state]}{shadow}{category}{variant}"


def one_run(run: Run, steps: Sequence[Step], start: int) -> View:
    """Return a run, and its steps from `start` on."""
    blocks = [section("\n".join(_about(run)))]
    shown = steps[start : start + STEPS_OF_PAGE]
    for place in range(0, len(shown), STEPS_OF_BLOCK):
        told = [_step(step) for step in shown[place : place + STEPS_OF_BLOCK]]
        blocks.append(section("\n".join(told)))
    if not steps:
        blocks.append(section("It has taken no step yet."))
    if start + STEPS_OF_PAGE < len(steps):
        later = button("Later steps →", ids.RUN_ON, f"{run.id}:{start + STEPS_OF_PAGE}")
        blocks += rows([later])
    return modal(ids.RUNS_MODAL, "Run", blocks, {"thread": run.thread_id})


def _about(run: Run) -> Iterator[str]:
    yield f"*{escape(run.workflow)}*: {_state(run)}"
    ended = f", ended {moment(run.ended_at)}" if run.ended_at else ""
    yield f"began {moment(run.began_at)}{ended}"
    if run.ended_at is None and run.due_at is not None:
        yield f"goes on at the latest {moment(run.due_at)}"
    if run.reason:
        yield f"_{escape(clip(run.reason, 400))}_"
    for aspect, found in (run.compared or {}).items():
        yield f"• {escape(aspect)}: {_compared(found)}"


def _compared(found: Mapping[str, Any]) -> str:
    verdict = str(found["verdict"]).replace("_", " ")
    return f"{verdict} (it would: {_value(found['would'])}; people: {_value(found['did'])})"


def _value(value: object) -> str:
    shown = ", ".join(map(str, value)) if isinstance(value, list) else value
    return escape(clip(str(shown), 80)) if shown else "nothing"


def _step(step: Step) -> str:
    seconds = (step.ended_at - step.began_at).total_seconds()
    attempts = f", {step.attempts} attempts" if step.attempts > 1 else ""
    said = step.error or in_words(step.output)
    line = f"({step.kind}) {step.status}, {seconds:.1f} s{attempts}"
    shown = escape(clip(f"{line}: {said}" if said else line, LONGEST))
    return f"{LOOKS[step.status]} *{escape(step.step)}* {shown}"
