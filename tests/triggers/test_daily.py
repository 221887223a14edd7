"""What happens at a time of day: once over all replicas, on the right day, and not when it is too late."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.jobs import Jobs
from tests.door import CONFIG, TRIAGE, Door, opened, words
from tests.fakes import FakeClock
from tests.store.rows import open_thread
from triggers.daily import Daily
from triggers.timetable import timetable

BERLIN = """
hours: {office: {timezone: Europe/Berlin, days: {mon-fri: "09:00-17:00"}, holidays: ["2026-03-06"]}}
"""


async def at(door: Door, month: int, day: int, hour: int, minute: int = 0) -> None:
    """Turn the clock to a time, and let happen what is due by then."""
    moment = datetime(2026, month, day, hour, minute, tzinfo=UTC)
    door.clock.advance(moment - door.clock.now())
    await door.settle()
    await door.bot.daily.drain()
    await door.settle()


def read(door: Door, what: str) -> list[str]:
    """Return the digests in the triage channel."""
    said = [words(one) for one in door.person("ada").sees(TRIAGE)]
    return [one for one in said if what in one]


async def test_a_team_reads_each_working_morning_who_has_what(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.clicks("ada", "thread.claim")
    await door.asks("dave", "Where is our invoice?", "C0GLOBEX")
    await at(door, 3, 2, 9)
    await at(door, 3, 3, 7, 59)  # 08:59 in Berlin
    assert read(door, "outstanding") == []

    await at(door, 3, 3, 8)
    await at(door, 3, 3, 8, 1)

    [told] = read(door, "outstanding")
    assert "2 threads outstanding" in told
    assert "Nobody has these" in told
    assert "<@U0ADA>  ·  1 thread" in told
    assert "*Acme*: The export is broken" in told
    await at(door, 3, 3, 15)
    [late] = read(door, "2 late")
    assert "T-1001" in late


async def test_of_very_many_only_the_first_are_listed(door: Door) -> None:
    await at(door, 3, 2, 10)
    await door.bot.store.write(lambda tx: [open_thread(tx) for _ in range(7)])
    await at(door, 3, 3, 8)

    [told] = read(door, "7 threads outstanding")
    assert told.count("T-10") == 5
    assert "… and 2 more" in told


async def test_what_was_missed_comes_the_same_morning_and_never_days_later(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await at(door, 3, 2, 10)
    await at(door, 3, 3, 11)
    assert len(read(door, "outstanding")) == 1

    await at(door, 3, 6, 7)  # down for three days

    assert len(read(door, "outstanding")) == 1
    await at(door, 3, 12, 9)  # down for days, and back an hour too late
    assert len(read(door, "outstanding")) == 2


async def test_the_clock_of_the_team_counts_also_when_it_is_put_forward(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await at(door, 3, 27, 9)
    due = await door.read(lambda tx: Jobs(tx).all()["standup:support"].due_at)

    assert due == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)  # summer: 09:00 is 07:00


async def test_nobody_is_told_that_there_is_nothing_nor_on_a_holiday(
    database_url: str, clock: FakeClock
) -> None:
    config = CONFIG.replace("{support: {}}", "{support: {hours: office}}") + BERLIN
    async with opened(database_url, clock, config) as door:
        await at(door, 3, 2, 10)
        await at(door, 3, 3, 8)
        assert read(door, "outstanding") == []
        await door.asks("carol", "The export is broken")
        await at(door, 3, 5, 8)
        assert len(read(door, "outstanding")) == 1

        await at(door, 3, 6, 8)

        assert len(read(door, "outstanding")) == 1


async def test_of_several_replicas_one_does_it(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await at(door, 3, 2, 10)
    door.clock.advance(timedelta(days=1))
    bot = door.bot
    table = timetable(bot.store, bot.deps.desk, bot.senders)
    replicas = [Daily(bot.store, bot.deps.desk, table) for _ in range(4)]

    await asyncio.gather(*(one.drain() for one in replicas))
    await door.settle()

    assert len(read(door, "outstanding")) == 1


@pytest.mark.parametrize("missing", [True, False])
async def test_each_night_everything_is_written_into_a_file(
    database_url: str, clock: FakeClock, tmp_path: Path, missing: bool
) -> None:
    folder = tmp_path / "exports"
    config = f"{CONFIG}\nexport: {{folder: '{folder}', keep: 1}}\n"
    async with opened(database_url, clock, config) as door:
        await door.asks("carol", "The export is broken")
        await at(door, 3, 2, 10)
        if not missing:
            folder.mkdir()
        await at(door, 3, 3, 1)
        await at(door, 3, 3, 1, 1)
        if missing:
            alerts = [words(one) for one in door.person("ada").sees("C0ALERTS")]
            assert ["export does not work" in one for one in alerts] == [True]
            folder.mkdir()
            await at(door, 3, 3, 3)

        [file] = folder.iterdir()
        [line] = file.read_text().splitlines()

        assert file.name == "bellhop-2026-03-03.jsonl"
        assert json.loads(line)["ref"] == "T-1001"
