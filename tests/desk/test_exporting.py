"""Exporting: every thread once, with all of its messages, however many there are."""

import io
import json
from datetime import datetime, timedelta

import pytest

from bot.desk.reports import exporting
from bot.desk.reports.exporting import export_threads
from store.database import Store
from store.thread_list import Filter
from store.transaction import Transaction
from tests.fakes import START
from tests.store.rows import add_message, open_thread

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
async def said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five threads, a day apart, with 0 to 4 messages; pages are of two."""
    monkeypatch.setattr(exporting, "PAGE", 2)
    monkeypatch.setattr(exporting, "AT_ONCE", 2)

    def rule(tx: Transaction) -> None:
        for number in range(5):
            day = START + number * timedelta(days=1)
            thread = open_thread(tx, opened_at=day, root_ts=f"{number}.0")
            for ts in range(number):
                add_message(tx, f"{number}.{ts}", thread_id=thread.id, ts=f"{number}.{ts}")
                tx.timeline.append("message.added", "bellhop", thread.id)

    await store.write(rule)


async def exported(store: Store, since: datetime | None = None) -> list[tuple[list[str], int]]:
    file = io.StringIO()
    count = await export_threads(store, file, Filter(), since)
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert len(lines) == count
    return [([one["text"] for one in line["messages"]], len(line["timeline"])) for line in lines]


async def test_all_of_it_is_there_once_the_newest_first(store: Store) -> None:
    assert await exported(store) == [
        ([f"{number}.{ts}" for ts in range(number)], number) for number in (4, 3, 2, 1, 0)
    ]


async def test_it_ends_with_the_first_that_is_too_old(store: Store) -> None:
    assert len(await exported(store, START + timedelta(days=2))) == 3
