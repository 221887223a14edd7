"""Signals in words: what goes on at a customer, drafts, and what rules would have done."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from bot.views import ids
from bot.views.blocks import Surface, message, rows, section, sections
from bot.views.blocks import context as small
from bot.views.elements import button
from bot.views.facts import fact
from bot.views.text import as_typed, clip, escape, link, linked, one_line, quote
from bot.views.times import moment, span

MOST = 12  # facts in one line
MOST_STRANGERS = 100  # that are kept; of more it is said that there are
LISTED = 20
SEEN_AGAIN = "the customer uses the product again"
UNSEEN = "The customer has seen nothing yet."


class Struck(NamedTuple):
    """A customer whom many share their trouble with, and their thread."""

    company: str
    ref: str
    url: str | None


def context(
    title: str, source: str, facts: Sequence[tuple[str, object]], url: str | None = None
) -> str:
    """Return what other systems say of a customer."""
    shown = [fact(name, value) for name, value in facts[:MOST]]
    seen = [link(url, "see there")] if url else []
    return "  ·  ".join([f"📡 *{_title(title)}* ({escape(source)})", *shown, *seen])


def over(title: str) -> str:
    """Return that it is over."""
    return f"🟢 It is over{f': {_title(title)}' if title else ''}"


def doubtful(webhook: str, title: str) -> str:
    """Return that it may be over."""
    told = f"🤔 {escape(webhook)} told that it is over, and nobody signed that: {_title(title)}"
    return f"{told}. Please have a look."


def unmatched(webhook: str) -> str:
    """Return the title of the thread for signals about nobody we know."""
    return f"Unmatched signals of {webhook}: whose are they?"


def strangers(webhook: str, known_as: Sequence[tuple[str, str]]) -> str:
    """Return about whom signals came whom we do not know."""
    listed = [f"• {escape(clip(who, 200))}: {_title(said)}" for who, said in known_as[:LISTED]]
    least = "at least " if len(known_as) >= MOST_STRANGERS else ""
    more = [f"… and {least}{len(known_as) - LISTED} more"] if len(known_as) > LISTED else []
    todo = "Write their ids under `customers.….external` in bellhop.yml"
    return "\n".join(
        [f"📡 {escape(webhook)} told of customers we do not know. {todo}:", *listed, *more]
    )


def storm(
    rule: str, many: tuple[int, timedelta], struck: Sequence[Struck], thread_id: int | None
) -> Surface:
    """Return that a rule concerns so many customers, within so long, that it is not about them.

    `struck` are those who have a thread; from `thread_id` an incident can be declared.
    """
    count, within = many
    text = f"🌩️ *{escape(rule)}: {count} customers within {span(within)}*. Is this one incident?"
    todo = (
        "I open no more threads for it. What else comes is held, and shown when such a customer "
        "writes; no customer is written to."
    )
    shown = [f"{escape(clip(one.company, 60))} {linked(one.ref, one.url)}" for one in struck]
    more = [f"and {count - len(shown)} more without a thread"] if count > len(shown) else []
    listed = [small("  ·  ".join([*shown, *more]))] if shown else []
    declare = button("Declare an incident…", ids.DECLARE, str(thread_id))
    return message(
        text,
        [section(f"{text}\n{todo}"), *listed, *(rows([declare]) if thread_id else [])],
    )


def draft_mark(words: str) -> str:
    """Return by which a click tells the words that it was pressed under."""
    return f"draft.{sha256(words.encode()).hexdigest()[:16]}"


def draft(words: str, thread_id: int, head: str = UNSEEN) -> Surface:
    """Return a message to the customer, for a person to approve; `head` says why."""
    about = str(thread_id)
    missing = "_The draft names something that no signal told: write it yourself._"
    shown = sections(quote(as_typed(words)) if words else missing, most=2)
    send = [button("Send", ids.DRAFT_SEND, about, style="primary")] if words else []
    edit = button("Edit…", ids.DRAFT_EDIT, about)
    dismiss = button("Dismiss", ids.DRAFT_DISMISS, about)
    return message(
        "A draft waits for approval",
        [section(f"✉️ *A draft.* {head}"), *shown, *rows([*send, edit, dismiss], draft_mark(words))],
    )


def draft_settled(by: str, became: str) -> Surface:
    """Return what became of a draft."""
    text = f"✉️ *{escape(by)}* {became}"
    return message(text, [small(text)])


def not_said(why: str) -> str:
    """Return that a rule could not say what it wanted to."""
    return f"⚠️ Nothing was sent to the customer: {escape(why)}"


def unchecked(why: str) -> str:
    """Return that nobody knows whether it still is so, and what a person can do."""
    told = f"⚠️ I could not look whether it still is so: {escape(clip(why, 200))}."
    return (
        f"{told} Nothing was sent. Try *Send* again, or, if you know that it is so, use *Reply…*."
    )


def would_have(
    rule: str, lines: Sequence[tuple[str, str, str]], more: int, live_at: datetime | None
) -> Surface:
    """Return what a rule in shadow would have done since the last report."""
    ends = f"it goes live {moment(live_at)}" if live_at else "until its mode is changed"
    text = f"👥 *{escape(rule)}* is in shadow ({ends}). It would have:"
    listed = [f"• {became} *{escape(who)}*: {_title(title)}" for who, became, title in lines]
    rest = [f"… and {more} more"] if more else []
    nothing = ["• done nothing"] if not lines else []
    return message(text, [section("\n".join([text, *listed, *rest, *nothing]))])


def sweep_blind(webhook: str, last: datetime | None) -> Surface:
    """Return that rules are not asked, because who tells of the product is silent."""
    heard = f"was heard last {moment(last)}" if last else "was never heard"
    text = f"🙈 *{escape(webhook)}* {heard}"
    todo = (
        "Rules that look at what customers do *not* do wait until it speaks again: its silence "
        "is not theirs. Look at its webhook destination."
    )
    return message(text, [section(f"{text}.\n{todo}")])


def gone_live(rule: str) -> Surface:
    """Return that a rule is no longer in shadow."""
    text = f"🚦 *{escape(rule)}* was in shadow for a week: it is live from now on"
    return message(text, [section(f"{text}. `mode: shadow` in bellhop.yml stops it.")])


def _title(text: str) -> str:
    return escape(clip(one_line(text), 200))
