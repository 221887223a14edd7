"""Agents whom bellhop.yml names no more: what they had is anybody's again."""

from bot.app import Bellhop
from bot.config.load import parse
from store.threads import Status
from tests.door import CONFIG, Door

BEN = "  ben: {slack: U0BEN, teams: [support]}\n"


async def ben_leaves(door: Door) -> None:
    await door.bot.close()
    assert BEN in CONFIG
    door.bot = Bellhop(door.bot._settings, parse(CONFIG.replace(BEN, "").encode()), door.clock)
    await door.bot.open()
    await door.bot.listen()
    door.slack.send_to(f"{door.bot.url}/slack/events")
    await door.settle()


async def test_what_they_had_is_anybodys(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.clicks("ben", "thread.claim")
    await ben_leaves(door)

    thread = await door.thread()
    assert (thread.assignee_id, thread.status) == (None, Status.open)
    assert "nobody has it" in (await door.room())[-1]
    await door.clicks("ada", "thread.claim")
    assert (await door.thread()).assignee_id is not None


async def test_what_they_resolved_is_anybodys_when_it_goes_on(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.clicks("ben", "thread.claim")
    await door.clicks("ben", "thread.resolve")
    await ben_leaves(door)
    assert (await door.thread()).assignee_id is not None

    await door.asks("carol", "It still is broken", thread_ts=ts)

    thread = await door.thread()
    assert (thread.assignee_id, thread.status) == (None, Status.open)
