"""Calling Slack over real HTTP: what each way to fail turns into."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.delivery import slack
from bot.delivery.slack import SlackApi
from bot.errors import DeliveryError, Rejected, TokenDead, Unreachable

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Slack:
    """Answers every call the way the test says, and keeps what it was sent."""

    answer: Answer
    url: str = ""
    calls: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    limited: list[str] = field(default_factory=list)

    async def receive(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        self.calls.append(
            (request.match_info["method"], dict(form), request.headers.get("Authorization", ""))
        )
        return await self.answer(request)


def says(status: int = 200, headers: dict[str, str] | None = None, **body: object) -> Answer:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response(body, status=status, headers=headers)

    return answer


def shows(text: str, status: int = 200, content_type: str = "text/html") -> Answer:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=text, status=status, content_type=content_type)

    return answer


async def hangs_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def hangs_up_in_the_middle(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "500"})
    await response.prepare(request)
    await response.write(b'{"ok": tr')
    assert request.transport is not None
    request.transport.abort()
    return response


async def never_answers(request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    return web.Response()


@pytest.fixture
async def server() -> AsyncIterator[Slack]:
    double = Slack(says(ok=True))
    app = web.Application()
    app.router.add_post("/api/{method}", double.receive)
    async with TestServer(app, shutdown_timeout=0) as running:
        double.url = str(running.make_url("/api/"))
        yield double


@pytest.fixture
async def api(server: Slack) -> AsyncIterator[SlackApi]:
    async with aiohttp.ClientSession() as session:
        yield SlackApi(SecretStr("xoxb-hush"), session, server.url, server.limited.append)


async def failure(api: SlackApi, **args: object) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await api.call("chat.postMessage", {"channel": "C0ACME", "text": "our words", **args})
    return caught.value


async def test_a_call_carries_the_token_and_form_fields(server: Slack, api: SlackApi) -> None:
    server.answer = says(ok=True, ts="1.000100")

    answer = await api.call(
        "chat.postMessage",
        {"channel": "C0ACME", "blocks": [{"type": "divider"}], "mrkdwn": True, "thread_ts": None},
    )

    assert answer["ts"] == "1.000100"
    method, form, authorization = server.calls[0]
    assert method == "chat.postMessage"
    assert authorization == "Bearer xoxb-hush"
    assert json.loads(form.pop("blocks")) == [{"type": "divider"}]
    assert form == {"channel": "C0ACME", "mrkdwn": "true"}


async def test_half_an_emoji_is_replaced(server: Slack, api: SlackApi) -> None:
    await api.call("chat.postMessage", {"text": "oh \ud83d", "blocks": [{"text": "\udc00 no"}]})

    form = server.calls[0][1]
    assert form["text"] == "oh ?"
    assert json.loads(form["blocks"]) == [{"text": "? no"}]


@pytest.mark.parametrize(
    ("answer", "kind", "in_doubt"),
    [
        (says(ok=False, error="channel_not_found"), Rejected, None),
        (says(ok=False, error="invalid_auth"), TokenDead, None),
        (says(401, ok=False, error="token_revoked"), TokenDead, None),
        (says(ok=False, error="token_expired"), TokenDead, None),
        (says(ok=False, error="account_inactive"), TokenDead, None),
        (says(ok=False, error="not_authed"), TokenDead, None),
        (says(ok=False, error="ratelimited"), Unreachable, False),
        (says(429, ok=False, error="ratelimited"), Unreachable, False),
        (says(ok=False, error="service_unavailable"), Unreachable, False),
        (says(503, ok=False, error="service_unavailable"), Unreachable, False),
        (says(ok=False, error="internal_error"), Unreachable, True),
        (says(500, ok=False, error="fatal_error"), Unreachable, True),
        (says(500, ok=False, error="something_new"), Unreachable, True),
        (shows("<h1>Bad Gateway</h1>", 502), Unreachable, True),
        (shows("upstream timed out", 504, "text/plain"), Unreachable, True),
        (shows("<h1>Sign in to the wifi</h1>"), Unreachable, True),
        (shows("Sign in to the wifi", content_type="text/plain"), Unreachable, True),
        (shows("[1, 2", content_type="application/json"), Unreachable, True),
        (shows("[1, 2]", content_type="application/json"), Unreachable, True),
        (shows("blocked by policy", 403), Unreachable, False),
        (hangs_up, Unreachable, True),
        (hangs_up_in_the_middle, Unreachable, True),
    ],
)
async def test_every_failure_says_what_to_do_next(
    server: Slack, api: SlackApi, answer: Answer, kind: type[DeliveryError], in_doubt: bool | None
) -> None:
    server.answer = answer

    error = await failure(api)

    assert type(error) is kind
    assert getattr(error, "in_doubt", None) is in_doubt
    assert len(server.calls) == 1


async def test_no_answer_in_time_leaves_it_in_doubt(
    server: Slack, api: SlackApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer = never_answers
    monkeypatch.setattr(slack, "TIMEOUT", timedelta(milliseconds=50))

    error = await failure(api)

    assert isinstance(error, Unreachable)
    assert error.in_doubt


async def test_without_a_connection_nothing_was_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/api/"
        async with aiohttp.ClientSession() as session:
            error = await failure(SlackApi(SecretStr("xoxb-hush"), session, url, print))

    assert isinstance(error, Unreachable)
    assert not error.in_doubt


@pytest.mark.parametrize(
    ("sent", "understood"),
    [("30", timedelta(seconds=30)), ("soon", None), ("9" * 20, timedelta(hours=1))],
)
async def test_a_429_is_counted_and_says_how_long_to_wait(
    server: Slack, api: SlackApi, sent: str, understood: timedelta | None
) -> None:
    server.answer = says(429, {"Retry-After": sent}, ok=False, error="ratelimited")

    error = await failure(api)

    assert isinstance(error, Unreachable)
    assert error.retry_after == understood
    assert server.limited == ["chat.postMessage"]


async def test_a_rejection_names_the_missing_scope(server: Slack, api: SlackApi) -> None:
    server.answer = says(ok=False, error="missing_scope", needed="chat:write", provided="commands")

    assert str(await failure(api)) == "chat.postMessage: missing_scope (needs chat:write)"


async def test_a_rejection_names_the_place_in_the_blocks(server: Slack, api: SlackApi) -> None:
    server.answer = says(
        ok=False,
        error="invalid_blocks",
        response_metadata={"messages": ["[ERROR] too long [json-pointer:/blocks/0/text]"]},
    )

    assert "/blocks/0/text" in str(await failure(api))


async def test_neither_words_nor_token_are_told_to_the_log(
    server: Slack, api: SlackApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await api.call("chat.postMessage", {"channel": "C0ACME", "text": "our words"})
    server.answer = shows("their words", 500)

    error = await failure(api)

    for told in (caplog.text, repr(error)):
        assert "words" not in told
        assert "hush" not in told


async def test_a_proxy_in_the_environment_is_left_to_the_session(
    server: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    async with aiohttp.ClientSession() as session:
        api = SlackApi(SecretStr("xoxb-hush"), session, server.url, server.limited.append)

        assert (await api.call("api.test", {}))["ok"]
