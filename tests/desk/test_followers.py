"""Followers: one direct message for each thing that others do, and none too many."""

from store.transaction import Transaction
from tests.door import ACME, Door, words

BOX = "D0BEN"


async def follows(door: Door, handle: str = "U0BEN") -> None:
    await door.asks("carol", "The export is broken")
    await door.bot.store.write(lambda tx: tx.followers.add(1001, handle))


async def news(door: Door, box: str = BOX, handle: str = "ben") -> list[str]:
    await door.later(minutes=1)
    return [words(message) for message in door.person(handle).sees(box)]


async def test_ten_quick_messages_make_one_direct_message(door: Door) -> None:
    await follows(door)
    root = (await door.thread()).root_ts

    for number in range(10):
        await door.person("carol").says(ACME, f"and also {number}", thread_ts=root)
    sent = await news(door)

    assert len(sent) == 1
    assert "*Acme* wrote" in sent[0]
    assert "and also 9" in sent[0]
    assert f"archives/{(await door.thread()).card_channel}" in sent[0]


async def test_each_thing_that_happens_is_told(door: Door) -> None:
    await follows(door)
    root = (await door.thread()).root_ts
    await door.clicks("ada", "thread.claim")
    await news(door)
    await door.asks("ada", "We look into it", thread_ts=root)
    await news(door)
    await door.clicks("ada", "thread.resolve")
    await news(door)
    await door.asks("carol", "It is broken again", thread_ts=root)

    said = await news(door)

    marks = [line.strip()[0] for line in said]
    assert marks == ["👉", "↩", "✅", "🔁"]


async def test_nobody_is_told_of_their_own_doing(door: Door) -> None:
    await follows(door)

    await door.clicks("ben", "thread.claim")
    await door.clicks("ben", "thread.resolve")

    assert await news(door) == []


async def test_who_follows_no_more_or_is_no_agent_any_more_hears_nothing(door: Door) -> None:
    await follows(door)
    root = (await door.thread()).root_ts
    await door.person("carol").says(ACME, "Hello? It is urgent", thread_ts=root)
    await door.slack.settled()
    await door.bot.store.write(lambda tx: tx.followers.remove(1001, "U0BEN"))
    assert await news(door) == []

    def leave(tx: Transaction) -> None:
        tx.followers.add(1001, "U0LEA")
        tx.agents.retire_others(["ada", "ben"])

    await door.bot.store.write(leave)
    await door.asks("carol", "Hello? It is very urgent", thread_ts=root)

    assert await news(door, "D0LEA", "lea") == []
