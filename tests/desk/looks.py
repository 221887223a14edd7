"""What tests of the desk look at, and how they let events reach it late."""

from typing import Any

from store.inbox import InboxRow
from store.messages import Message
from tests.door import ACME, Door

DEAF = "http://127.0.0.1:9/slack/events"  # nobody listens there


async def message(door: Door, ts: str, channel: str = ACME) -> Message:
    found = await door.read(lambda tx: tx.messages.by_ts(channel, ts))
    assert found is not None, f"{ts} is not known"
    return found


async def newest(door: Door) -> InboxRow:
    return (await door.read(lambda tx: tx.inbox.page(limit=1)))[0]


async def sent_again(door: Door, *order: int) -> None:
    """Let events that Slack gave up on arrive after all, in this order."""
    held = [one.envelope for one in door.slack.deliveries if one.outcome == "given up"]
    for place in order:
        await door.slack.send_event(held[place]["event"], **outer(held[place]))
    await door.settle()


def outer(envelope: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in envelope.items() if name != "event"}


def hold(door: Door) -> None:
    """Let nothing through until `let_go`."""
    door.slack.send_to(DEAF)


async def let_go(door: Door) -> None:
    await door.slack.settled()
    door.slack.send_to(f"{door.bot.url}/slack/events")
