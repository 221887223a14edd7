"""The way to Slack; a message that may have been posted is looked for before it is sent again.

So is a channel, and a bookmark. Everything else the bot calls may be repeated without harm:
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
from bot.errors import Rejected
from store.deliveries import Delivery

POST = "chat.postMessage"
EVENT_TYPE = "bellhop_delivery"
OPEN = "conversations.open"
PAGE = 200
# what is listed to find out whether it was made
LISTED = {"conversations.create": "users.conversations", "bookmarks.add": "bookmarks.list"}
# refusals that say no more than that somebody was faster, or how it is already
NO_MATTER = {
    "conversations.create": ("name_taken",),
    "conversations.invite": ("already_in_channel", "cant_invite_self"),
    "conversations.archive": ("already_archived", "channel_not_found"),
    "pins.add": ("already_pinned",),
}
SKEW = timedelta(minutes=5)  # our clock may be ahead of Slack's, which stamps the messages


@dataclass(frozen=True)
class SlackWay:
    """Calls Slack's Web API."""

    api: SlackApi

    def quotas(self, call: Call, *, looking: bool) -> tuple[Quota, ...]:
        """Return Slack's limits: per method, and for messages per channel."""
        if looking and call.method in LISTED:
            return quotas_of(LISTED[call.method])
        if looking and call.method == POST:
            opened = quotas_of(OPEN) if _is_direct(call) else ()
            return (*opened, *quotas_of(_listing(call)))
        if looking:
            return ()
        return quotas_of(call.method, call.args.get("channel"))

    async def send(self, call: Call, delivery: Delivery) -> Answer:
        """Make a call; a message gets the key of the delivery, by which we can find it again."""
        if call.method in NO_MATTER:
            return await self._if_wanted(call)
        if call.method != POST:
            return await self.api.call(call.method, call.args)
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": delivery.key}}
        return await self.api.call(call.method, {**call.args, "metadata": metadata})

    async def find(self, call: Call, delivery: Delivery) -> Answer | None:
        """Return what Slack answered, or would have answered, when it took the message."""
        if call.method in LISTED:
            return await self._made(call, delivery)
        if call.method != POST:
            return None
        try:
            return await self._posted(call, delivery)
        except Rejected as rejected:
            if _is_direct(call) and "missing_scope" in str(rejected):
                return None  # `bellhop check` told of it; twice is better than not at all
            raise

    async def _posted(self, call: Call, delivery: Delivery) -> Answer | None:
        """Return the answer to a message that is there."""
        channel = str(call.args.get("channel"))
        if _is_direct(call):
            opened = await self.api.call(OPEN, {"users": channel})
            channel = str(opened["channel"]["id"])
        args, cursor = {**_question(call, delivery), "channel": channel}, None
        while True:
            page = await self.api.call(_listing(call), {**args, "cursor": cursor})
            for message in page.get("messages", []):
                if _key(message) == delivery.key:
                    return {"ok": True, "channel": channel, "ts": message["ts"], "message": message}
            cursor = page.get("response_metadata", {}).get("next_cursor")
            if not cursor:
                return None

    async def _if_wanted(self, call: Call) -> Answer:
        """Make a call that Slack may refuse because it is so already: that is an answer too."""
        try:
            return await self.api.call(call.method, call.args)
        except Rejected as rejected:
            why = str(rejected).removeprefix(f"{call.method}: ")
            if why in NO_MATTER[call.method]:
                return {"ok": False, "refused": why}
            raise

    async def _made(self, call: Call, delivery: Delivery) -> Answer | None:
        """Return the channel or bookmark that was made since the delivery was queued."""
        if call.method == "bookmarks.add":
            asked = {"channel_id": call.args["channel_id"]}
            known = (await self.api.call("bookmarks.list", asked)).get("bookmarks", [])
            return next(({"ok": True, "bookmark": one} for one in known if _is(one, call)), None)
        since, cursor = (delivery.created_at - SKEW).timestamp(), None
        asked = {"types": "public_channel,private_channel", "exclude_archived": True, "limit": PAGE}
        while True:
            page = await self.api.call("users.conversations", {**asked, "cursor": cursor})
            for one in page.get("channels", []):
                if one.get("name") == call.args["name"] and one.get("created", 0) >= since:
                    return {"ok": True, "channel": one}
            cursor = page.get("response_metadata", {}).get("next_cursor")
            if not cursor:
                return None

    async def probe(self) -> None:
        """Ask who we are."""
        await self.api.call("auth.test", {})


def _is_direct(call: Call) -> bool:
    """Whether a message goes to a person, whose channel with us we do not know."""
    return str(call.args.get("channel")).startswith(("U", "W"))


def _is(bookmark: Mapping[str, Any], call: Call) -> bool:
    return (bookmark.get("link"), bookmark.get("title")) == (call.args["link"], call.args["title"])


def _listing(call: Call) -> str:
    """Return the method that lists the messages among which it would be."""
    return "conversations.replies" if call.args.get("thread_ts") else "conversations.history"


def _question(call: Call, delivery: Delivery) -> dict[str, Any]:
    args = {
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
