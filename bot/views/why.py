"""The answer to: why is this (not) a thread."""

from dataclasses import dataclass

from bot.views import ids
from bot.views.blocks import View, context, modal, section
from bot.views.status import mark, status_since
from bot.views.text import escape, excerpt, linked, quiet, quote
from store.channels import Mode
from store.threads import Thread

MODES = {
    Mode.grouped: "messages close in time become one thread",
    Mode.each_message: "each message becomes a thread",
    Mode.manual: "a thread opens when somebody says so",
    Mode.off: "no thread opens here",
}


@dataclass(frozen=True)
class Why:
    """The answer about one message; `reason` is plain words.

    `mode_from` names the level that set the channel's mode: the channel, or the default; in our own
    channels (`is_ours`) no message becomes a thread, whatever the mode.
    """

    text: str
    reason: str
    thread: Thread | None
    mode: Mode
    mode_from: str
    link: str | None = None
    is_ours: bool = False


def why(asked: Why) -> View:
    """Return the answer."""
    blocks = [section(quote(excerpt(quiet(asked.text), 300, 4)) or "> 📎")]
    if asked.thread is None:
        blocks.append(section(f"*This is in no thread.*\n{escape(asked.reason)}"))
    else:
        ref = linked(asked.thread.ref, asked.link)
        blocks.append(section(f"*This is in {ref}.*\n{escape(asked.reason)}"))
        blocks.append(context(f"{mark(asked.thread)} {status_since(asked.thread)}"))
    if not asked.is_ours:
        mode = f"This channel: {MODES[asked.mode]} (`{asked.mode.value}`)"
        blocks.append(context(mode, f"set by {escape(asked.mode_from)}"))
    return modal(ids.NOTICE_MODAL, "Why?", blocks, {})
