"""Resolve: one click, or what was the matter first, as bellhop.yml wants it for a tier."""

import json
from datetime import timedelta
from io import StringIO

import pytest

from bot.cli.figures import count
from bot.config.load import parse
from bot.desk.reports.exporting import export_threads
from bot.errors import Misconfigured
from store.closings import Closings
from store.thread_list import Filter
from store.threads import Status
from tests.door import ACME, CONFIG, Door
from tests.handlers.looks import dialog, options, reads, thread_is_open

OURS = (
    CONFIG
    + """
fields: {region: {type: choice, choices: [eu, us]}}
closing: {required: {enterprise: [category, region], default: [link]}}
"""
)


@pytest.fixture
def bellhop_yml() -> str:
    return OURS


async def status(door: Door) -> Status:
    return (await door.thread()).status


async def test_what_was_the_matter_is_asked_kept_shown_counted_and_exported(door: Door) -> None:
    await thread_is_open(door)

    await door.clicks("ada", "thread.resolve")
    view = dialog(door, "ada")
    assert ("UI", "UI") in options(view, "category")
    errors = await door.person("ada").submits({"category": "billing", "links": "not a link"})
    assert "begins with https://" in errors["links"]
    said = {"category": "billing", "links": "https://a.example/1\n", "field:region": "eu"}
    assert await door.person("ada").submits(said) == {}
    await door.settle()

    assert await status(door) is Status.resolved
    closing = await door.read(lambda tx: Closings(tx).of(1001))
    assert closing is not None
    assert (closing.category, closing.links) == ("billing", ["https://a.example/1"])
    assert any("Cause: *billing*" in line for line in await door.room())
    now = door.clock.now()
    hour = timedelta(hours=1)
    report = await door.read(lambda tx: count(tx, now - hour, now + hour))
    assert report.sections()["category"]["billing"].resolved == 1
    file = StringIO()
    await export_threads(door.bot.store, file, Filter())
    assert json.loads(file.getvalue())["closing"]["category"] == "billing"


async def test_what_a_tier_needs_is_not_left_out(door: Door) -> None:
    await thread_is_open(door)
    await door.clicks("ada", "thread.resolve")

    errors = await door.person("ada").submits({"category": "UI", "field:region": "none"})
    assert "needs region" in errors["field:region"]
    assert await status(door) is Status.new


async def test_an_emoji_cannot_say_what_is_needed(door: Door) -> None:
    ts = await thread_is_open(door)

    await door.person("ada").reacts(ACME, ts, "white_check_mark")
    await door.settle()
    assert await status(door) is Status.new
    assert "use Resolve on its card" in "".join(reads(door, "ada", ACME))


async def test_a_mistake_in_what_is_needed_is_told_at_start() -> None:
    wrong = OURS.replace("[link]", "[lnk]").replace("enterprise: [category", "gold: [category")

    with pytest.raises(Misconfigured) as told:
        parse(wrong.encode())
    assert "'gold' is neither default nor among the tiers" in str(told.value)
    assert "'lnk' is neither category, link nor among the fields" in str(told.value)
