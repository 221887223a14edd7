"""The shortcuts of a message: known, in a thread, noise, never heard, ours, a bot's."""

from collections.abc import AsyncIterator

import pytest

from bot.desk.intake.moving import merge
from bot.desk.threads import By
from store.transaction import Transaction
from tests.door import ACME, CONFIG, TRIAGE, Door, opened, words
from tests.fakes import FakeClock
from tests.handlers.looks import dialog, entries, options, reads, thread_is_open, title


@pytest.fixture
async def unheard(door: Door) -> str:
    """A message that was in the channel before the bot listened."""
    url = f"{door.bot.url}/slack/events"
    door.slack.send_to("http://127.0.0.1:9/nobody")
    ts = await door.person("carol").says(ACME, "Is there an API for exports?")
    await door.slack.settled()
    door.slack.send_to(url)
    assert await door.read(lambda tx: tx.messages.by_ts(ACME, ts)) is None
    return ts


async def test_noise_becomes_a_thread(door: Door) -> None:
    ts = await door.asks("carol", "Thanks!")

    await door.person("ada").uses_shortcut("open_thread", ACME, ts)
    await door.settle()

    thread = await door.thread()
    assert thread.root_ts == ts
    assert "Thanks!" in words(door.cards()[0])
    assert [line for line in reads(door, "ada", ACME) if "🎫 Opened" in line]
    assert not [line for line in reads(door, "carol", ACME) if "🎫 Opened" in line]
    assert (await entries(door, "thread.created"))[0].after == {"why": "opened by ada"}


async def test_a_message_we_never_heard_becomes_a_thread(door: Door, unheard: str) -> None:
    await door.person("ada").uses_shortcut("open_thread", ACME, unheard)
    await door.settle()

    thread = await door.thread()
    assert thread.title == "Is there an API for exports?"
    assert thread.customer_id is not None


async def test_a_reply_opens_a_thread_that_is_answered_under_its_root(door: Door) -> None:
    root = await door.asks("carol", "Thanks!")
    ts = await door.asks("carol", "hello", thread_ts=root)

    await door.person("ada").uses_shortcut("open_thread", ACME, ts)

    assert (await door.thread()).root_ts == root


async def test_what_is_in_a_thread_already_is_not_opened_again(door: Door) -> None:
    ts = await thread_is_open(door)

    for _ in range(2):
        await door.person("ada").uses_shortcut("open_thread", ACME, ts)

    assert "This is in T-1001 already." in words(dialog(door, "ada"))
    assert await door.read(lambda tx: tx.threads.get(1002)) is None


async def test_a_bots_message_and_our_own_channels_open_nothing(door: Door) -> None:
    await thread_is_open(door)
    note = await door.person("ada").says(TRIAGE, "Lunch?")
    await door.settle()

    for ts, why in ((await door.card_ts(), "A bot wrote this"), (note, "our own channel")):
        await door.person("ada").uses_shortcut("open_thread", TRIAGE, ts)
        assert why in words(dialog(door, "ada"))
        await door.person("ada").closes()


async def test_a_channel_the_bot_is_not_in(door: Door) -> None:
    ts = await door.person("ada").says("C0ENG", "Deploying")

    await door.person("ada").uses_shortcut("open_thread", "C0ENG", ts)
    assert "I do not know this channel" in words(dialog(door, "ada"))
    await door.person("ada").closes()
    await door.person("ada").uses_shortcut("add_to_thread", "C0ENG", ts)

    assert "I do not know this channel" in words(dialog(door, "ada"))


@pytest.mark.parametrize("shortcut", ["open_thread", "add_to_thread", "why"])
async def test_who_is_no_agent_is_refused(door: Door, shortcut: str) -> None:
    ts = await door.person("max").says("C0ALERTS", "Can somebody look at this?")

    await door.person("max").uses_shortcut(shortcut, "C0ALERTS", ts)

    assert "Only agents of the support desk can do this." in words(dialog(door, "max"))


async def test_a_message_is_added_to_a_thread(door: Door) -> None:
    await thread_is_open(door)
    await door.later(hours=3)
    ts = await door.asks("carol", "Thanks!")

    await door.person("ada").uses_shortcut("add_to_thread", ACME, ts)
    assert title(dialog(door, "ada")) == "Add to thread"
    assert [value for _, value in options(dialog(door, "ada"), "target")] == ["1001"]
    assert await door.person("ada").submits({"target": "1001"}) == {}
    await door.settle()

    assert "Thanks!" in "\n".join(await door.room())
    assert [line for line in reads(door, "ada", ACME) if "📥 Added to" in line]
    said = await door.read(lambda tx: tx.messages.by_ts(ACME, ts))
    assert said is not None
    assert (said.thread_id, said.decision) == (1001, "added to T-1001 by Ada Agarwal")


async def test_a_message_we_never_heard_is_added(door: Door, unheard: str) -> None:
    await thread_is_open(door)

    await door.person("ada").uses_shortcut("add_to_thread", ACME, unheard)
    assert await door.person("ada").submits({"ref": "T-1001"}) == {}
    await door.settle()

    assert "Is there an API for exports?" in "\n".join(await door.room())
    assert await door.read(lambda tx: tx.threads.get(1002)) is None


