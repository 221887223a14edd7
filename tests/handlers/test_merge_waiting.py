"""Merging loses nothing that was promised: who waits, since when, and until when."""

from datetime import timedelta

from bot.desk.owing.kinds import PROMISE
from store.threads import Status
from tests.door import TRIAGE, Door
from tests.handlers.looks import dialog


async def two_threads(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.later(hours=3)
    await door.asks("carol", "The invoice is wrong")


async def merges(door: Door, source: int, target: int) -> object:
    await door.person("ada").clicks(TRIAGE, await door.card_ts(source), "thread.more")
    await door.person("ada").picks("thread.merge")
    answer = await door.person("ada").submits({"ref": f"T-{target}"})
    await door.settle()
    return answer


async def answers(door: Door, number: int) -> None:
    root = (await door.thread(number)).root_ts
    await door.asks("ada", "Have a look at this.", thread_ts=root)


async def test_a_question_nobody_answered_opens_what_was_answered(door: Door) -> None:
    await two_threads(door)
    await answers(door, 1001)
    asked = await door.thread(1002)

    await merges(door, 1002, 1001)

    thread = await door.thread(1001)
    assert thread.status is Status.open
    assert thread.waiting_since == asked.waiting_since
    assert thread.promise_due_at == asked.promise_due_at


async def test_an_answered_thread_changes_nothing_about_who_waits(door: Door) -> None:
    await two_threads(door)
    await answers(door, 1002)
    before = await door.thread(1001)

    await merges(door, 1002, 1001)

    thread = await door.thread(1001)
    assert thread.status is before.status
    assert thread.promise_due_at == before.promise_due_at


async def test_what_is_open_does_not_disappear_in_what_is_done(door: Door) -> None:
    await two_threads(door)
    await door.clicks("ada", "thread.resolve", 1001)

    answer = await merges(door, 1002, 1001)

    assert "T-1001 is resolved: reopen it first." in str(answer)
    assert dialog(door, "ada")
    assert (await door.thread(1002)).merged_into is None


async def test_the_next_words_join_what_took_in_the_last_ones(door: Door) -> None:
    await two_threads(door)
    said = (await door.thread(1002)).last_message_at
    await merges(door, 1002, 1001)
    await door.asks("carol", "It is twice as much as agreed")

    thread = await door.thread(1001)
    assert thread.last_message_at > said
    assert thread.last_message_at - said < timedelta(hours=1)
    assert await door.read(lambda tx: tx.threads.get(1003)) is None


async def test_a_promise_goes_along(door: Door) -> None:
    await two_threads(door)
    root = (await door.thread(1002)).root_ts
    await door.asks("ada", "I'll get back to you tomorrow", thread_ts=root)
    said = door.person("ada").sees(TRIAGE, await door.card_ts(1002))
    offer = next(one["ts"] for one in said if "promise.keep" in str(one))
    await door.person("ada").clicks(TRIAGE, offer, "promise.keep")
    await merges(door, 1002, 1001)

    [promise] = await door.read(lambda tx: tx.followups.open_of(1001, [PROMISE]))
    assert promise.due_at is not None
    await door.later(seconds=(promise.due_at - door.clock.now()).total_seconds() - 60)
    asked = [line for line in await door.room(1001) if "<@U0ADA>" in line]
    assert any("I'll get back to you tomorrow" in line for line in asked)
