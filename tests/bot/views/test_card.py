"""The card: what it says, and which buttons it offers when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.views import ids
from bot.views.blocks import Surface
from bot.views.card import Card, card
from store.clocks import ClockState, Target
from store.threads import Priority, Resolution, Severity, Status
from tests.bot.views import records as r
from tests.fakes import START

CARD = Card(r.THREAD, r.MESSAGE, r.ACME, r.CAROL, None, ["export"], r.LINK, clocks=[r.CLOCK])


def words(drawn: Surface) -> str:
    return str(drawn.blocks)


def buttons(drawn: Surface) -> list[str]:
    return [
        element["action_id"]
        for block in drawn.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def test_a_new_thread_says_who_needs_what_by_when() -> None:
    drawn = card(CARD, START)

    for fact in ("T-1042", "Acme (enterprise)", "Carol", "> The export is broken", "🆕 *T-1042*"):
        assert fact in words(drawn)
    for fact in ("nobody has it", "Answer due", "`export`", r.LINK):
        assert fact in words(drawn)
    assert drawn.text == "T-1042 · 🆕 New · Acme (enterprise): The export is broken"


@pytest.mark.parametrize(
    ("card_", "offered"),
    [
        (
            CARD,
            [
                ids.CLAIM,
                ids.REPLY,
                ids.RESOLVE,
                ids.ASSIGN,
                ids.SNOOZE,
                ids.ESCALATE,
                ids.DISMISS,
                ids.MORE,
            ],
        ),
        (
            replace(CARD, assignee=r.ADA),
            [ids.REPLY, ids.RESOLVE, ids.ASSIGN, ids.SNOOZE, ids.ESCALATE, ids.DISMISS, ids.MORE],
        ),
        (
            replace(CARD, assignee=r.ADA, thread=r.thread(status=Status.snoozed)),
            [ids.REPLY, ids.RESOLVE, ids.ASSIGN, ids.WAKE, ids.ESCALATE, ids.DISMISS, ids.MORE],
        ),
        (replace(CARD, thread=r.thread(status=Status.resolved)), [ids.REOPEN]),
        (
            replace(
                CARD, thread=r.thread(status=Status.resolved, resolution=Resolution.not_a_request)
            ),
            [ids.REOPEN],
        ),
        (
            replace(
                CARD,
                thread=r.thread(
                    status=Status.resolved, resolution=Resolution.merged, merged_into=1001
                ),
            ),
            [],
        ),
    ],
)
def test_only_what_can_be_done_is_offered(card_: Card, offered: list[str]) -> None:
    assert buttons(card(card_, START)) == offered


def test_every_button_knows_its_thread() -> None:
    for block in card(CARD, START).blocks:
        for element in block.get("elements", []):
            if element["type"] == "button":
                assert element["value"] == "1042"


def test_every_status_looks_different() -> None:
    resolved = [
        r.thread(status=Status.resolved, resolution=resolution, merged_into=None)
        for resolution in Resolution
    ]
    open_ones = [r.thread(status=status) for status in Status if status is not Status.resolved]

    drawn = {words(card(replace(CARD, thread=thread), START)) for thread in resolved + open_ones}
    assert len(drawn) == len(Resolution) + len(Status) - 1


def test_a_late_answer_is_loud_until_it_is_given() -> None:
    later = START + timedelta(hours=2)

    assert "Answer overdue" in words(card(CARD, later))
    answered = replace(CARD, clocks=[])
    assert "Answer" not in words(card(answered, later))


def test_what_is_due_first_is_shown_or_that_it_is_the_customers_turn() -> None:
    resolve = replace(r.CLOCK, target=Target.resolve, due_at=START + timedelta(minutes=5))
    paused = replace(resolve, state=ClockState.paused, due_at=None)

    assert "Resolution due" in words(card(replace(CARD, clocks=[r.CLOCK, resolve]), START))
    assert "Answer due" in words(card(replace(CARD, clocks=[r.CLOCK, paused]), START))
    assert "paused: waiting on customer" in words(card(replace(CARD, clocks=[paused]), START))


def test_harm_and_order_of_work_are_in_the_headline() -> None:
    thread = r.thread(severity=Severity.SEV1, priority=Priority.urgent)

    headline = card(replace(CARD, thread=thread), START).blocks[0]["text"]["text"]
    assert "🔴 SEV1" in headline
    assert "Urgent" in headline


def test_a_deleted_message_is_not_repeated() -> None:
    opening = r.message(text="my password is hunter2", deleted_at=START)

    drawn = card(replace(CARD, opening=opening), START)
    assert "hunter2" not in words(drawn) + drawn.text
    assert "deleted this message" in words(drawn)


def test_files_are_named() -> None:
    opening = r.message(text="", files=[{"id": "F1", "name": "log.txt", "mimetype": "text/plain"}])

    assert "📎 log.txt" in words(card(replace(CARD, opening=opening), START))


def test_nothing_known_is_said_so() -> None:
    drawn = card(Card(r.THREAD, None, None, None, None), START)

    assert "Unknown customer" in words(drawn)
    assert "The export is broken" in words(drawn)
