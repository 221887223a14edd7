"""Socket Mode, with Bolt's own handler."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from playground import Person, Slack
from tests.playground.reference import MANIFEST, Json, Reference, button, modal, question


@pytest.fixture
async def app(slack: Slack) -> AsyncIterator[Reference]:
    reference = Reference(slack)
    handler = AsyncSocketModeHandler(reference.bolt, slack.app_token, web_client=reference.client)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    yield reference
    await slack.settled()
    await handler.close_async()  # type: ignore[no-untyped-call]


async def test_events_and_clicks_over_a_socket(
    app: Reference, slack: Slack, ada: Person, carol: Person
) -> None:
    async def claim(ack: AsyncAck, body: Json) -> None:
        await ack()
        await app.client.views_open(trigger_id=body["trigger_id"], view=modal(question("why")))

    async def submitted(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"why": "Really?"})

    async def look(ack: AsyncAck) -> None:
        await ack("Looking")

    app.bolt.action("claim")(claim)
    app.bolt.view("form")(submitted)
    app.bolt.command("/look")(look)
    row = {"type": "actions", "elements": [button("claim")]}
    card = await app.client.chat_postMessage(channel="C0ACME", text="x", blocks=[row])

    ts = await carol.says("C0ACME", "It broke")
    await ada.clicks("C0ACME", card["ts"], "claim")

    assert ts in [event["ts"] for event in app.events]
    assert slack.deliveries[-1].outcome == "acknowledged"
    assert await ada.submits({"why": "Because"}) == {"why": "Really?"}
    assert (await ada.types("C0TRIAGE", "/look"))["text"] == "Looking"


async def test_what_was_not_acknowledged_comes_again(
    slack: Slack, carol: Person, http: aiohttp.ClientSession
) -> None:
    first = await http.ws_connect(await address(slack))
    hello = await first.receive_json()
    saying = asyncio.ensure_future(carol.says("C0ACME", "It broke"))
    lost = await first.receive_json()
    second = await http.ws_connect(await address(slack))
    await second.receive_json()
    await first.close()
    again = await second.receive_json()
    await second.send_json({"envelope_id": again["envelope_id"]})
    await saying
    await slack.settled()
    await second.close()

    assert hello["type"] == "hello"
    assert (lost["retry_attempt"], again["retry_attempt"]) == (0, 1)
    assert lost["payload"]["event_id"] == again["payload"]["event_id"]
    assert slack.deliveries[0].outcome == "acknowledged"


async def test_bolt_survives_a_refresh(carol: Person) -> None:
    async with Slack(MANIFEST, retry_after_seconds=(0.1, 0.5, 2)) as slack:
        reference = Reference(slack)
        handler = AsyncSocketModeHandler(
            reference.bolt, slack.app_token, web_client=reference.client
        )
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.refresh_sockets()
        await slack.person("carol").says("C0ACME", "Still there?")
        await slack.settled()
        await handler.close_async()  # type: ignore[no-untyped-call]

    assert [event["text"] for event in reference.events] == ["Still there?"]


async def test_tickets_admit_once(slack: Slack, http: aiohttp.ClientSession) -> None:
    url = await address(slack)
    await (await http.ws_connect(url)).close()

    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect(url)


async def address(slack: Slack) -> str:
    client = AsyncWebClient(slack.app_token, base_url=slack.api_url)
    return str((await client.apps_connections_open(app_token=slack.app_token))["url"])
