"""A thread that was closed without an answer and goes on: the promise is still to be kept."""

from datetime import timedelta

from tests.door import Door

HOUR = timedelta(hours=1)


async def test_a_slip_of_the_finger_keeps_the_promise(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    promised = await door.thread()
    await door.clicks("ada", "thread.dismiss")
    await door.clicks("ada", "thread.reopen")

    thread = await door.thread()
    assert thread.waiting_since == promised.waiting_since
    assert thread.promise_due_at == promised.promise_due_at


async def test_a_customer_who_never_got_an_answer_and_asks_again_is_promised_one(
    door: Door,
) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.clicks("ada", "thread.resolve")
    await door.later(days=1)
    await door.asks("carol", "It still is broken", thread_ts=ts)

    thread = await door.thread()
    assert thread.waiting_since == thread.last_message_at
    assert thread.promise_due_at == thread.last_message_at + HOUR


async def test_what_was_answered_once_is_promised_no_first_answer(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.asks("ada", "Try again, please", thread_ts=ts)
    await door.clicks("ada", "thread.resolve")
    await door.asks("carol", "It still is broken", thread_ts=ts)

    assert (await door.thread()).promise_due_at is None
