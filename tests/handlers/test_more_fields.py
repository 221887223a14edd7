"""More…: custom fields, status, team and following."""

from typing import Any

import pytest

from bot.desk.fields import set_field
from bot.desk.standing import set_status, set_team
from bot.desk.threads import BELLHOP
from bot.errors import Refused
from store.threads import Status
from tests.door import ACME, CONFIG, TRIAGE, Door, words
from tests.handlers.looks import buttons, entries, thread_is_open

BILL = "C0BILL"
OURS = (
    CONFIG.replace("support: {}}", f"support: {{}}, billing: {{channel: {BILL}}}}}")
    + """
fields:
  region: {type: choice, choices: [eu, us]}
  order: {type: text, label: Order number}
  seats: {type: number}
  vip: {type: bool}
  renewal: {type: date}
"""
)
SET = {
    "field:region": "eu",
    "field:order": "A-17",
    "field:seats": "12.5",
    "field:vip": "true",
    "field:renewal": "2026-12-24",
}
KEPT = {"region": "eu", "order": "A-17", "seats": 12.5, "vip": True, "renewal": "2026-12-24"}


@pytest.fixture
def bellhop_yml() -> str:
    return OURS


async def submits(door: Door, handle: str = "ada", **values: Any) -> dict[str, Any]:
    thread = await door.thread()
    await door.person(handle).clicks(str(thread.card_channel), await door.card_ts(), "thread.more")
    errors: dict[str, Any] = await door.person(handle).submits(values)
    await door.settle()
    return errors


async def fields(door: Door) -> dict[str, Any]:
    return await door.read(lambda tx: tx.fields.of(1001))


async def test_fields_of_every_type_are_set_shown_and_cleared(door: Door) -> None:
    await thread_is_open(door)

    assert await submits(door, **SET) == {}
    assert await fields(door) == KEPT
    card = words(door.cards()[0])
    for shown in ("Region: eu", "Order number: A-17", "Seats: 12.5", "Vip: yes"):
        assert shown in card

    assert await submits(door) == {}
    assert len(await entries(door, "thread.field_changed")) == 5
    cleared: dict[str, Any] = {
        **dict.fromkeys(SET, None),
        "field:region": "none",
        "field:vip": "none",
    }
    assert await submits(door, **cleared) == {}
    assert await fields(door) == {}


