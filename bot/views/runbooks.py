"""Known issues in words, for our own people."""

import re
from collections.abc import Sequence
from typing import Protocol

from bot.views.text import clip, escape, linked, one_line
from store.bug_reports import BugReport, Part
from store.threads import Thread

HEADINGS = {Part.actual: "Symptoms", Part.steps: "Steps", Part.tried: "What was tried"}


class Entry(Protocol):
    """A runbook: what it is called, where it is, its first words, its file."""

    @property
    def title(self) -> str:
        """Return what it is called."""

    @property
    def url(self) -> str | None:
        """Return where all of it is to be read."""

    @property
    def summary(self) -> str:
        """Return its first words."""

    @property
    def name(self) -> str:
        """Return its file."""


def known(found: Sequence[Entry]) -> str:
    """Return what is known already."""
    return "\n".join(["📚 *Known issues that may fit:*", *map(_line, found)])


def wanted(thread: Thread, report: BugReport, cause: str | None) -> str:
    """Ask for a runbook, with a start for it."""
    said = report.written
    title = said.get(Part.summary) or thread.title
    parts = [f"# {title}", f"Cause: {cause}" if cause else ""]
    parts += [f"## {name}\n{said[part]}" for part, name in HEADINGS.items() if said.get(part)]
    parts.append("## What helped\n…")
    text = "\n\n".join(part for part in parts if part)
    name = re.sub(r"\W+", "-", title.lower()).strip("-")[:60] or thread.ref.lower()
    start = escape(clip(text, 1_200)).replace("```", "'''")
    return f"📚 *No runbook knew of this.* A start for `{name}.md`:\n```{start}```"


def _line(entry: Entry) -> str:
    title = linked(clip(entry.title, 100), entry.url) if entry.url else f"*{escape(entry.title)}*"
    words = escape(clip(one_line(entry.summary), 160))
    place = "" if entry.url else f" (`{escape(entry.name)}`)"
    return f"• {title}{place} {words}"
