"""The reconcile sweep: what was written while the bot was away is taken, once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.app import Bellhop
from playground import Fault
from store.messages import Message
from store.threads import Status
from tests.databases import only_sqlite
from tests.door import ACME, TRIAGE, Door, words
from triggers.history import SlackHistory
from triggers.reconcile import Report, compare, reconcile, windows

DEAF = "http://127.0.0.1:9/slack/events"  # nobody listens there
GLOBEX = "C0GLOBEX"
ALERTS = "C0ALERTS"


async def away(door: Door, meanwhile: Callable[[], Awaitable[object]]) -> None:
    """Let something happen while the bot does not listen; Slack gives up on it."""
    door.slack.send_to(DEAF)
    await meanwhile()
    await door.slack.settled()
    door.slack.send_to(f"{door.bot.url}/slack/events")


async def swept(door: Door) -> Report:
    async def wait(time: timedelta) -> None:
        door.clock.advance(time)

    seen = await door.bot.store.read(windows, door.bot.deps.desk)
    report = await compare(SlackHistory(door.bot.deps, wait), seen)
    await door.settle()
    return report


async def message(door: Door, ts: str, channel: str = ACME) -> Message:
    found = await door.read(lambda tx: tx.messages.by_ts(channel, ts))
    assert found is not None
    return found


def alerts(door: Door) -> str:
    return "\n".join(words(one) for one in door.person("ada").sees(ALERTS))


async def test_nothing_was_missed(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.asks("ben", "On it", thread_ts=ts)
    await door.person("ada").says(TRIAGE, "a note", thread_ts=await door.card_ts())
    await door.settle()

    report = await swept(door)

    assert (report.healed, report.failed) == (0, [])
    assert report.channels == 3
    assert alerts(door) == ""


async def test_a_new_desk_does_not_dig_up_old_messages(door: Door) -> None:
    await away(door, lambda: door.person("carol").says(ACME, "Long before you came"))

    report = await swept(door)

    assert (report.healed, report.channels) == (0, 0)


async def test_messages_that_were_missed_become_threads(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    door.clock.advance(timedelta(hours=5))
    await away(door, lambda: door.person("carol").says(ACME, "Now the import is broken as well"))
    await away(door, lambda: door.person("dave").says(GLOBEX, "Where is my invoice?"))

    report = await swept(door)

    assert report.healed == 2
    assert (await door.thread(1002)).title == "Now the import is broken as well"
    assert (await door.thread(1003)).title == "Where is my invoice?"
    assert "2 messages were missed" in alerts(door)
    assert (await swept(door)).healed == 0
    assert alerts(door).count("missed") == 1


async def test_edits_deletions_replies_and_notes_are_healed(door: Door) -> None:
    carol, ada = door.person("carol"), door.person("ada")
    ts = await door.asks("carol", "The export is broken")
    second = await door.asks("carol", "since monday")
    card = await door.card_ts()
    answer = ""

    async def meanwhile() -> None:
        nonlocal answer
        await carol.edits(ACME, ts, "The CSV export is broken")
        await carol.deletes(ACME, second)
        answer = await ada.says(ACME, "We are on it", thread_ts=ts)
        await ada.says(TRIAGE, "same bug as last week", thread_ts=card)

    await away(door, meanwhile)
    report = await swept(door)

    assert report.healed == 4
    assert (await message(door, ts)).text == "The CSV export is broken"
    assert (await message(door, second)).deleted_at is not None
    assert (await message(door, answer)).thread_id == 1001
    thread = await door.thread()
    assert thread.status is Status.waiting_on_customer
    said = await door.read(lambda tx: tx.messages.of_thread(1001))
    assert "same bug as last week" in [one.text for one in said]
    assert "*CSV*" in "\n".join(await door.room())
    assert (await swept(door)).healed == 0


async def test_a_deleted_root_with_replies_is_a_tombstone(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    reply = await door.asks("cody", "same here", thread_ts=ts)

    await away(door, lambda: door.person("carol").deletes(ACME, ts))
    assert (await swept(door)).healed == 1
    assert (await message(door, ts)).deleted_at is not None

    await away(door, lambda: door.person("cody").deletes(ACME, reply))
    assert (await swept(door)).healed == 1
    assert (await message(door, reply)).deleted_at is not None


async def test_a_reply_to_an_old_thread_is_found(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.clicks("ada", "thread.resolve")
    await door.later(days=3)
    await door.asks("cody", "Another question entirely")

    await away(door, lambda: door.person("carol").says(ACME, "It broke again", thread_ts=ts))
    report = await swept(door)

    assert report.healed == 1
    assert (await door.thread()).status is Status.open


async def test_slacks_late_retry_of_a_healed_message_changes_nothing(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await away(door, lambda: door.person("carol").says(ACME, "and the import"))
    late = door.slack.deliveries[-1].envelope
    await swept(door)
    before = await door.read(lambda tx: tx.messages.of_thread(1001))

    await door.slack.send_event(late["event"], event_id=late["event_id"])
    await door.settle()

    assert await door.read(lambda tx: tx.messages.of_thread(1001)) == before
    assert len(await door.room()) == 1


async def test_an_old_edit_after_the_sweep_does_not_undo_the_new_one(door: Door) -> None:
    carol = door.person("carol")
    await door.asks("carol", "The export is broken")
    ts = ""

    async def meanwhile() -> None:
        nonlocal ts
        ts = await carol.says(ACME, "and the imprt")
        await carol.edits(ACME, ts, "and the import")
        await carol.edits(ACME, ts, "and the whole import")

    await away(door, meanwhile)
    late = [one.envelope for one in door.slack.deliveries[-3:]]
    await swept(door)
    for envelope in late:
        await door.slack.send_event(envelope["event"], event_id=envelope["event_id"])
    await door.settle()

    assert (await message(door, ts)).text == "and the whole import"


async def test_a_limit_is_waited_for_and_a_channel_that_cannot_be_read_is_told(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await away(door, lambda: door.person("carol").says(ACME, "and the import"))
    door.slack.fails("conversations.history", Fault.ratelimited(30), times=2)
    door.slack.fails("conversations.history", Fault.status(503), times=1, where={"channel": ACME})
    error = Fault.error("not_in_channel")
    door.slack.fails("conversations.history", error, where={"channel": GLOBEX})
    began = door.clock.now()

    report = await swept(door)

    assert report.healed == 1
    assert report.failed == [GLOBEX]
    assert door.clock.now() - began >= timedelta(seconds=60)
    assert f"Could not read the history of <#{GLOBEX}>" in alerts(door)


@only_sqlite
async def test_many_calls_keep_slacks_tier(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    for number in range(12):
        door.clock.advance(timedelta(minutes=1))
        ts = await door.asks("carol", f"Question {number}")
        await door.person("ada").says(ACME, "Looking", thread_ts=ts)
        await door.settle()

    await swept(door)

    asked = [call.at for call in door.slack.calls if call.method == "conversations.replies"]
    assert len(asked) >= 12
    assert asked[-1] - asked[0] >= 7


async def test_since_reaches_back_as_far_as_asked(door: Door) -> None:
    await away(door, lambda: door.person("dave").says(GLOBEX, "An old question"))
    door.clock.advance(timedelta(days=2))

    report = await reconcile(door.bot.deps, door.clock.now() - timedelta(days=3))

    assert report.healed == 1
    assert (await door.thread()).title == "An old question"


async def test_what_the_bot_itself_posted_is_not_taken_for_anybodys_words(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.later(minutes=2)  # the acknowledgement
    await door.clicks("ada", "thread.reply")
    await door.person("ada").submits({"text": "We are on it"})
    await door.settle()
    before = await door.read(lambda tx: tx.messages.of_thread(1001))

    report = await swept(door)

    assert report.healed == 0
    assert await door.read(lambda tx: tx.messages.of_thread(1001)) == before
    assert len(door.person("carol").sees(ACME, ts)) == 3


async def test_a_channel_of_ours_that_was_shared_meanwhile_is_found_out(door: Door) -> None:
    place = door.person("ada").channel(TRIAGE)
    place.teams = (*place.teams, "T0ACME")

    await swept(door)
    assert "is shared with another company now" in alerts(door)

    place.teams = place.teams[:1]
    await swept(door)
    await door.asks("carol", "The export is broken")
    assert len(door.cards()) == 1


async def test_it_runs_by_itself_when_the_work_begins(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await away(door, lambda: door.person("dave").says(GLOBEX, "Where is my invoice?"))
    again = Bellhop(door.bot._settings, door.bot._config, door.clock)
    try:
        await door.bot.close()
        await again.open()
        await again.listen()

        again.work()

        await door.slack.called("conversations.history", times=3)  # Globex comes before the third
        thread = await again.store.read(lambda tx: tx.threads.get(1002))
        assert thread is not None
        assert thread.title == "Where is my invoice?"
    finally:
        await again.close()
