"""The way to Slack; a message that may have been posted is looked for before it is sent again.

Only `chat.postMessage` needs this. Everything else the bot calls may be repeated without harm:
chat.update, chat.delete, views.publish and pins.add leave the same state behind, users.info and the
other look-ups change nothing, and a second chat.postEphemeral says the same to one person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.delivery.kinds import Call
from bot.delivery.limits import Quota, quotas_of
from bot.delivery.slack import SlackApi
from bot.delivery.way import Answer
from store.deliveries import Delivery

POST = "chat.postMessage"
EVENT_TYPE = "bellhop_delivery"
PAGE = 200
SKEW = timedelta(minutes=5)  # our clock may be ahead of Slack's, which stamps the messages


@dataclass(frozen=True)
class SlackWay:
    """Calls Slack's Web API."""

    api: SlackApi

    def quotas(self, call: Call, *, looking: bool) -> tuple[Quota, ...]:
        """Return Slack's limits: per method, and for messages per channel."""
        if looking:
            return quotas_of(_listing(call)) if _can_be_found(call) else ()
        return quotas_of(call.method, call.args.get("channel"))

    async def send(self, call: Call, delivery: Delivery) -> Answer:
        """Make a call; a message gets the key of the delivery, by which we can find it again."""
        if call.method != POST:
            return await self.api.call(call.method, call.args)
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": delivery.key}}
        return await self.api.call(call.method, {**call.args, "metadata": metadata})

    async def find(self, call: Call, delivery: Delivery) -> Answer | None:
        """Return what Slack answered, or would have answered, when it took the message."""
        if not _can_be_found(call):
            return None
        args, cursor = _question(call, delivery), None
        while True:
            page = await self.api.call(_listing(call), {**args, "cursor": cursor})
            for message in page.get("messages", []):
                if _key(message) == delivery.key:
                    channel = args["channel"]
                    return {"ok": True, "channel": channel, "ts": message["ts"], "message": message}
            cursor = page.get("response_metadata", {}).get("next_cursor")
            if not cursor:
                return None

    async def probe(self) -> None:
        """Ask who we are."""
        await self.api.call("auth.test", {})


def _can_be_found(call: Call) -> bool:
    """Whether to look for a message before it is sent again.

    A direct message is not: to read those takes a scope of its own, and a second one does no harm.
    """
    return call.method == POST and not str(call.args.get("channel")).startswith(("U", "W"))


def _listing(call: Call) -> str:
    """Return the method that lists the messages among which it would be."""
    return "conversations.replies" if call.args.get("thread_ts") else "conversations.history"


def _question(call: Call, delivery: Delivery) -> dict[str, Any]:
    args = {
        "channel": call.args.get("channel"),
        "oldest": f"{(delivery.created_at - SKEW).timestamp():.6f}",
        "limit": PAGE,
        "include_all_metadata": True,
    }
    if thread_ts := call.args.get("thread_ts"):
        return {**args, "ts": thread_ts}
    return args


def _key(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key: str | None = metadata.get("event_payload", {}).get("key")
    return key
