"""A customer may be one team's: its cards are in that team's channel, its hours count."""

from datetime import UTC, datetime

import pytest

from tests.door import CONFIG, TRIAGE, Door, words

BILL, GLOBEX = "C0BILL", "C0GLOBEX"
HOURS = 'hours: {late: {timezone: UTC, days: {mon-fri: "14:00-18:00"}}}\n'
OURS = (
    CONFIG.replace("support: {}}", f"support: {{}}, billing: {{channel: {BILL}, hours: late}}}}")
    .replace("{tier: growth,", "{tier: growth, team: billing,")
    .replace(", always_on: true", "")
)


@pytest.fixture
def bellhop_yml() -> str:
    return HOURS + OURS


async def test_the_card_and_the_room_are_in_the_teams_channel(door: Door) -> None:
    ts = await door.asks("dave", "Where is my invoice?", GLOBEX)
    await door.asks("dave", "It is urgent", GLOBEX, thread_ts=ts)
    await door.asks("carol", "The export is broken")

    [card] = door.cards(BILL)
    assert "Where is my invoice?" in words(card)
    assert any("It is urgent" in line for line in await door.room())
    [other] = door.cards(TRIAGE)
    assert "The export is broken" in words(other)


async def test_a_note_and_a_claim_work_there(door: Door) -> None:
    await door.asks("dave", "Where is my invoice?", GLOBEX)
    card = await door.card_ts()
    await door.person("ada").says(BILL, "it was sent", thread_ts=card)
    await door.person("ada").clicks(BILL, card, "thread.claim")
    await door.settle()

    said = await door.read(lambda tx: tx.messages.of_thread(1001))
    assert [one.text for one in said] == ["Where is my invoice?", "it was sent"]
    assert (await door.thread()).assignee_id is not None


async def test_the_answer_is_due_by_the_teams_hours(door: Door) -> None:
    await door.asks("dave", "Where is my invoice?", GLOBEX)
    await door.asks("carol", "The export is broken")

    assert (await door.thread(1001)).promise_due_at == datetime(2026, 3, 2, 15, tzinfo=UTC)
    due = (await door.thread(1002)).promise_due_at
    assert due is not None
    assert due.hour == 10
