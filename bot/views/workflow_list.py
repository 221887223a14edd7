"""The dialog of all workflows: how each is switched, what its last runs came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.views import ids
from bot.views.blocks import Block, View, context, modal, rows, section
from bot.views.elements import Element, Option, button, select
from bot.views.standing import Shadow, precision
from bot.views.text import clip, escape
from bot.views.times import moment
from store.runs import Run, RunState
from store.workflows import Mode, Switch

OF_PAGE = 20  # workflows: with two or three blocks each, they stay under Slack's hundred
LOOKS = {Mode.live: "🟢 live", Mode.shadow: "🌗 in shadow", Mode.off: "⛔ off"}
AS_FILE = "file"  # the choice that means: as the file says
CAME_TO = {
    RunState.done: "done",
    RunState.handed_over: "handed over",
    RunState.failed: "failed",
    RunState.cancelled: "cancelled",
    RunState.waiting: "waiting",
    RunState.working: "at work",
}


@dataclass(frozen=True)
class Listed:
    """A workflow as the list shows it; one whose file is wrong has no mode, and a `problem`."""

    name: str
    description: str = ""
    mode: Mode | None = None
    of_file: Mode | None = None
    switch: Switch | None = None
    counts: Mapping[RunState, int] | None = None
    failure: Run | None = None
    shadow: Shadow | None = None
    problem: str = ""


@dataclass(frozen=True)
class WorkflowList:
    """A page of the list; whoever `may_switch` gets a select beside each of them."""

    listed: Sequence[Listed]
    page: int
    pages: int
    may_switch: bool


def workflow_list(shown: WorkflowList) -> View:
    """Return a page of the list."""
    blocks: list[Block] = []
    for one in shown.listed:
        blocks += _row(one, may_switch=shown.may_switch)
    if not shown.listed:
        blocks.append(section("There are no workflows yet: they are files in `workflows/`."))
    elif not shown.may_switch:
        blocks.append(context("Leads and admins can switch workflows."))
    blocks += rows(_turning(shown))
    return modal(ids.WORKFLOWS_MODAL, "Workflows", blocks, {"page": shown.page})


def _turning(shown: WorkflowList) -> list[Element]:
    around = ((shown.page - 1, "← Back"), (shown.page + 1, "More →"))
    return [
        button(words, f"{ids.WORKFLOW_PAGE}.{page}", str(page))
        for page, words in around
        if 0 <= page < shown.pages
    ]


def _row(one: Listed, *, may_switch: bool) -> list[Block]:
    title = f"*{escape(one.name)}*"
    if one.mode is None:
        problem = escape(clip(one.problem, 300))
        return [section(f"🧩 {title}  ·  not used, its file is wrong\n`{problem}`")]
    text = f"{title}\n{escape(clip(one.description, 300))}"
    accessory = _switch(one) if may_switch else None
    about = context(_state(one, one.mode), _runs(one))
    blocks = [section(text, accessory, f"workflow:{one.name}"), about]
    if one.failure is not None:
        blocks.append(context(_failure(one.failure)))
    return blocks


def _state(one: Listed, mode: Mode) -> str:
    switch = one.switch
    if switch is None or switch.mode is None:
        return f"{LOOKS[mode]}, as its file says"
    who = (switch.changed_by or "").rpartition(":")[2] or "somebody"
    since = f" since {moment(switch.changed_at)}" if switch.changed_at else ""
    why = f": {escape(clip(switch.why, 200))}" if switch.why else ""
    return f"{LOOKS[mode]}{since}, by {escape(who.capitalize())}{why}"


def _switch(one: Listed) -> Element:
    options = [Option(words.partition(" ")[2].capitalize(), mode) for mode, words in LOOKS.items()]
    if one.of_file is not None:
        options.append(Option(f"As its file says: {one.of_file}", AS_FILE))
    own = one.switch.mode if one.switch else None
    return select(ids.WORKFLOW_SWITCH, options, "Switch", own or AS_FILE)


def _runs(one: Listed) -> str:
    counts = one.counts or {}
    said = [f"{counts[state]} {words}" for state, words in CAME_TO.items() if counts.get(state)]
    runs = f"Last 7 days: {', '.join(said) or 'no runs'}"
    return f"{runs}  ·  {precision(one.shadow)}" if one.shadow else runs


def _failure(run: Run) -> str:
    about = f"T-{run.thread_id}" if run.thread_id else "about no thread"
    at = moment(run.ended_at) if isinstance(run.ended_at, datetime) else ""
    return f"⚠️ Last failure: {about}, {at}: {escape(clip(run.reason or '', 200))}"
