"""A small app made with the real Bolt: whatever satisfies it would satisfy Slack's own SDK."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground import Slack

Json = dict[str, Any]

MANIFEST: Json = {
    "display_information": {"name": "Reference"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "bot_user": {"display_name": "reference"},
        "slash_commands": [{"command": "/look", "description": "Look"}],
        "shortcuts": [
            {"name": "Look", "type": "message", "callback_id": "look", "description": "Look"},
            {"name": "Start", "type": "global", "callback_id": "start", "description": "Start"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "bookmarks:read",
                "bookmarks:write",
                "channels:history",
                "channels:join",
                "channels:manage",
                "channels:read",
                "chat:write",
                "chat:write.customize",
                "commands",
                "files:read",
                "files:write",
                "groups:history",
                "groups:read",
                "im:history",
                "im:write",
                "pins:write",
                "reactions:read",
                "reactions:write",
                "team:read",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "file_shared",
                "member_joined_channel",
                "message.channels",
                "message.groups",
                "message.im",
                "reaction_added",
                "reaction_removed",
            ]
        },
        "interactivity": {"is_enabled": True},
    },
}


class Reference:
    """Keeps whatever it is told; answers before it acknowledges, so tests need not wait."""

    def __init__(self, slack: Slack) -> None:
        self.client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, timeout=5)
        self.client.retry_handlers.clear()
        self.bolt = AsyncApp(
            client=self.client,
            signing_secret=slack.signing_secret,
            process_before_response=True,
            ignoring_self_events_enabled=False,
        )
        self.bodies: list[Json] = []
        for type_ in MANIFEST["settings"]["event_subscriptions"]["bot_events"]:
            self.bolt.event(type_.split(".")[0])(self._keep)

    @property
    def events(self) -> list[Json]:
        return [body["event"] for body in self.bodies if "event" in body]

    async def _keep(self, body: Json) -> None:
        self.bodies.append(body)

    async def keep(self, body: Json, ack: AsyncAck) -> None:
        """A listener for interactions that only acknowledges."""
        self.bodies.append(body)
        await ack()


def button(action_id: str, value: str = "") -> Json:
    body: Json = {"type": "button", "action_id": action_id, "text": plain("Press")}
    return body | ({"value": value} if value else {})


def error(raised: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(raised.value.response["error"])


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str, **extra: object) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **extra}


def modal(*blocks: Json, **extra: object) -> Json:
    frame: Json = {"type": "modal", "title": plain("Title"), "submit": plain("Save")}
    return frame | {"callback_id": "form", "blocks": list(blocks)} | extra


def question(name: str, **extra: object) -> Json:
    element = {"type": "plain_text_input", "action_id": name}
    return {"type": "input", "block_id": name, "label": plain(name), "element": element, **extra}


@asynccontextmanager
async def listening(
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> AsyncIterator[str]:
    """A Request URL that answers as a test wants."""
    application = web.Application()
    application.router.add_post("/", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()
