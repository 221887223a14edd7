"""What a follower of a thread reads in a direct message."""

from dataclasses import dataclass
from enum import StrEnum

from bot.views.blocks import Surface, context, message, section
from bot.views.status import status
from bot.views.text import clip, escape, excerpt, linked, one_line, quiet, quote
from store.messages import Message
from store.threads import Thread


class News(StrEnum):
    """What followers hear of, and whoever handed a thread over."""

    wrote = "wrote"
    came_back = "came_back"  # to what somebody handed over
    answered = "answered"
    assigned = "assigned"
    resolved = "resolved"
    reopened = "reopened"


WORDS = {
    News.wrote: "💬 {company} wrote",
    News.came_back: "💬 {company} answered what you handed over",
    News.answered: "↩️ {company} was answered",
    News.assigned: "👉 {assignee} has what {company} asked",
    News.resolved: "✅ What {company} asked was resolved",
    News.reopened: "🔁 What {company} asked is open again",
}


@dataclass(frozen=True)
class Told:
    """News of a thread: `last` is what was said last, `url` leads to its card."""

    news: News
    thread: Thread
    company: str
    assignee: str | None
    last: Message | None = None
    url: str | None = None


def news(told: Told) -> Surface:
    """Return the direct message."""
    thread = told.thread
    title = escape(clip(one_line(thread.title), 120))
    text = f"{_words(told)} in {linked(thread.ref, told.url)}: {title}"
    blocks = [section(text)]
    if told.last is not None and told.last.deleted_at is None:
        blocks.append(section(quote(excerpt(quiet(told.last.text), 300, 4)) or "> 📎"))
    blocks.append(context(status(thread), f"👤 {escape(told.assignee or 'nobody has it')}"))
    return message(f"{thread.ref}: {_words(told)}", blocks)


def _words(told: Told) -> str:
    company, assignee = f"*{escape(clip(told.company, 80))}*", escape(told.assignee or "Nobody")
    return WORDS[told.news].format(company=company, assignee=f"*{assignee}*")
