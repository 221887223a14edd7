"""A question that is added to a thread is one that somebody waits for an answer to."""

from store.threads import Status
from tests.door import ACME, Door
from tests.handlers.looks import thread_is_open


async def adds(door: Door, words: str) -> str:
    """Carol says something that opens nothing, and Ada adds it to T-1001."""
    await door.later(hours=3)
    ts = await door.asks("carol", words)
    await door.person("ada").uses_shortcut("add_to_thread", ACME, ts)
    await door.person("ada").submits({"ref": "T-1001"})
    await door.settle()
    return ts


async def test_what_was_answered_is_open_again(door: Door) -> None:
    root = await thread_is_open(door)
    await door.asks("ada", "Try again, please", thread_ts=root)

    ts = await adds(door, ":mega: And the import?")

    thread = await door.thread()
    assert thread.status is Status.open
    assert thread.waiting_since is not None
    assert thread.waiting_since.timestamp() == float(ts)
    assert not await door.read(lambda tx: tx.threads.get(1002))


async def test_what_was_done_goes_on_and_who_had_it_is_told(door: Door) -> None:
    await thread_is_open(door)
    await door.clicks("ben", "thread.claim")
    await door.clicks("ben", "thread.resolve")

    await adds(door, ":mega: And the import?")

    assert (await door.thread()).status is Status.open
    assert any("<@U0BEN>" in line for line in await door.room())


async def test_thanks_change_nothing(door: Door) -> None:
    root = await thread_is_open(door)
    await door.asks("ada", "Try again, please", thread_ts=root)

    await adds(door, "Thanks!")

    assert (await door.thread()).status is Status.waiting_on_customer
