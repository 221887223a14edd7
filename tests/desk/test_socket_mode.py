"""The same desk over a socket: no signatures, no raw bodies, and an acknowledgement only when it is kept."""

from collections.abc import AsyncIterator

import pytest

from store.threads import Status
from tests.door import ACME, TRIAGE, Door, opened, words
from tests.fakes import FakeClock


@pytest.fixture
async def door(database_url: str, clock: FakeClock) -> AsyncIterator[Door]:
    async with opened(database_url, clock, socket=True) as door:
        yield door


async def test_from_open_to_resolved(door: Door) -> None:
    carol, ada = door.person("carol"), door.person("ada")
    ts = await door.asks(
        "carol", "<@U0BOT> the export is broken", files=[("a.txt", b"x", "text/plain")]
    )
    await door.clicks("ada", "thread.claim")
    await ada.says(TRIAGE, "a known bug", thread_ts=await door.card_ts())
    await ada.clicks(TRIAGE, await door.card_ts(), "thread.reply")
    assert await ada.submits({"text": ""}) != {}
    assert await ada.submits({"text": "We are on it"}) == {}
    await door.settle()
    await carol.edits(ACME, ts, "The CSV export is broken")
    await door.settle()

    assert len(door.cards()) == 1
    assert "We are on it" in words(carol.sees(ACME, ts)[-1])
    assert "known bug" not in str(carol.sees(ACME, ts))
    await door.clicks("ada", "thread.resolve")
    assert (await door.thread()).status is Status.resolved


async def test_what_is_not_kept_is_not_acknowledged_and_comes_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = door.bot.inbox.accept, [OSError("the disk is gone")]

    async def accept(*args: object) -> object:
        if failures:
            raise failures.pop()
        return await real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(door.bot.inbox, "accept", accept)
    await door.asks("carol", "The export is broken")

    assert door.slack.deliveries[0].attempts == 2
    assert len(door.cards()) == 1
