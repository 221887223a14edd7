"""Nobody is told that we have a message which they took back."""

from tests.door import ACME, Door, words


async def test_a_message_that_was_deleted_at_once_is_not_acknowledged(door: Door) -> None:
    ts = await door.person("carol").says(ACME, "The export is broken")
    await door.slack.settled()
    await door.person("carol").deletes(ACME, ts)
    await door.later(hours=1)

    assert [words(one) for one in door.person("carol").sees(ACME)] == []
    assert door.person("carol").sees(ACME, ts) == []
    assert "dead" not in str(door.person("ada").sees("C0ALERTS"))
