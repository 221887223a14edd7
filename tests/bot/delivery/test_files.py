"""The way of files: who gets our token, and what a big file costs."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.delivery.slack import SlackApi
from bot.delivery.ways.files import FilesWay
from bot.desk.redaction.apart import SMALL, kept_apart
from bot.errors import Rejected


@pytest.fixture
async def slack() -> AsyncIterator[str]:
    """A Slack whose files lie somewhere else."""

    async def info(_request: web.Request) -> web.Response:
        file = {"url_private_download": "https://files.slack.com.evil.example/a.har"}
        return web.json_response({"ok": True, "file": file})

    app = web.Application()
    app.add_routes([web.post("/api/files.info", info)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    await runner.cleanup()


async def test_our_token_goes_to_slack_alone(slack: str) -> None:
    token = SecretStr("xoxb-1")
    async with aiohttp.ClientSession() as session:
        files = FilesWay(
            SlackApi(token, session, slack, lambda _method: None), session, token, kept_apart
        )
        with pytest.raises(Rejected, match="no file of Slack's"):
            await files.fetch("a.har", "F1")


async def test_a_big_file_is_cleaned_by_another_process_as_a_small_one_is_here() -> None:
    line = b"GET /orders?token=tok-12345678 502\n"
    big = line * (SMALL // len(line) + 1)

    kept, told = await kept_apart("a.log", big)
    few, same = await kept_apart("a.log", line)

    assert kept is not None
    assert few is not None
    assert b"tok-12345678" not in kept + few
    assert kept == few * (len(kept) // len(few))
    assert told == same == {"told": [], "changed": True}


@pytest.mark.parametrize(
    ("name", "body"),
    [("a.har", b"[" * SMALL * 2), ("a.zip", b"PK" * SMALL), ("", b"x" * SMALL * 2)],
)
async def test_a_big_file_that_nobody_can_read_is_told(name: str, body: bytes) -> None:
    kept, told = await kept_apart(name, body)

    assert kept is None
    assert json.dumps(told).startswith('{"unreadable": "it ')