async def test_mistakes_are_said_at_the_field(door: Door) -> None:
    await thread_is_open(door)
    await door.asks("dave", "The invoice is wrong", "C0GLOBEX")
    await door.later(hours=3)
    ts = await door.asks("carol", "Thanks!")
    ada = door.person("ada")
    await ada.uses_shortcut("add_to_thread", ACME, ts)

    assert "Choose a thread" in (await ada.submits({}))["ref"]
    assert "no thread T-4711" in (await ada.submits({"ref": "4711"}))["ref"]
    assert "another customer" in (await ada.submits({"ref": "T-1002"}))["ref"]


async def test_why_tells_the_rule_and_changes_nothing(door: Door, unheard: str) -> None:
    opened_ts = await thread_is_open(door)
    noise = await door.asks("carol", "Thanks!", thread_ts=None)
    ada = door.person("ada")

    for ts, why in (
        (opened_ts, "opened: no open thread close in time"),
        (noise, "a greeting or thanks, which changes nothing"),
        (unheard, "I have never seen this message"),
    ):
        await ada.uses_shortcut("why", ACME, ts)
        assert why in words(dialog(door, "ada"))
        assert "one thread (`grouped`)" in words(dialog(door, "ada"))
        await ada.closes()

    assert await door.read(lambda tx: tx.messages.by_ts(ACME, unheard)) is None


async def test_why_tells_of_our_own_channels_and_of_what_bots_wrote(door: Door) -> None:
    root = await thread_is_open(door)
    ada, card = door.person("ada"), await door.card_ts()
    await door.clicks("ada", "thread.claim")
    lunch = await ada.says(TRIAGE, "Lunch?")
    note = await ada.says(TRIAGE, "a note", thread_ts=card)
    elsewhere = await ada.says("C0ENG", "Deploying")
    await door.later(minutes=10)
    acknowledged = door.person("carol").sees(ACME, root)[-1]["ts"]
    robot = await ada.says(ACME, "Deployed")
    door.slack.channels[ACME].messages[robot].body["bot_id"] = "B9"
    await door.bot.store.write(lambda tx: forget(tx, robot))

    for channel, ts, why in (
        (TRIAGE, card, "|T-1001>"),
        (TRIAGE, card, "I wrote this"),
        (TRIAGE, lunch, "This is our own channel"),
        (TRIAGE, note, "a note of T-1001"),
        ("C0ENG", elsewhere, "I do not know this channel"),
        (ACME, acknowledged, "I wrote this"),
        (ACME, robot, "A bot wrote this"),
    ):
        await ada.uses_shortcut("why", channel, ts)
        said = words(dialog(door, "ada"))
        assert why in said
        assert ("one thread (`grouped`)" in said) == (channel != TRIAGE)
        await ada.closes()


async def test_why_tells_what_became_of_a_message_since(door: Door) -> None:
    root = await thread_is_open(door)
    await door.later(hours=3)
    later = await door.asks("carol", "The import is broken")
    await door.bot.store.write(merge, door.bot.deps.desk, 1002, 1001, By("agent:ada", "Ada"))
    thanks = await door.asks("carol", "Thanks!", thread_ts=None)
    greeting = await door.asks("dave", "Hello", "C0GLOBEX")
    below = await door.asks("dave", "hi again", "C0GLOBEX", thread_ts=greeting)
    await door.person("ada").uses_shortcut("open_thread", "C0GLOBEX", greeting)

    for channel, ts, thread, why in (
        (ACME, root, 1001, "opened: no open thread close in time"),
        (ACME, later, 1001, "; then T-1002 was merged into T-1001 by Ada"),
        (ACME, thanks, 1001, "joined T-1001: a greeting or thanks"),
        ("C0GLOBEX", below, 1003, "joined T-1003 with the message it replies to: opened by ada"),
    ):
        await door.person("ada").uses_shortcut("why", channel, ts)
        said = words(dialog(door, "ada"))
        assert f"|T-{thread}>" in said
        assert why in said
        await door.person("ada").closes()


def forget(tx: Transaction, ts: str) -> None:
    """Let it be as if the message had never been kept."""
    message = tx.messages.by_ts(ACME, ts)
    assert message is not None
    tx.messages.forget(message.id)


@pytest.fixture
async def free(database_url: str, clock: FakeClock) -> AsyncIterator[Door]:
    """A desk whose customers may open threads; Max is one, a guest in our own workspace."""
    config = CONFIG.replace("alerts: C0ALERTS}", "alerts: C0ALERTS, customers_may_open: true}")
    guest = "  hooli: {tier: growth, channels: [C0ALERTS], contacts: [{slack: U0MAX}]}\n"
    config = config.replace(", alerts: C0ALERTS", "") + guest
    async with opened(database_url, clock, config) as door:
        yield door


async def test_customers_open_threads_where_they_may(free: Door) -> None:
    ts = await free.asks("max", "Thanks!", "C0ALERTS")

    await free.person("max").uses_shortcut("open_thread", "C0ALERTS", ts)
    await free.settle()

    assert (await free.thread()).title == "Thanks!"
    assert [line for line in reads(free, "max", "C0ALERTS") if "🎫 Opened" in line]


async def test_they_may_do_nothing_else(free: Door) -> None:
    ts = await free.asks("max", "Thanks!", "C0ALERTS")

    await free.person("max").uses_shortcut("add_to_thread", "C0ALERTS", ts)

    assert "Only agents of the support desk can do this." in words(dialog(free, "max"))
