"""A card that somebody deleted in Slack."""

from playground import Fault
from tests.door import TRIAGE, Door, words


async def test_a_deleted_card_is_posted_anew_and_goes_on_there(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    first = await door.card_ts()
    door.slack.fails("chat.update", Fault.error("message_not_found"))
    await door.clicks("ada", "thread.claim")

    second = await door.card_ts()
    assert second != first
    assert "Ada Agarwal" in words(door.cards()[-1])
    await door.clicks("ada", "thread.resolve")
    assert "✅ *Ada Agarwal* resolved this" in await door.room()
    assert [message["ts"] for message in door.person("ada").sees(TRIAGE)][-1] == second
