"""Troubles on request, and Slack's rate limits."""

import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from playground import Fault, Person, Slack
from tests.fakes import FakeClock
from tests.playground.reference import Reference


async def test_rate_limited_in_one_channel(app: Reference, slack: Slack) -> None:
    slack.fails("chat.postMessage", Fault.ratelimited(7), where={"channel": "C0ACME"})

    await app.client.chat_postMessage(channel="C0TRIAGE", text="Fine")
    with pytest.raises(SlackApiError) as refused:
        await app.client.chat_postMessage(channel="C0ACME", text="Slow down")
    await app.client.chat_postMessage(channel="C0ACME", text="Again")

    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "7"
    posts = [call.status for call in slack.calls if call.method == "chat.postMessage"]
    assert posts == [200, 429, 200]


async def test_an_error_and_a_broken_server(app: Reference, slack: Slack) -> None:
    slack.fails("chat.postMessage", Fault.error("fatal_error"))
    slack.fails("chat.postMessage", Fault.status(503))

    with pytest.raises(SlackApiError) as refused:
        await app.client.chat_postMessage(channel="C0ACME", text="One")
    with pytest.raises(SlackApiError) as broken:
        await app.client.chat_postMessage(channel="C0ACME", text="Two")

    assert refused.value.response["error"] == "fatal_error"
    assert broken.value.response.status_code == 503


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [(Fault.reset(), []), (Fault.timeout(0.01), []), (Fault.lost(), ["Hello"])],
)
async def test_broken_connections(
    app: Reference, slack: Slack, carol: Person, fault: Fault, arrived: list[str]
) -> None:
    slack.fails("chat.postMessage", fault)

    with pytest.raises((aiohttp.ClientConnectionError, ConnectionError)):
        await app.client.chat_postMessage(channel="C0ACME", text="Hello")

    assert [message["text"] for message in carol.sees("C0ACME")] == arrived
    assert slack.calls[-1].status == 0


async def test_a_hanging_call_does_not_keep_slack_from_closing(
    app: Reference, slack: Slack
) -> None:
    slack.fails("auth.test", Fault.timeout(60))
    app.client.timeout = 0.1  # type: ignore[assignment]

    with pytest.raises(TimeoutError):
        await app.client.auth_test()


async def test_one_post_a_second_in_a_channel(
    app: Reference, slack: Slack, clock: FakeClock
) -> None:
    slack.limits = True

    await app.client.chat_postMessage(channel="C0ACME", text="One")
    await app.client.chat_postMessage(channel="C0TRIAGE", text="Elsewhere")
    with pytest.raises(SlackApiError) as refused:
        await app.client.chat_postMessage(channel="C0ACME", text="Two")
    clock.advance(seconds=1)
    await app.client.chat_postMessage(channel="C0ACME", text="Two")

    assert refused.value.response.headers["Retry-After"] == "1"


async def test_tiers(app: Reference, slack: Slack, clock: FakeClock) -> None:
    slack.limits = True

    for _ in range(20):
        await app.client.users_list()
    with pytest.raises(SlackApiError) as refused:
        await app.client.users_list()
    clock.advance(seconds=60)
    await app.client.users_list()

    assert refused.value.response.headers["Retry-After"] == "60"


async def test_it_starts_at_once(slack: Slack) -> None:
    began = time.perf_counter()
    async with Slack({}):
        took = time.perf_counter() - began

    assert took < 0.05
