"""A thread as a row of a list: on the Home tab and in answers to the slash command."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.views.status import importance, promise_in, status
from bot.views.text import clip, escape, linked, one_line
from bot.views.times import ago, moment, span
from store.agents import Agent
from store.clocks import Clock
from store.customers import Customer
from store.threads import Status, Thread


@dataclass(frozen=True)
class Row:
    """What a row shows; `link` leads to the card, `clocks` are the promises still to be kept."""

    thread: Thread
    customer: Customer | None
    assignee: Agent | None
    link: str | None = None
    clocks: Sequence[Clock] = ()


def row(shown: Row, now: datetime, *, whose: bool = True) -> str:
    """Return two lines: what it is about, and how it stands; `whose` names who has it."""
    thread = shown.thread
    company = escape(clip(shown.customer.name, 60)) if shown.customer else "Unknown customer"
    title = escape(clip(one_line(thread.title), 120))
    assignee = escape(clip(shown.assignee.name, 60)) if shown.assignee else "nobody has it"
    facts = [
        _status(thread),
        assignee if whose else "",
        _waiting(thread, now),
        promise_in(shown.clocks, now),
        importance(thread),
    ]
    return f"*{linked(thread.ref, shown.link)}* *{company}*: {title}\n" + "  ·  ".join(
        fact for fact in facts if fact
    )


def _status(thread: Thread) -> str:
    if thread.status is Status.snoozed and thread.snoozed_until is not None:
        return f"{status(thread)} until {moment(thread.snoozed_until)}"
    return status(thread)


def _waiting(thread: Thread, now: datetime) -> str:
    ours = thread.status not in (Status.resolved, Status.waiting_on_customer)
    if thread.waiting_since is not None and ours:
        return f"waiting {span(now - thread.waiting_since)}"
    return f"last message {ago(thread.last_message_at, now)}"
