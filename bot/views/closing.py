"""The dialog of Resolve, where bellhop.yml wants to know what was the matter."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.views import ids
from bot.views.blocks import View, modal, question
from bot.views.elements import Option, select, text_input
from bot.views.more import FieldShown, field_question
from bot.views.text import clip, escape, linked
from store.threads import Thread

WORDS = {"category": "the cause", "link": "a link"}


@dataclass(frozen=True)
class Asked:
    """What the dialog asks: causes to choose from, links so far, fields that have to be set."""

    thread: Thread
    categories: Sequence[str]
    needed: Sequence[str]
    category: str | None = None
    links: Sequence[str] = ()
    fields: Sequence[FieldShown] = ()


def resolve(asked: Asked) -> View:
    """Return the question what was the matter."""
    options = [Option(one, one) for one in asked.categories]
    cause = select(ids.CATEGORY, options, "What it came from", asked.category)
    links = text_input(ids.LINKS, "\n".join(asked.links), "https://…", multiline=True)
    hint = "Issues, pull requests, runbooks; one on each line"
    blocks = [
        question(ids.CATEGORY, "Cause", cause, optional="category" not in asked.needed),
        question(ids.LINKS, "Links", links, hint, optional="link" not in asked.needed),
        *(field_question(one, optional=False) for one in asked.fields),
    ]
    about = {"thread": asked.thread.id}
    return modal(ids.RESOLVE_MODAL, f"Resolve {asked.thread.ref}", blocks, about, submit="Resolve")


def missing(thread: Thread, name: str) -> str:
    """Say what a thread is not resolved without; plain."""
    what = WORDS.get(name, name.replace("_", " "))
    return f"{thread.ref} needs {what} before it is resolved: use Resolve on its card."


def closed_with(category: str | None, links: Sequence[str]) -> str:
    """Say to the room what was the matter."""
    cause = f"🏷️ Cause: *{escape(category)}*" if category else "🏷️"
    return "  ·  ".join([cause, *(linked(clip(one, 80), one) for one in links)])
