"""Who waits goes with their words: into a thread of its own, or into another one."""

from datetime import timedelta

import pytest

from store.clocks import ClockState, Target
from store.threads import Status
from tests.door import CONFIG, TRIAGE, Door, opened
from tests.fakes import FakeClock
from tests.handlers.looks import dialog, options

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SLA = CONFIG.replace("first_response: 1h", "first_response: 1h, next_response: 1h")
ASKED, MORE = "By the way: the invoice is wrong", "And the import is slow"


async def moves(door: Door, text: str, target: str | None = None, number: int = 1001) -> None:
    await door.person("ada").clicks(TRIAGE, await door.card_ts(number), "thread.more")
    await door.person("ada").picks("thread.split")
    offered = options(dialog(door, "ada"), "messages")
    chosen = {"messages": [value for shown, value in offered if text in shown]}
    await door.person("ada").submits(chosen | ({"ref": target} if target else {}))
    await door.settle()


async def answered_and_asked(door: Door, *asked: str) -> None:
    """A thread that was answered, and in which something else is asked then."""
    ts = await door.asks("carol", "The export is broken")
    await door.asks("ada", "Which file?", thread_ts=ts)
    for text in asked:
        await door.asks("carol", text, thread_ts=ts)


async def late(door: Door, number: int) -> list[str]:
    return [line for line in await door.room(number) if "late" in line]


async def test_nobody_waits_any_more_where_the_question_was(
    database_url: str, clock: FakeClock
) -> None:
    async with opened(database_url, clock, SLA) as door:
        await answered_and_asked(door, ASKED)
        asked = (await door.thread()).waiting_since
        await moves(door, ASKED)

        assert (await door.thread()).waiting_since is None
        assert (await door.thread(1002)).waiting_since == asked
        [_, asked_again] = await door.read(lambda tx: tx.clocks.of(1001))
        assert (asked_again.target, asked_again.state) == (
            Target.next_response,
            ClockState.cancelled,
        )
        await door.later(hours=2)
        assert (await late(door, 1001), len(await late(door, 1002))) == ([], 1)


async def test_who_asked_two_things_waits_in_both(database_url: str, clock: FakeClock) -> None:
    async with opened(database_url, clock, SLA) as door:
        await answered_and_asked(door, ASKED, MORE)
        await moves(door, ASKED)

        said = await door.read(lambda tx: tx.messages.of_thread(1001))
        more = next(one.sent_at for one in said if one.text == MORE)
        thread = await door.thread()
        assert thread.waiting_since == more
        assert thread.promise_due_at == more + timedelta(hours=1)


async def test_where_it_went_somebody_waits_and_what_was_late_is_not_said_twice(
    database_url: str, clock: FakeClock
) -> None:
    async with opened(database_url, clock, SLA) as door:
        await answered_and_asked(door)
        await door.later(hours=3)
        other = await door.asks("carol", "The invoice is wrong")
        await door.asks("ben", "Which one?", thread_ts=other)
        await door.asks("carol", MORE, thread_ts=other)
        due = (await door.thread(1002)).promise_due_at
        await door.later(minutes=50)
        await moves(door, MORE, "T-1001", 1002)

        thread = await door.thread()
        assert (thread.status, thread.promise_due_at) == (Status.open, due)
        assert (await door.thread(1002)).promise_due_at is None
        assert [line for line in await door.room() if "⏳" in line] == []
        await door.later(hours=1)
        assert len(await late(door, 1001)) == 1


async def test_what_was_answered_makes_nobody_wait(database_url: str, clock: FakeClock) -> None:
    async with opened(database_url, clock, SLA) as door:
        await answered_and_asked(door, ASKED)
        root = (await door.thread()).root_ts
        await door.asks("ada", "Both are mended", thread_ts=root)
        await door.later(hours=3)
        other = await door.asks("carol", "The import is slow")
        await door.asks("ben", "Since when?", thread_ts=other)
        await moves(door, ASKED, "T-1002")

        assert (await door.thread(1002)).status is Status.waiting_on_customer
        assert (await door.thread(1002)).waiting_since is None
