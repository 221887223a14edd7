"""What happens to messages that are older than all we ever heard in their channel."""

from store.messages import Message
from tests.desk.test_reconcile import DEAF
from tests.door import ACME, Door


async def unheard(door: Door, text: str) -> str:
    """Let Carol say something that the bot never gets."""
    url = f"{door.bot.url}/slack/events"
    door.slack.send_to(DEAF)
    ts = await door.person("carol").says(ACME, text)
    await door.slack.settled()
    door.slack.send_to(url)
    return ts


async def known(door: Door, ts: str) -> Message | None:
    return await door.read(lambda tx: tx.messages.by_ts(ACME, ts))


async def test_an_edit_of_something_old_opens_nothing(door: Door) -> None:
    ts = await unheard(door, "Long befor you came")
    await door.later(days=30)
    await door.asks("carol", "Now you are here")

    await door.person("carol").edits(ACME, ts, "Long before you came")
    await door.settle()

    assert await known(door, ts) is None
    assert len(door.cards()) == 1


async def test_a_deletion_of_something_old_opens_nothing(door: Door) -> None:
    ts = await unheard(door, "Long before you came")
    await door.later(days=30)

    await door.person("carol").deletes(ACME, ts)
    await door.settle()

    assert await known(door, ts) is None
    assert door.cards() == []
