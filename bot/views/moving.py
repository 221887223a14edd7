"""The dialogs that put messages into another thread: merge, split or move, add to thread."""

from collections.abc import Sequence

from bot.views import ids
from bot.views.blocks import Block, View, context, modal, question, section
from bot.views.elements import Option, multi_select, select, text_input
from bot.views.status import status
from bot.views.text import excerpt, one_line, quiet, quote
from store.messages import Message
from store.threads import Thread


def merge(thread: Thread, others: Sequence[Thread]) -> View:
    """Return the question with which of the customer's threads it is one."""
    blocks = [
        *_target(others, "Merge into"),
        context(
            f"All messages and notes of {thread.ref} go there, and {thread.ref} points to it. "
            "The customer sees nothing of it."
        ),
    ]
    return modal(
        ids.MERGE_MODAL, f"Merge {thread.ref}", blocks, {"thread": thread.id}, submit="Merge"
    )


def split(thread: Thread, messages: Sequence[Message], others: Sequence[Thread]) -> View:
    """Return the question which messages go, and where: into a new thread or another one."""
    if not messages:
        return modal(
            ids.NOTICE_MODAL,
            f"Split {thread.ref}",
            [section("There is no message here that could go elsewhere.")],
            {},
        )
    options = [Option(_preview(said), str(said.id)) for said in messages]
    targets = [Option("A new thread", ids.NEW_THREAD), *_options(others)]
    blocks = [
        question(
            ids.MESSAGES, "Messages to move", multi_select(ids.MESSAGES, options, "Choose messages")
        ),
        question(ids.TARGET, "Into", select(ids.TARGET, targets, "Where", ids.NEW_THREAD)),
        _reference(),
        context("The rest stays here. The customer sees nothing of it."),
    ]
    return modal(
        ids.SPLIT_MODAL, f"Split {thread.ref}", blocks, {"thread": thread.id}, submit="Move"
    )


def add_to_thread(channel: str, ts: str, text: str, others: Sequence[Thread]) -> View:
    """Return the question to which thread a message belongs; it may not be known to us yet."""
    blocks: list[Block] = [
        section(quote(excerpt(quiet(text), 300, 4)) or "_a message without words_"),
        *_target(others, "Add it to"),
    ]
    return modal(
        ids.ADD_TO_THREAD_MODAL,
        "Add to thread",
        blocks,
        {"channel": channel, "ts": ts},
        submit="Add",
    )


def _target(others: Sequence[Thread], label: str) -> list[Block]:
    if not others:
        return [_reference(optional=False)]
    choice = select(ids.TARGET, _options(others), "Choose a thread")
    return [question(ids.TARGET, label, choice, optional=True), _reference()]


def _reference(*, optional: bool = True) -> Block:
    field = text_input(ids.REF, placeholder="T-1042", longest=20)
    label = "Or by its reference" if optional else "The reference of the thread"
    return question(ids.REF, label, field, optional=optional)


def _options(threads: Sequence[Thread]) -> list[Option]:
    return [
        Option(f"{thread.ref} {status(thread)} {one_line(thread.title)}", str(thread.id))
        for thread in threads
    ]


def _preview(said: Message) -> str:
    words = one_line(quiet(said.text)) or ", ".join(str(file.get("name")) for file in said.files)
    return f"{said.sent_at:%d %b %H:%M} {words}"
