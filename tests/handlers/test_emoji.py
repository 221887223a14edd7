"""Emoji do what buttons do, wherever they are put."""

from store.threads import Status
from tests.door import ACME, TRIAGE, Door


async def test_an_agent_claims_on_the_customers_message(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.person("ada").reacts(ACME, ts, "eyes")
    await door.settle()

    assert (await door.thread()).assignee_id is not None


async def test_an_agent_resolves_on_a_line_that_the_bot_wrote_in_the_room(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.clicks("ada", "thread.claim")
    line = door.person("ada").sees(TRIAGE, await door.card_ts())[-1]
    await door.person("ada").reacts(TRIAGE, line["ts"], "white_check_mark")
    await door.settle()

    assert (await door.thread()).status is Status.resolved


async def test_a_customers_emoji_is_shown_and_orders_nothing(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.person("cody").reacts(ACME, ts, "white_check_mark")
    await door.settle()

    assert (await door.thread()).status is Status.new
    assert any("white_check_mark" in line for line in await door.room())


async def test_a_colleague_who_claims_by_emoji_is_refused_and_it_is_written_down(
    door: Door,
) -> None:
    await door.asks("carol", "The export is broken")
    await door.person("max").reacts(TRIAGE, await door.card_ts(), "eyes")
    await door.settle()

    assert (await door.thread()).assignee_id is None
    assert "Only agents" in str(door.person("max").sees(TRIAGE))
    assert "Only agents" not in str(door.person("ada").sees(TRIAGE))
    entries = await door.read(lambda tx: tx.timeline.of(1001))
    assert "action.refused" in [entry.event for entry in entries]


async def test_the_second_to_claim_is_told_who_has_it(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.person("ada").reacts(ACME, ts, "eyes")
    await door.person("ben").reacts(ACME, ts, "eyes")
    await door.settle()

    assert "Ada Agarwal already has T-1001" in str(door.person("ben").sees(ACME))
    assert "already has" not in str(door.person("carol").sees(ACME))


async def test_an_agent_opens_a_thread_with_a_greeting(door: Door) -> None:
    ts = await door.asks("carol", "hello there")
    assert door.cards() == []
    await door.person("ada").reacts(ACME, ts, "ticket")
    await door.settle()

    assert (await door.thread()).root_ts == ts
