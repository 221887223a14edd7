"""Who may call, and what a bad request is told; never what is inside."""

import json
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from bot.desk.intake.explain import explain
from tests.door import ACME, opened
from tests.fakes import FakeClock
from tests.triggers.api.client import Client

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_only_who_has_the_token_may_call(client: Client) -> None:
    for token in (None, "wrong", "let-me-in-too", "lét-me-in"):
        answer = await client.get("/threads", token=token)
        assert (answer.status, answer.error["code"]) == (401, "unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert (await client.post("/threads/T-1001/claim", token=token)).status == 401
    basic = await client.call("GET", "/threads", None, {"Authorization": "let-me-in"})
    assert basic.status == 401


async def test_without_a_token_the_api_is_off(database_url: str, clock: FakeClock) -> None:
    async with (
        opened(database_url, clock, api_token=None) as door,
        aiohttp.ClientSession() as session,
    ):
        client = Client(door, session)
        answer = await client.get("/threads")
        described = await client.get("/api/openapi.json")

    assert (answer.status, answer.error["code"]) == (403, "api_off")
    assert "BELLHOP_API_TOKEN" in answer.error["message"]
    assert described.status == 200


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"{", 400, None),
        (b"\xff", 400, None),
        (b'{"agent": "\\ud800"}', 400, None),
        (b'"ada"', 422, None),
        (b"[]", 422, None),
        (b"null", 422, None),
        (b'{"agent": ["ada"]}', 422, "agent"),
        (b'{"agent": "\\u0000"}', 422, "agent"),
        (b'{"agent": "ada", "who": 1}', 422, "who"),
        (b'{"agent": "' + b"a" * (1 << 20) + b'"}', 413, None),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_bodies_that_make_no_sense(
    client: Client, body: bytes, status: int, field: str | None
) -> None:
    answer = await client.call("POST", "/threads/T-1001/claim", data=BytesIO(body))

    assert (answer.status, answer.error["field"]) == (status, field), answer.body


async def test_addresses_and_methods_that_are_not_there(client: Client) -> None:
    nowhere = await client.call("GET", "/api/v2/threads")
    deleted = await client.call("DELETE", "/threads/T-1001")

    assert (nowhere.status, nowhere.error["code"]) == (404, "not_found")
    assert (deleted.status, deleted.error["code"]) == (405, "method_not_allowed")
    assert deleted.headers["Allow"] == "GET"


async def test_a_mistake_of_ours_is_not_shown(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Any:
        raise KeyError("xoxb-secret")

    monkeypatch.setattr(f"triggers.api.messages.{explain.__name__}", broken)
    answer = await client.get(f"/messages/{ACME}/1.0/why")

    assert (answer.status, answer.error["code"]) == (500, "internal")
    assert "secret" not in json.dumps(answer.body)
    assert "failed" in caplog.text
