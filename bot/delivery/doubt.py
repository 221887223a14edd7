"""Deliveries in doubt: a message that may have been posted is looked for before it is sent again.

Only `chat.postMessage` needs this. Everything else the bot calls may be repeated without harm:
chat.update, chat.delete, views.publish and pins.add leave the same state behind, users.info and the
other look-ups change nothing, and a second chat.postEphemeral says the same to one person. Who gets
a webhook twice knows it by its id.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.delivery.kinds import Call, Outgoing
from bot.delivery.slack import SlackApi
from store.deliveries import Delivery

POST = "chat.postMessage"
EVENT_TYPE = "bellhop_delivery"
PAGE = 200
SKEW = timedelta(minutes=5)  # our clock may be ahead of Slack's, which stamps the messages


def can_be_found(call: Call) -> bool:
    """Whether to look for a message before it is sent again.

    A direct message is not: to read those takes a scope of its own, and a second one does no harm.
    """
    return call.method == POST and not str(call.args.get("channel")).startswith(("U", "W"))


def signed(call: Outgoing, key: str) -> Outgoing:
    """Put the key of the delivery into a message's metadata, where we can find it again."""
    if not isinstance(call, Call) or call.method != POST:
        return call
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
    return Call(call.method, {**call.args, "metadata": metadata})


def question(call: Call, delivery: Delivery) -> Call:
    """Return the call that lists the messages among which it would be."""
    args = {
        "channel": call.args.get("channel"),
        "oldest": f"{(delivery.created_at - SKEW).timestamp():.6f}",
        "limit": PAGE,
        "include_all_metadata": True,
    }
    if thread_ts := call.args.get("thread_ts"):
        return Call("conversations.replies", {**args, "ts": thread_ts})
    return Call("conversations.history", args)


async def look_up(slack: SlackApi, asked: Call, delivery: Delivery) -> Mapping[str, Any] | None:
    """Return what Slack answered, or would have answered, when it took the message."""
    cursor = None
    while True:
        page = await slack.call(asked.method, {**asked.args, "cursor": cursor})
        for message in page.get("messages", []):
            if _key(message) == delivery.key:
                channel = asked.args["channel"]
                return {"ok": True, "channel": channel, "ts": message["ts"], "message": message}
        cursor = page.get("response_metadata", {}).get("next_cursor")
        if not cursor:
            return None


def _key(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key: str | None = metadata.get("event_payload", {}).get("key")
    return key
