"""How what people write in a customer's channel becomes threads, seen from outside."""

from datetime import timedelta

import pytest

from bot.desk.intake.explain import explain
from store.messages import Author, Message
from store.threads import Status
from tests.door import ACME, CONFIG, TRIAGE, Door, opened, words
from tests.fakes import FakeClock

GLOBEX = "C0GLOBEX"
MODES = CONFIG + "channels: {default: {mode: manual}, C0GLOBEX: {mode: each_message}}\n"


async def message(door: Door, ts: str, channel: str = ACME) -> Message:
    found = await door.read(lambda tx: tx.messages.by_ts(channel, ts))
    assert found is not None
    return found


async def thread_of(door: Door, ts: str, channel: str = ACME) -> int | None:
    return (await message(door, ts, channel)).thread_id


async def test_modes_are_inherited_and_why_says_which_level_set_them(
    database_url: str, clock: FakeClock
) -> None:
    async with opened(database_url, clock, MODES) as door:
        mine = await door.asks("carol", "The export is broken")
        dave = await door.asks("dave", "Where is my invoice?", GLOBEX)
        second = await door.asks("dave", "And my receipt?", GLOBEX)

        assert await thread_of(door, mine) is None
        assert await thread_of(door, dave, GLOBEX) != await thread_of(door, second, GLOBEX)
        desk = door.bot.deps.desk
        here = await door.read(lambda tx: explain(tx, desk, GLOBEX, dave))
        there = await door.read(lambda tx: explain(tx, desk, ACME, mine))
        assert (here.mode, here.mode_from) == ("each_message", "this channel")
        assert (there.mode, there.mode_from) == ("manual", "the default")
        assert "mode manual, set by the default" in there.reason


async def test_an_agent_opens_by_emoji_and_what_hangs_below_comes_along(
    database_url: str, clock: FakeClock
) -> None:
    async with opened(database_url, clock, MODES) as door:
        ts = await door.asks("carol", "The export is broken")
        reply = await door.asks("cody", "for me too", thread_ts=ts)
        await door.person("cody").reacts(ACME, ts, "ticket")
        await door.settle()
        assert door.cards() == []  # a customer may not here

        await door.person("ben").reacts(ACME, ts, "ticket")
        await door.person("ada").reacts(ACME, ts, "ticket")
        await door.settle()

        assert len(door.cards()) == 1
        assert await thread_of(door, ts) == await thread_of(door, reply) == 1001
        entries = await door.read(lambda tx: tx.timeline.of(1001))
        [created] = [one for one in entries if one.event == "thread.created"]
        assert created.after == {"why": "opened by ben"}


async def test_customers_open_by_emoji_where_they_may(database_url: str, clock: FakeClock) -> None:
    config = MODES.replace("alerts: C0ALERTS}", "alerts: C0ALERTS, customers_may_open: true}")
    async with opened(database_url, clock, config) as door:
        ts = await door.asks("carol", "The export is broken")
        await door.person("cody").reacts(ACME, ts, "ticket")
        await door.asks("carol", "🎫 and the import")

        assert len(door.cards()) == 2


async def test_an_emoji_where_nobody_knows_the_customer_is_refused_not_a_failure(
    door: Door,
) -> None:
    await door.person("ada").invites_app("C0NEW")
    await door.settle()
    ts = await door.asks("eve", "Hello? It broke", "C0NEW")
    await door.person("ada").reacts("C0NEW", ts, "ticket")
    await door.settle()

    counts = await door.read(lambda tx: tx.inbox.count())
    assert counts["failed"] == counts["parked"] == 0  # type: ignore[index]
    assert "Say first which customer" in words(door.person("ada").sees("C0NEW")[-1])
    assert "Say first" not in str(door.person("eve").sees("C0NEW"))


