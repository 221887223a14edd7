"""Nobody is told twice that we have their message, nor of one which they took back."""

from bot.desk.intake.moving import split
from bot.desk.threads import By
from tests.desk.looks import message
from tests.door import ACME, Door, words


async def test_a_message_that_was_deleted_at_once_is_not_acknowledged(door: Door) -> None:
    ts = await door.person("carol").says(ACME, "The export is broken")
    await door.slack.settled()
    await door.person("carol").deletes(ACME, ts)
    await door.later(hours=1)

    assert [words(one) for one in door.person("carol").sees(ACME)] == []
    assert door.person("carol").sees(ACME, ts) == []
    assert "dead" not in str(door.person("ada").sees("C0ALERTS"))


async def test_what_an_agent_splits_off_is_not_acknowledged_again(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    more = await message(door, await door.asks("carol", "And the import", thread_ts=ts))
    await door.later(hours=1)
    await door.bot.store.write(
        split, door.bot.deps.desk, 1001, [more.id], By("agent:ada", "Ada Agarwal")
    )
    await door.later(hours=1)

    below = [words(one) for one in door.person("carol").sees(ACME, ts)]
    assert len([line for line in below if "we have your message" in line]) == 1
