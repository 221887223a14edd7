"""The dialogs of one thread: assign, snooze, reply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.views import ids
from bot.views.blocks import Block, View, context, divider, modal, question, rows, section, sections
from bot.views.elements import (
    Option,
    button,
    radio,
    select,
    text_input,
    time_picker,
)
from bot.views.text import as_typed, escape, excerpt, quiet, quote
from store.agents import Agent
from store.messages import Message
from store.threads import Thread


class Preset(NamedTuple):
    """A time to choose with one click: `Tomorrow, 09:00`."""

    words: str
    until: datetime


@dataclass(frozen=True)
class Draft:
    """An answer about to be sent: as whom, to where, and the words whose preview was asked for.

    `canned` are the names of answers to start from. When one is picked, `filling` counts it and
    `words` are what to begin with: Slack fills an input anew only under another name.
    """

    thread: Thread
    agent: Agent
    company: str
    last: Message | None
    preview: str | None = None
    canned: Sequence[str] = ()
    picked: str | None = None
    words: str = ""
    filling: int = 0


def notice(title: str, text: str) -> View:
    """Return a dialog that only says something: that it loads, or why it cannot be done.

    `text` is plain.
    """
    return modal(ids.NOTICE_MODAL, title, [section(escape(text))], {})


def assign(thread: Thread, agents: Sequence[Agent]) -> View:
    """Return the question who should have it; nobody is an answer too."""
    options = [Option(_named(agent), str(agent.id)) for agent in agents]
    chosen = ids.NONE if thread.assignee_id is None else str(thread.assignee_id)
    choice = select(
        ids.ASSIGNEE, [*options, Option("Nobody: release it", ids.NONE)], "Choose an agent", chosen
    )
    return _about(thread, ids.ASSIGN_MODAL, "Assign", "Assign", [_ask(ids.ASSIGNEE, "To", choice)])


def _named(agent: Agent) -> str:
    return agent.name if agent.available else f"{agent.name} (away)"


def snooze(thread: Thread, presets: Sequence[Preset]) -> View:
    """Return the question until when; a time that is picked counts more than the choice."""
    options = [Option(preset.words, str(int(preset.until.timestamp()))) for preset in presets]
    choice = radio(ids.PRESET, options, options[0].value)
    return _about(
        thread,
        ids.SNOOZE_MODAL,
        "Snooze",
        "Snooze",
        [
            _ask(ids.PRESET, "Until", choice),
            question(ids.UNTIL, "Or until exactly", time_picker(ids.UNTIL), optional=True),
            context("It also wakes when the customer writes."),
        ],
    )


def reply(draft: Draft) -> View:
    """Return the answer to write; the preview shows it as the customer will see it."""
    block = text_block(draft.filling)
    words = text_input(block, draft.words, "The customer sees this", multiline=True)
    blocks: list[Block] = []
    if draft.last is not None:
        blocks.append(section(quote(excerpt(quiet(draft.last.text), 600, 8)) or "> 📎"))
    blocks.append(_ask(block, f"Answer to {draft.company}", words))
    options = [Option(name, name) for name in draft.canned]
    start = [select(ids.CANNED, options, "Start from…", draft.picked)] if options else []
    blocks += rows([*start, button("Preview", ids.REPLY_PREVIEW, str(draft.thread.id))])
    if draft.preview is None:
        name = escape(draft.agent.name)
        blocks.append(context(f"Sent as *{name}*, in the customer's Slack thread."))
    else:
        blocks += [
            divider(),
            context(f"*{escape(draft.agent.name)}*"),
            *sections(as_typed(draft.preview)),
        ]
    about: dict[str, object] = {"thread": draft.thread.id}
    if draft.filling:
        about |= {"filling": draft.filling, "picked": draft.picked}
    return modal(ids.REPLY_MODAL, f"Reply {draft.thread.ref}", blocks, about, submit="Send")


def text_block(filling: int) -> str:
    """Return the input that an answer is written in, after it was filled so often."""
    return f"{ids.TEXT}.{filling}" if filling else ids.TEXT


def _ask(block_id: str, label: str, element: dict[str, object]) -> Block:
    return question(block_id, label, element)


def _about(
    thread: Thread, callback_id: str, title: str, submit: str, blocks: Sequence[Block]
) -> View:
    return modal(callback_id, f"{title} {thread.ref}", blocks, {"thread": thread.id}, submit=submit)
