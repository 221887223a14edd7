"""The card of a thread in the triage channel: what it is about, and what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.views import ids
from bot.views.blocks import Block, Surface, context, message, rows, section
from bot.views.elements import Element, button
from bot.views.facts import fact
from bot.views.status import importance, label_marks, mark, promise, status, status_since
from bot.views.text import clip, escape, excerpt, link, linked, one_line, quiet, quote, shorten
from bot.views.times import clock_time
from bot.views.tracking import standing
from store.agents import Agent
from store.clocks import Clock
from store.contacts import Contact
from store.customers import Customer
from store.links import Link
from store.messages import Message
from store.threads import Resolution, Status, Thread

MOST_TOLD = 12


@dataclass(frozen=True)
class Card:
    """What a card shows; `opening` is the customer's first message, `link` leads to it.

    `names` tells whom the Slack ids in the message mean; `fields` are labels with their values,
    `told` is what other systems say, `clocks` are the promises still to be kept, `issues`
    what engineering does about it; `begun_by` is who of us wrote first, where nobody had written;
    `paging` is whether somebody answered the call for help, `incident` what is behind it.
    """

    thread: Thread
    opening: Message | None
    customer: Customer | None
    contact: Contact | None
    assignee: Agent | None
    labels: list[str] = field(default_factory=list)
    link: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    fields: list[tuple[str, str]] = field(default_factory=list)
    told: Sequence[tuple[str, object]] = ()
    clocks: Sequence[Clock] = ()
    issues: Sequence[Link] = ()
    begun_by: str | None = None
    paging: str = ""
    incident: str = ""


def card(shown: Card, now: datetime) -> Surface:
    """Return the card."""
    thread = shown.thread
    blocks = [section(_headline(shown))]
    if thread.status is Status.resolved:
        blocks += [context(one_line(_words(shown, 120, 1))), context(*_facts(shown, now))]
    else:
        blocks += [section(quote(_words(shown, 400, 4))), context(*_facts(shown, now))]
    if shown.told:
        first, *others = _told(shown)
        blocks.append(context(f"📡 {first}", *others))
    if shown.issues:
        blocks.append(context(*(standing(issue) for issue in shown.issues)))
    return message(_fallback(shown), blocks + _buttons(shown))


def moved_card(thread: Thread, channel: str, url: str | None) -> Surface:
    """Return what is left of a card that went to another channel."""
    text = f"↪️ {linked(thread.ref, url)} went to <#{channel}>: {escape(one_line(thread.title))}"
    return message(f"{thread.ref} went to another channel", [context(text)])


def _headline(shown: Card) -> str:
    thread = shown.thread
    parts = [f"{mark(thread)} *{thread.ref}*", f"*{_company(shown)}*", _person(shown)]
    return "  ·  ".join(part for part in [*parts, importance(thread)] if part)


def _company(shown: Card) -> str:
    if shown.customer is None:
        return "Unknown customer"
    tier = f" ({escape(shown.customer.tier)})" if shown.customer.tier else ""
    return escape(shorten(shown.customer.name, 100)) + tier


def _person(shown: Card) -> str:
    if not shown.thread.root_ts:
        return "_has not written_"
    if shown.contact and shown.contact.name:
        return escape(shown.contact.name)
    return f"_{escape(shown.begun_by)} wrote first_" if shown.begun_by else "someone"


def _words(shown: Card, limit: int, lines: int) -> str:
    opening = shown.opening
    if opening is None:
        return shorten(escape(shown.thread.title), limit)
    if opening.deleted_at is not None:
        return "_The customer deleted this message._"
    names = "  ".join(f"📎 {escape(one_line(str(file.get('name'))))}" for file in opening.files)
    text = excerpt(quiet(opening.text, shown.names), limit, lines, shown.link)
    return "\n".join(part for part in (text, shorten(names, 200)) if part)


def _facts(shown: Card, now: datetime) -> list[str]:
    thread = shown.thread
    edited = shown.opening is not None and shown.opening.edited_ts is not None
    return [
        status_since(thread),
        f"👤 {escape(shown.assignee.name)}" if shown.assignee else "👤 _nobody has it_",
        f"opened {clock_time(thread.opened_at, now)}",
        shown.incident,
        shown.paging,
        "🙋 *asked for a person*" if thread.human_asked_at else "",
        promise(shown.clocks, now),
        "✏️ edited" if edited else "",
        label_marks(shown.labels),
        *(f"{escape(label)}: {escape(clip(value, 60))}" for label, value in shown.fields),
        link(shown.link, "Open message") if shown.link else "",
    ]


def _told(shown: Card) -> list[str]:
    return [fact(name, value) for name, value in shown.told[:MOST_TOLD]]


def _buttons(shown: Card) -> list[Block]:
    thread = shown.thread
    if thread.resolution is Resolution.merged:
        return []  # it goes on elsewhere
    if thread.status is Status.resolved:
        return rows([_button(thread, "Reopen", ids.REOPEN)])
    claimed = shown.assignee is not None
    asleep = thread.status is Status.snoozed
    first = [] if claimed else [button("Claim", ids.CLAIM, str(thread.id), style="primary")]
    return rows(
        [
            *first,
            _button(thread, "Reply…", ids.REPLY),
            _button(thread, "Resolve", ids.RESOLVE),
            _button(thread, "Assign…", ids.ASSIGN),
            _button(thread, "Wake", ids.WAKE) if asleep else _button(thread, "Snooze…", ids.SNOOZE),
            _button(thread, "Escalate…", ids.ESCALATE),
            _button(thread, "Not a request", ids.DISMISS),
            _button(thread, "More…", ids.MORE),
        ]
    )


def _button(thread: Thread, words: str, action_id: str) -> Element:
    return button(words, action_id, str(thread.id))


def _fallback(shown: Card) -> str:
    thread = shown.thread
    words = one_line(_words(shown, 150, 2))
    return f"{thread.ref} · {status(thread)} · {_company(shown)}: {words}"