async def test_the_timeline_has_before_and_after(door: Door) -> None:
    await thread_is_open(door)
    await submits(door, **{"field:region": "eu"})
    await submits(door, **{"field:region": "us"})

    entry = (await entries(door, "thread.field_changed"))[-1]
    assert entry.before == {"field": "region", "value": "eu"}
    assert entry.after == {"field": "region", "value": "us"}
    assert any("Region" in line and "eu → us" in line for line in await door.room())


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("region", "mars", "Region has to be one of eu, us"),
        ("order", "x" * 501, "Order number has to be a text of at most 500"),
        ("order", 7, "Order number has to be a text"),
        ("seats", "many", "Seats has to be a number"),
        ("seats", True, "Seats has to be a number"),
        ("seats", "nan", "Seats has to be a number"),
        ("seats", 10**16, "Seats has to be a number"),
        ("vip", "perhaps", "Vip has to be true or false"),
        ("renewal", "Christmas", "Renewal has to be a date"),
        ("colour", "red", "no field colour"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_does_not_fit_is_refused_by_name(
    door: Door, name: str, value: object, why: str
) -> None:
    await thread_is_open(door)

    with pytest.raises(Refused, match=why):
        await door.bot.store.write(set_field, door.bot.deps.desk, 1001, name, value, BELLHOP)

    assert await fields(door) == {}


async def test_a_merge_keeps_the_targets_and_takes_what_it_lacks(door: Door) -> None:
    await thread_is_open(door)
    await door.later(hours=3)
    await door.asks("carol", "Another thing is broken")
    desk, write = door.bot.deps.desk, door.bot.store.write
    for number, name, value in ((1001, "region", "eu"), (1001, "seats", 3), (1002, "region", "us")):
        await write(set_field, desk, number, name, value, BELLHOP)

    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.more")
    await door.person("ada").picks("thread.merge")
    await door.person("ada").submits({"ref": "T-1002"})
    await door.settle()

    assert await door.read(lambda tx: tx.fields.of(1002)) == {"region": "us", "seats": 3}


async def test_a_status_is_set_and_wakes_what_sleeps(door: Door) -> None:
    await thread_is_open(door)

    await submits(door, status="waiting_on_engineering")
    assert (await door.thread()).status is Status.waiting_on_engineering
    assert any("waiting on engineering" in line for line in await door.room())
    assert (await door.thread()).waiting_since is not None

    [entry] = await entries(door, "thread.status_changed")
    assert (entry.before, entry.after) == ("new", "waiting_on_engineering")


async def test_a_resolved_thread_can_be_reopened_and_waits_for_nobody(door: Door) -> None:
    await thread_is_open(door)
    desk, write = door.bot.deps.desk, door.bot.store.write

    await write(set_status, desk, 1001, Status.resolved, BELLHOP)
    assert (await door.thread()).status is Status.resolved
    with pytest.raises(Refused, match="reopen it first"):
        await write(set_status, desk, 1001, Status.waiting_on_customer, BELLHOP)
    await write(set_status, desk, 1001, Status.open, BELLHOP)
    assert (await door.thread()).status is Status.open


@pytest.mark.parametrize(
    ("status", "why"), [(Status.snoozed, "say until when"), (Status.new, "only until")]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_some_statuses_are_not_set_like_this(door: Door, status: Status, why: str) -> None:
    await thread_is_open(door)
    await door.clicks("ada", "thread.claim")

    with pytest.raises(Refused, match=why):
        await door.bot.store.write(set_status, door.bot.deps.desk, 1001, status, BELLHOP)


async def test_another_team_gets_card_and_room_in_its_channel(door: Door) -> None:
    await thread_is_open(door)
    billing = await door.read(lambda tx: tx.teams.by_key("billing"))
    assert billing is not None
    old = await door.card_ts()

    await submits(door, team=str(billing.id))

    thread = await door.thread()
    assert (thread.team_id, thread.card_channel) == (billing.id, BILL)
    [card] = door.cards(BILL)
    assert "The export is broken" in words(card)
    [left] = door.cards()
    assert "went to <#C0BILL>" in words(left)
    assert buttons(left) == []
    assert any("team" in line and "billing" in line for line in await door.room())
    await door.person("ada").says(BILL, "ours now", thread_ts=card["ts"])
    await door.person("ada").says(TRIAGE, "said under the old card", thread_ts=old)
    await door.settle()
    said = await door.read(lambda tx: tx.messages.of_thread(1001))
    assert {"ours now", "said under the old card"} <= {one.text for one in said}
    await door.person("ben").clicks(BILL, card["ts"], "thread.claim")
    await door.settle()
    assert (await door.thread()).assignee_id is not None


async def test_what_waits_for_the_old_room_goes_after_the_card(door: Door) -> None:
    await door.person("carol").says(ACME, "The export is broken")
    await door.slack.settled()  # nothing was sent yet: the card waits as well
    await door.bot.store.write(
        lambda tx: set_team(tx, door.bot.deps.desk, 1001, "billing", BELLHOP)
    )
    await door.settle()

    [card] = door.cards(BILL)
    assert "The export is broken" in words(card)
    assert door.cards() == []
    assert any("billing" in line for line in await door.room())


async def test_following_is_a_checkbox(door: Door) -> None:
    await thread_is_open(door)

    await submits(door, follow=["follow"])
    assert [one.key for one in await door.read(lambda tx: tx.followers.of(1001))] == ["ada"]
    await door.asks("carol", "It is still broken")
    await door.later(minutes=1)
    sent = [words(one) for one in door.person("ada").sees("D0ADA")]
    assert len(sent) == 1
    assert "It is still broken" in sent[0]

    await submits(door, follow=[])
    assert await door.read(lambda tx: tx.followers.of(1001)) == []
