"""The demo: one command, and a page with conversations under way."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import aiohttp
import pytest

from bot.config.load import parse
from bot.desk.desk import Desk, Identity
from bot.desk.snoozing import presets
from bot.views.modals import Preset
from tests.bot.cli.programs import PATIENCE, ends, running, says, stopped
from tests.fakes import START

pytestmark = pytest.mark.timeout(180)


async def test_it_has_conversations_and_takes_new_ones_which_workflows_answer(
    tmp_path: Path,
) -> None:
    async with running({}, "demo", "--port", "0", "--data", str(tmp_path)) as demo:
        page = (await says(demo, "The desk is open")).split()[-1].partition("#")[0]
        async with aiohttp.ClientSession(page) as visitor:
            assert "Slack" in await (await visitor.get("/")).text()
            before = await _cards(visitor)
            assert [text.split(" · ")[1][2:].strip() for text in before] == [
                "Resolved",
                "Waiting on customer",
                "Snoozed",
                "Open",
                "New",
            ]
            await _says(visitor, "Does it work?", "Does it work?")
            await _says(visitor, "Where is my order 5002?", "Waiting on customer", "5002")
            await _tells(visitor, "A payment of Acme fails", "Payment failed: expired card", "Open")
            await _tells(visitor, "Acme pays", "Payment failed: expired card", "Resolved")
            await _tells(visitor, "Initech's onboarding stalls", "Onboarding of Initech stalls")
            await _tells(visitor, "110 requests of Globex", "11% of requests to /v1/exports fail")
            await _tells(visitor, "Nobody of Acme was there", "Acme was not seen for 31 days")
            await _tells(visitor, "Somebody of Acme is back", "Resolved", "Acme was not seen")
            await _tells(visitor, "The API is down", "answers 503")

        assert await stopped(demo) == 0
        assert (tmp_path / "demo.db").exists()


def test_its_threads_can_be_snoozed_for_a_minute() -> None:
    config = parse(files("bot.cli.demo").joinpath("desk.yml").read_bytes())
    offered = presets(Desk(config, Identity("T", "U", "B", "")), None, START)

    assert offered[0] == Preset("In 1 min", START + timedelta(minutes=1))
    assert offered[1].words == "In 1 hour"


async def test_a_port_that_is_taken_is_said() -> None:
    async with running({}, "demo", "--port", "0") as demo:
        page = (await says(demo, "The desk is open")).split()[-1]
        refused = await ends({}, "demo", "--port", page.split(":")[2].partition("/")[0])

        assert refused.code == 2
        assert "Choose another one with --port" in refused.err
        assert await stopped(demo) == 0


async def _says(visitor: aiohttp.ClientSession, text: str, *shown: str) -> None:
    """Say something as Carol, and wait until a card shows all of these words."""
    said = {"as": "U0CAROL", "act": "says", "channel": "C0ACME", "text": text}
    await _posts(visitor, "/playground/act", said, shown)


async def _tells(visitor: aiohttp.ClientSession, title: str, *shown: str) -> None:
    """Let another system tell something, and wait until a card shows all of these words."""
    async with visitor.get("/playground/state?as=U0ADA") as answer:
        titles = [hook["title"] for hook in (await answer.json())["hooks"]]
    [number] = [n for n, one in enumerate(titles) if one.startswith(title)][:1]
    await _posts(visitor, "/playground/send", {"hook": number}, shown)


async def _posts(
    visitor: aiohttp.ClientSession, path: str, said: Mapping[str, object], shown: tuple[str, ...]
) -> None:
    async with visitor.ws_connect("/playground/live?as=U0ADA") as news:
        async with visitor.post(path, json=said) as answer:
            assert answer.ok, await answer.text()
        async with asyncio.timeout(PATIENCE):
            while not any(all(one in card for one in shown) for card in await _cards(visitor)):
                await news.receive()


async def _cards(visitor: aiohttp.ClientSession) -> list[str]:
    asked = {"as": "U0ADA", "channel": "C0TRIAGE"}
    async with visitor.get("/playground/messages", params=asked) as answer:
        return [message["text"] for message in (await answer.json())["messages"]]
