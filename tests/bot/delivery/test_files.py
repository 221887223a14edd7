"""The way of files: who gets our token, and what a big file costs."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.delivery.slack import SlackApi
from bot.delivery.ways.files import FilesWay
from bot.desk.redaction.apart import SMALL, kept_apart
from bot.errors import Rejected


@dataclass
class Elsewhere:
    """A Slack that says where a file is, and what lies there; `asked` are the places asked for."""

    api: str = ""
    file: str = ""
    asked: list[str] = field(default_factory=list)

    async def info(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "file": {"url_private_download": self.file}})

    async def redirect(self, request: web.Request) -> web.Response:
        self.asked.append(request.host.partition(":")[0])
        return web.Response(status=302, headers={"Location": request.query["to"]})

    async def secret(self, request: web.Request) -> web.Response:
        self.asked.append(request.host.partition(":")[0])
        return web.Response(body=b"of our own network", content_type="text/plain")


@pytest.fixture
async def slack() -> AsyncIterator[Elsewhere]:
    """A Slack whose files lie somewhere else."""
    slack, app = Elsewhere(), web.Application()
    app.add_routes([web.post("/api/files.info", slack.info), web.get("/go", slack.redirect)])
    app.add_routes([web.get("/secret", slack.secret)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.api = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    yield slack
    await runner.cleanup()


async def fetched(slack: Elsewhere) -> bytes:
    token = SecretStr("xoxb-1")
    async with aiohttp.ClientSession() as session:
        api = SlackApi(token, session, slack.api, lambda _method: None)
        return await FilesWay(api, session, token, kept_apart).fetch("a.txt", "F1")


@pytest.mark.parametrize(
    "place",
    [
        "https://files.slack.com.evil.example/a.har",
        "http://files.slack.com/a.har",
        "https://evilslack.com/a.har",
        "https://user@evil.example\\@files.slack.com/a.har",
        "https://[files.slack.com/a.har",
        "",
    ],
)
async def test_our_token_goes_to_slack_alone(slack: Elsewhere, place: str) -> None:
    slack.file = place

    with pytest.raises(Rejected, match=r"no file of Slack's|no address"):
        await fetched(slack)


async def test_a_redirect_leads_to_no_other_place(slack: Elsewhere) -> None:
    here = slack.api.removesuffix("/api/")
    slack.file = f"{here}/go?to={here.replace('127.0.0.1', 'localhost')}/secret"
    with pytest.raises(Rejected, match="no file of Slack's"):
        await fetched(slack)
    assert slack.asked == ["127.0.0.1"]

    slack.file = f"{here}/go?to=/secret"
    assert await fetched(slack) == b"of our own network"


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
