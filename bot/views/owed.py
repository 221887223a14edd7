"""Follow-ups as lists and dialogs: of a thread, on the Home tab, and as answers to /support."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.views import ids
from bot.views.blocks import Block, Surface, View, context, divider, message, modal, question, rows
from bot.views.blocks import section as paragraph
from bot.views.elements import Option, button, radio, select, text_input, time_picker
from bot.views.modals import Preset
from bot.views.promises import buttons, owed
from bot.views.status import status
from bot.views.text import clip, escape, linked, one_line
from bot.views.times import until
from store.agents import Agent
from store.followups import Followup
from store.threads import Status, Thread

SHOWN = 15
KINDS = {
    "promise": "Tell the customer: you are warned before, everyone when it is late",
    "reminder": "A reminder for us",
}
TITLE = "Follow-ups"
FIX = "Fix shipped"


@dataclass(frozen=True)
class Owed:
    """Something to do later: about which thread, whose it is, and the link to the card."""

    followup: Followup
    thread: Thread
    owner: str | None
    link: str | None


@dataclass(frozen=True)
class Adding:
    """What a dialog to add one begins with."""

    thread: Thread
    presets: Sequence[Preset]
    agents: Sequence[Agent]
    agent: Agent | None = None
    kind: str = "promise"
    text: str = ""
    due_at: datetime | None = None


def of_thread(thread: Thread, listed: Sequence[Owed]) -> View:
    """Return what is still to be done about a thread."""
    blocks: list[Block] = [
        block
        for one in listed[:SHOWN]
        for block in (
            paragraph(owed(one.followup)),
            context(_whose(one)),
            *buttons(one.followup),
            divider(),
        )
    ]
    if not listed:
        blocks = [paragraph("🌤️ Nothing has to be done later.")]
    if len(listed) > SHOWN:
        blocks.append(context(f"… and {len(listed) - SHOWN} more"))
    blocks += rows([button("Add…", ids.OWED_ADD, str(thread.id))])
    return modal(ids.OWED_MODAL, f"{TITLE} {thread.ref}", blocks, {"thread": thread.id})


def add(shown: Adding, kept: Mapping[str, object]) -> View:
    """Return the question what to do later, by when, and whose it is."""
    options = [Option(words, kind) for kind, words in KINDS.items()]
    times = [Option(one.words, str(int(one.until.timestamp()))) for one in shown.presets]
    people = [Option(agent.name, str(agent.id)) for agent in shown.agents]
    whose = str(shown.agent.id) if shown.agent else ids.NONE
    nobody = Option("Whoever has the thread by then", ids.NONE)
    exactly = int(shown.due_at.timestamp()) if shown.due_at else None
    blocks = [
        question(ids.OWED_KIND, "What", radio(ids.OWED_KIND, options, shown.kind)),
        question(ids.TEXT, "What to do", text_input(ids.TEXT, shown.text, longest=500)),
        question(ids.PRESET, "By", radio(ids.PRESET, times, times[0].value)),
        question(ids.UNTIL, "Or exactly by", time_picker(ids.UNTIL, exactly), optional=True),
        question(
            ids.ASSIGNEE, "Who", select(ids.ASSIGNEE, [nobody, *people], "Who does it", whose)
        ),
    ]
    about = {"thread": shown.thread.id, **kept}
    title = f"Follow up {shown.thread.ref}"
    return modal(ids.OWED_ADD_MODAL, title, blocks, about, submit="Add")


def change(followup: Followup, thread: Thread, kept: Mapping[str, object]) -> View:
    """Return the question what is different."""
    due = int(followup.due_at.timestamp()) if followup.due_at else None
    words = html.unescape(followup.payload["text"])
    blocks = [
        question(ids.UNTIL, "By", time_picker(ids.UNTIL, due)),
        question(ids.TEXT, "What to do", text_input(ids.TEXT, words, longest=500)),
    ]
    about = {"thread": thread.id, "owed": followup.id, **kept}
    title = f"Follow up {thread.ref}"
    return modal(ids.OWED_CHANGE_MODAL, title, blocks, about, submit="Save")


def on_home(listed: Sequence[Owed], now: datetime) -> list[Block]:
    """Return what somebody has to do later, for their Home tab."""
    if not listed:
        return []
    shown = [
        block for one in listed for block in (paragraph(_row(one, now)), *buttons(one.followup))
    ]
    return [divider(), paragraph("*My follow-ups*"), *shown]


def listed_for(listed: Sequence[Owed], now: datetime) -> Surface:
    """Return the same as an answer to /support."""
    if not listed:
        return message("No follow-ups", [paragraph("*My follow-ups*\n🌤️ None.")])
    lines = [paragraph(_row(one, now)) for one in listed[:SHOWN]]
    more = [context(f"… and {len(listed) - SHOWN} more")] if len(listed) > SHOWN else []
    head = [paragraph("*My follow-ups*")]
    hint = context(
        "Done, change or cancel them on the Home tab, or in *More…* → *Follow-ups* of a card."
    )
    return message(f"{len(listed)} follow-ups", [*head, *lines, *more, hint])


def fix_shipped(what: str, threads: Sequence[tuple[Thread, str]], words: str) -> View:
    """Return the question what to tell everybody whom a fix concerns."""
    lines = [_concerned(thread, company) for thread, company in threads]
    more = [f"… and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    listed = "\n".join([*lines[:SHOWN], *more])
    note = "No customer reads this yet: it waits as a draft in each thread, for whoever has it."
    blocks = [
        paragraph(f"*{escape(what)}* concerns {_threads(len(threads))}:\n{listed}"),
        question(ids.TEXT, "Tell them", text_input(ids.TEXT, words, multiline=True)),
        context(note),
    ]
    return modal(ids.FIXED_MODAL, FIX, blocks, {"fixed": what}, submit="Draft for all")


def fix_drafted(what: str, count: int) -> View:
    """Return that the drafts are there, and what becomes of them."""
    told = (
        f"📣 *{escape(what)}*: a draft waits in {_threads(count)}. Whoever has the thread sends it, "
        "changes it first, or dismisses it; who does nothing about it is reminded."
    )
    return modal(ids.NOTICE_MODAL, FIX, [paragraph(told)], {})


def _concerned(thread: Thread, company: str) -> str:
    title = escape(clip(one_line(thread.title), 80))
    over = f"  ·  {status(thread)}" if thread.status is Status.resolved else ""
    return f"• {thread.ref} *{escape(clip(company, 60))}*: {title}{over}"


def _threads(count: int) -> str:
    return "one thread" if count == 1 else f"{count} threads"


def _row(one: Owed, now: datetime) -> str:
    due = f" ({until(one.followup.due_at, now)})" if one.followup.due_at else ""
    title = escape(clip(one_line(one.thread.title), 80))
    return f"{owed(one.followup)}{due}\n{linked(one.thread.ref, one.link)}  ·  {title}"


def _whose(one: Owed) -> str:
    by, owner = one.followup.payload["by"], one.owner or "whoever has it by then"
    return f"👤 {escape(owner)}" + ("" if by == owner else f"  ·  added by {escape(by)}")
