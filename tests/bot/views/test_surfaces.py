"""Every surface, drawn with the worst of words: Slack takes it, and nothing in it pings."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.config.fields import Field, FieldType
from bot.views import (
    alerts,
    channel_setup,
    customer,
    home,
    lines,
    modals,
    moving,
    room,
    support,
    why,
)
from bot.views.blocks import Surface, View
from bot.views.card import Card, card
from bot.views.more import FieldShown, More, more
from bot.views.rows import Row
from playground.blocks import checked, checked_view
from store.channels import Mode
from store.threads import Resolution, Status, Thread
from store.timeline import Entry
from tests.bot.views import records as r
from tests.bot.views.slack_rules import assert_message, assert_view
from tests.fakes import START

NASTY = "<!channel> <@U0ADA> & ` * ~ ``` | 🎫 \n"
WORDS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from([*NASTY.split(" "), "word", "\n"]), max_size=30).map(" ".join),
    st.tuples(
        st.sampled_from(["x", "&amp;", "🎫 ", "word ", "\n", "<!channel>"]),
        st.sampled_from([1, 100, 1000, 5000]),
    ).map(lambda repeated: repeated[0] * repeated[1]),
)


def a_card(words: str, thread: Thread = r.THREAD) -> Card:
    files = [{"id": "F1", "name": words, "mimetype": "text/plain"}] * 3
    return Card(
        thread=replace(thread, title=words),
        opening=r.message(text=words, files=files),
        customer=replace(r.ACME, name=words, tier=words),
        contact=replace(r.CAROL, name=words),
        assignee=replace(r.ADA, name=words),
        labels=[words] * 9,
        link=r.LINK,
        names={"U0ADA": words},
    )


def a_row(words: str) -> Row:
    return Row(
        r.thread(title=words), replace(r.ACME, name=words), replace(r.ADA, name=words), r.LINK
    )


def a_home(words: str) -> View:
    sections = [home.HomeSection(key, [a_row(words)] * 9, "c" * 60) for key in home.SECTIONS]
    customers = [replace(r.ACME, id=number, name=words) for number in range(250)]
    teams = [replace(r.TEAM, id=number, key=words) for number in range(3)]
    state = home.HomeState(customer="7", cursors={"mine": "c" * 60}, cleared=10**6)
    shown = home.Home(replace(r.ADA, name=words), state, sections, customers, teams)
    return home.home_tab(shown, START)


def entries(words: str) -> list[Entry]:
    return [Entry(1, 1042, START, f"agent:{words}", f"thread.{words}", None, None)] * 50


MESSAGES: dict[str, Callable[[str], Surface]] = {
    "card": lambda words: card(a_card(words), START),
    "resolved card": lambda words: card(
        a_card(words, r.thread(status=Status.resolved, resolved_at=START)), START
    ),
    "title only": lambda words: card(replace(a_card(words), opening=None), START),
    "room": lambda words: room.customer_message(
        r.message(text=words, files=[{"name": words}] * 20), words, r.LINK
    ),
    "reply": lambda words: room.reply(r.message(text=words), words, None, {"U0ADA": words}),
    "edit": lambda words: room.edit(
        r.message(text=words + " b"), "a " + words, words, r.LINK, answered=True
    ),
    "deletion": lambda words: room.deletion(r.MESSAGE, words),
    "reaction": lambda words: room.reaction(words, "eyes", r.message(text=words)),
    "line": lambda words: room.line(lines.changed(words, words, words, words)),
    "score": lambda words: room.line(lines.scored(words, 1, words)),
    "list": lambda words: support.thread_list(words, [a_row(words)] * 99, START),
    "empty list": lambda words: support.thread_list(words, [], START),
    "found": lambda words: support.found(words, [a_row(words)], START),
    "found nothing": lambda words: support.found(words, [], START),
    "show": lambda words: support.show(a_card(words), entries(words), {}, START),
    "opened": lambda words: support.opened(r.THREAD, r.LINK),
    "unknown": support.unknown_thread,
    "refusal": support.refusal,
    "help": lambda words: support.command_help(),
    "csat": lambda words: customer.csat_question(12),
    "csat thanks": lambda words: customer.csat_thanks(3, 12),
    "channel": lambda words: channel_setup.channel_question(
        r.CHANNEL, words, [replace(r.ACME, name=words)] * 9
    ),
    "channel mapped": lambda words: channel_setup.channel_mapped(
        r.CHANNEL, replace(r.ACME, name=words), words
    ),
    "channel ignored": lambda words: channel_setup.channel_ignored(r.CHANNEL, words),
    "courier": lambda words: alerts.courier_stopped(words, words, START, 4),
    "out": lambda words: alerts.system_out(words, words, START, 4),
    "parked": lambda words: alerts.inbox_parked(replace(r.INBOX_ROW, outcome=words, kind=words)),
    "dead": lambda words: alerts.delivery_dead(replace(r.DELIVERY, error=words)),
    "reconcile": lambda words: alerts.reconcile_report(3, 2, ["C0ACME"] * 99),
}
FIELDS = [
    (Field(type=FieldType.choice, choices=("eu", "us")), "eu"),
    (Field(type=FieldType.text), "x" * 500),
    (Field(type=FieldType.number), 12.5),
    (Field(type=FieldType.bool), None),
    (Field(type=FieldType.date), "2026-12-24"),
]
VIEWS: dict[str, Callable[[str], View]] = {
    "home": a_home,
    "visitor": home.visitor_tab,
    "notice": lambda words: modals.notice(words, words),
    "assign": lambda words: modals.assign(
        r.thread(assignee_id=3), [replace(r.ADA, id=number, name=words) for number in range(300)]
    ),
    "snooze": lambda words: modals.snooze(r.THREAD, [modals.Preset(words, START)] * 20),
    "reply": lambda words: modals.reply(
        modals.Draft(r.THREAD, replace(r.ADA, name=words), words, r.message(text=words), words)
    ),
    "more": lambda words: more(
        More(
            r.THREAD,
            [words, "a"],
            [words, *(f"label {number}" for number in range(300))],
            [replace(r.TEAM, id=number, key=words) for number in range(300)],
            [
                FieldShown(f"{field.type}{number}", words, field, value)
                for number in range(8)
                for field, value in FIELDS
            ],
            follows=True,
        )
    ),
    "merge": lambda words: moving.merge(r.THREAD, [r.thread(title=words)] * 120),
    "split": lambda words: moving.split(
        r.THREAD, [r.message(text=words)] * 120, [r.thread(title=words)]
    ),
    "split nothing": lambda words: moving.split(r.THREAD, [], []),
    "add to thread": lambda words: moving.add_to_thread("C0ACME", "1.0", words, []),
    "csat comment": lambda words: customer.csat_comment(12, 5),
    "channel": lambda words: channel_setup.channel_modal(
        r.CHANNEL, [replace(r.ACME, id=number, name=words) for number in range(300)]
    ),
    "channel nobody": lambda words: channel_setup.channel_modal(r.CHANNEL, []),
    "why": lambda words: why.why(why.Why(words, words, r.THREAD, Mode.grouped, words, r.LINK)),
    "why not": lambda words: why.why(why.Why(words, words, None, Mode.off, words)),
}
PINGS = re.compile(r"<![^d]|<@")


@pytest.mark.parametrize("name", MESSAGES)
@settings(max_examples=15, deadline=None)
@given(words=WORDS)
def test_slack_takes_every_message(name: str, words: str) -> None:
    text, blocks = MESSAGES[name](words)

    assert_message(text, blocks)
    checked(blocks, "message", lambda prefix: prefix)
    assert not PINGS.search(text + json.dumps(mrkdwn(blocks), ensure_ascii=False))


@pytest.mark.parametrize("name", VIEWS)
@settings(max_examples=12, deadline=None)
@given(words=WORDS)
@example(words="🎫 " * 1000)
def test_slack_takes_every_view(name: str, words: str) -> None:
    view = VIEWS[name](words)

    assert_view(view)
    checked_view(view, view["type"], lambda prefix: prefix)
    assert not PINGS.search(json.dumps(mrkdwn(view["blocks"]), ensure_ascii=False))


@pytest.mark.parametrize("resolution", [None, *Resolution])
@pytest.mark.parametrize("status", Status)
def test_slack_takes_a_card_in_every_state(status: Status, resolution: Resolution | None) -> None:
    thread = r.thread(
        status=status,
        resolution=resolution,
        snoozed_until=START + timedelta(days=1),
        resolved_at=START,
    )

    assert_message(*card(Card(thread, None, None, None, None), START))


def mrkdwn(part: object) -> list[str]:
    """Return every text with Slack's markup: in the others nothing means anything."""
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            return [part["text"]]
        return [text for inner in part.values() for text in mrkdwn(inner)]
    if isinstance(part, list):
        return [text for inner in part for text in mrkdwn(inner)]
    return []