async def test_thanks_after_the_end_reopen_nothing_and_a_real_reply_does(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.clicks("ada", "thread.claim")
    await door.clicks("ada", "thread.resolve")

    await door.asks("carol", "Thanks a lot! 🎉", thread_ts=ts)
    await door.asks("carol", "thank you")
    assert (await door.thread()).status is Status.resolved
    assert len(door.cards()) == 1

    await door.asks("carol", "Oh no, it is back", thread_ts=ts)
    thread = await door.thread()
    assert thread.status is Status.open
    assert thread.resolved_at is None
    assert thread.waiting_since is not None
    assert "<@U0ADA>" in "\n".join(await door.room())


async def test_a_snoozed_thread_wakes_when_the_customer_writes(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.snooze")
    await door.person("ada").submits({})
    await door.settle()
    assert (await door.thread()).status is Status.snoozed

    await door.asks("max", "I look at it too", TRIAGE, thread_ts=await door.card_ts())
    assert (await door.thread()).status is Status.snoozed
    await door.asks("carol", "Any news on this", thread_ts=ts)

    thread = await door.thread()
    assert thread.status is Status.open
    assert thread.snoozed_until is None


async def test_who_wrote_it_decides_what_it_is(database_url: str, clock: FakeClock) -> None:
    guest = "contacts: [{slack: U0LEA, name: Lea}]"  # someone of our workspace, as a guest is
    config = CONFIG.replace("  lea: {slack: U0LEA, role: lead, teams: [support]}\n", "")
    config = config.replace("owner: ada}", f"owner: ada, {guest}}}")
    async with opened(database_url, clock, config) as door:
        agent = await door.asks("ada", "We deploy tonight")
        assert door.cards() == []
        by_guest = await door.asks("lea", "The export is broken")
        beside = await door.asks("ben", "Which browser is it")
        eve = await door.asks("eve", "same for us")

        assert await thread_of(door, agent) is None
        assert await thread_of(door, by_guest) == await thread_of(door, beside) == 1001
        kinds = [(await message(door, ts)).author_kind for ts in (agent, by_guest, beside, eve)]
        assert kinds == [Author.agent, Author.customer, Author.agent, Author.customer]


async def test_once_there_is_a_slack_thread_the_next_message_opens_a_new_one(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    second = await door.asks("carol", "since monday")
    await door.asks("ada", "Looking", thread_ts=second)
    third = await door.asks("carol", "The import as well")

    assert await thread_of(door, second) == 1001
    assert await thread_of(door, third) == 1002


async def test_emoji_claim_and_resolve_in_both_places_for_agents_only(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    card = await door.card_ts()
    await door.person("max").reacts(TRIAGE, card, "eyes")
    await door.settle()
    assert (await door.thread()).assignee_id is None
    assert "Only agents" in words(door.person("max").sees(TRIAGE)[-1])

    await door.person("ada").reacts(ACME, ts, "eyes")
    await door.person("ben").reacts(TRIAGE, card, "eyes")
    await door.settle()
    assert "Ada" in words(door.cards()[0])
    assert "already has T-1001" in words(door.person("ben").sees(TRIAGE)[-1])

    await door.person("ben").reacts(TRIAGE, card, "white_check_mark")
    await door.settle()
    assert (await door.thread()).status is Status.resolved


async def test_reactions_of_customers_are_shown_and_command_nothing(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    cody = door.person("cody")
    for emoji in ("eyes", "white_check_mark", "tada"):
        await cody.reacts(ACME, ts, emoji)
    await cody.unreacts(ACME, ts, "tada")
    await door.settle()

    thread = await door.thread()
    assert (thread.status, thread.assignee_id) == (Status.new, None)
    room = "\n".join(await door.room())
    assert room.count("tada") == 2
    assert "eyes" in room
    assert "white_check_mark" in room


async def merged(door: Door) -> tuple[str, str]:
    """Two threads, the second of which was merged into the first."""
    first = await door.asks("carol", "The export is broken")
    await door.asks("ada", "Looking", thread_ts=first)
    second = await door.asks("carol", "The import is broken")
    await door.person("ada").clicks(TRIAGE, await door.card_ts(1002), "thread.more")
    await door.person("ada").picks("thread.merge")
    assert await door.person("ada").submits({"target": "1001"}) == {}
    await door.settle()
    return first, second


async def test_replies_notes_and_edits_of_a_merged_thread_reach_the_other(door: Door) -> None:
    _, second = await merged(door)
    carol = door.person("carol")

    reply = await door.asks("carol", "any news", thread_ts=second)
    note = await door.person("ben").says(TRIAGE, "duplicate", thread_ts=await door.card_ts(1002))
    await carol.edits(ACME, second, "The CSV import is broken")
    await door.settle()

    assert await thread_of(door, second) == await thread_of(door, reply) == 1001
    assert await thread_of(door, note, TRIAGE) == 1001
    assert "*CSV*" in "\n".join(await door.room(1001))
    assert "any news" in "\n".join(await door.room(1001))
    assert (await door.thread(1002)).status is Status.resolved
    assert (await door.thread(1001)).status is Status.open


async def test_replies_under_a_message_that_was_split_off_stay_with_it(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    other = await door.asks("carol", "and where is my invoice")
    ada = door.person("ada")
    moved = (await message(door, other)).id
    await ada.clicks(TRIAGE, await door.card_ts(), "thread.more")
    await ada.picks("thread.split")
    assert await ada.submits({"messages": [str(moved)], "target": "new"}) == {}
    await door.settle()

    reply = await door.asks("carol", "it is from may", thread_ts=other)
    await door.person("carol").edits(ACME, other, "and where is the invoice of may")
    await door.settle()

    assert await thread_of(door, other) == await thread_of(door, reply) == 1002
    assert "it is from may" in "\n".join(await door.room(1002))
    assert "invoice of may" in words(door.cards()[-1])
    assert "it is from may" not in "\n".join(await door.room(1001))


@pytest.mark.parametrize("pause", [timedelta(minutes=50), timedelta(minutes=70)])
async def test_somebody_else_joins_within_an_hour(door: Door, pause: timedelta) -> None:
    await door.asks("carol", "The export is broken")
    await door.later(seconds=pause.total_seconds())
    ts = await door.asks("cody", "for me as well")

    assert await thread_of(door, ts) == (1001 if pause < timedelta(hours=1) else 1002)
