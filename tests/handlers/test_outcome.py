"""Claim, Resolve, Not a request, Reopen, Wake: once, twice, and by whoever may not."""

import asyncio

import pytest

from store.threads import Resolution, Status
from tests.door import ACME, TRIAGE, Door, words
from tests.handlers.looks import entries, reads, thread_is_open


async def test_claim_gives_it_to_who_clicked(door: Door) -> None:
    await thread_is_open(door)

    await door.clicks("ada", "thread.claim")

    thread = await door.thread()
    assert thread.status is Status.open
    assert (await entries(door, "thread.assigned"))[0].actor == "agent:ada"
    assert "👀 *Ada Agarwal* has this" in await door.room()
    assert "Ada" in words(door.cards()[0])


async def test_the_first_click_wins_and_the_second_person_is_told_who_has_it(door: Door) -> None:
    await thread_is_open(door)
    card = await door.card_ts()
    ada, ben = door.person("ada"), door.person("ben")

    await asyncio.gather(
        ada.clicks(TRIAGE, card, "thread.claim"), ben.clicks(TRIAGE, card, "thread.claim")
    )
    await door.settle()

    [taken] = await entries(door, "thread.assigned")
    [refused] = await entries(door, "action.refused")
    first, second = taken.actor.removeprefix("agent:"), refused.actor.removeprefix("agent:")
    assert {first, second} == {"ada", "ben"}
    told = f"🙏 {door.person(first).user.name} already has T-1001."
    assert told in reads(door, second)
    assert told not in reads(door, first)


async def test_a_double_click_is_one_click(door: Door) -> None:
    await thread_is_open(door)
    card, ada = await door.card_ts(), door.person("ada")

    await asyncio.gather(*(ada.clicks(TRIAGE, card, "thread.claim") for _ in range(3)))
    await asyncio.gather(*(ada.clicks(TRIAGE, card, "thread.resolve") for _ in range(3)))
    await door.settle()

    assert len(await entries(door, "thread.assigned")) == 1
    assert len(await entries(door, "thread.resolved")) == 1
    assert not await entries(door, "action.refused")


@pytest.mark.parametrize(
    "action",
    ["claim", "resolve", "dismiss", "reply", "assign", "snooze", "more"],
)
async def test_a_colleague_who_is_no_agent_is_refused(door: Door, action: str) -> None:
    await thread_is_open(door)
    before = await door.thread()

    await door.clicks("max", f"thread.{action}")

    assert await door.thread() == before
    assert door.person("max").modal is None
    [refused] = await entries(door, "action.refused")
    assert refused.actor == "colleague:U0MAX"
    assert "🙏 Only agents of the support desk can do this." in reads(door, "max")
    assert not [line for line in reads(door, "ada") if "🙏" in line]


async def test_resolve_reopen_and_resolve_again(door: Door) -> None:
    ts = await thread_is_open(door)

    await door.clicks("ada", "thread.resolve")
    assert (await door.thread()).resolution is Resolution.answered
    await door.clicks("ben", "thread.reopen")
    assert (await door.thread()).status is Status.open
    await door.clicks("ben", "thread.resolve")

    thread = await door.thread()
    assert thread.status is Status.resolved
    assert [entry.actor for entry in await entries(door, "thread.resolved")] == [
        "agent:ada",
        "agent:ben",
    ]
    assert "🔵 *Ben Brandt* reopened this" in await door.room()
    assert "reopened" not in str(reads(door, "carol", ACME, ts))


async def test_not_a_request_closes_without_a_word_to_the_customer(door: Door) -> None:
    ts = await thread_is_open(door)

    await door.clicks("ada", "thread.dismiss")
    await door.later(hours=1)

    assert (await door.thread()).resolution is Resolution.not_a_request
    assert len(reads(door, "carol", ACME, ts)) == 1


async def test_a_click_on_a_card_that_is_out_of_date_is_refused_with_the_reason(
    door: Door,
) -> None:
    await thread_is_open(door)
    card = await door.card_ts()
    await door.person("ada").clicks(TRIAGE, card, "thread.resolve")

    await door.person("ben").clicks(TRIAGE, card, "thread.claim")
    await door.person("ben").clicks(TRIAGE, card, "thread.reply")
    await door.settle()

    told = [line for line in reads(door, "ben") if "🙏" in line]
    assert told == ["🙏 T-1001 is resolved: reopen it first."] * 2


async def test_wake_ends_a_snooze(door: Door) -> None:
    await thread_is_open(door)
    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.snooze")
    await door.person("ada").submits({})
    await door.settle()

    await door.clicks("ben", "thread.wake")
    await door.later(hours=2)

    assert (await door.thread()).status is Status.open
    assert len(await entries(door, "thread.woken")) == 1
