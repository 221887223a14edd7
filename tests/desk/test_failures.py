"""What cannot be taken: it is sent again, tried again, parked, and replayed."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.desk.intake.inbox import TRIES
from bot.errors import Refused
from handlers import events
from store.inbox import InboxRow, InboxState
from tests.desk.looks import message, newest
from tests.door import ACME, Door, words

ALERTS = "C0ALERTS"


@dataclass
class Flaky:
    """A method of the store that fails as often as asked; `after` it did its work."""

    real: Callable[..., Any]
    times: int
    after: bool

    async def __call__(self, *args: Any, **kwargs: Any) -> Any:
        failing, self.times = self.times > 0, self.times - 1
        if failing and not self.after:
            raise OSError("the disk is gone")
        result = await self.real(*args, **kwargs)
        if failing:
            raise OSError("the disk is gone")
        return result


@pytest.mark.parametrize("after", [False, True], ids=["before", "after the commit"])
async def test_when_the_database_fails_slack_sends_it_again(
    door: Door, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    flaky = Flaky(door.bot.store.write, 2, after)  # the event, and the row that says it failed
    monkeypatch.setattr(door.bot.store, "write", flaky)

    await door.person("carol").says(ACME, "The export is broken")
    await door.slack.settled()
    monkeypatch.undo()
    await door.settle()

    [delivery] = [one for one in door.slack.deliveries if "export" in str(one.envelope)][:1]
    assert (delivery.outcome, delivery.attempts) == ("acknowledged", 2)
    assert len(door.cards()) == 1
    assert await door.read(lambda tx: tx.threads.get(1002)) is None


def broken(*_: object) -> None:
    raise ZeroDivisionError("a bug")


async def park(door: Door, row: InboxRow) -> list[timedelta]:
    """Try a row until it is given up, and return the pauses between."""
    pauses = []
    while row.due_at is not None:
        pauses.append(row.due_at - door.clock.now())
        door.clock.advance(pauses[-1] - timedelta(seconds=1))
        assert await door.bot.inbox.retry_due() == 0
        door.clock.advance(timedelta(seconds=1))
        assert await door.bot.inbox.retry_due() == 1
        [row] = [one for one in await door.read(lambda tx: tx.inbox.page()) if one.id == row.id]
    return pauses


async def test_what_fails_is_tried_again_with_growing_pauses_then_parked(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setitem(events.EVENTS, "message", broken)
    await door.person("carol").says(ACME, "The export is broken")
    await door.slack.settled()
    row = await newest(door)
    assert (row.state, row.attempts) == (InboxState.failed, 1)
    assert row.outcome == "ZeroDivisionError: a bug"
    assert "The export is broken" in row.body

    pauses = await park(door, row)

    assert pauses == sorted(pauses)
    assert len(pauses) == TRIES - 1
    assert timedelta(hours=1) < sum(pauses, timedelta()) < timedelta(hours=12)
    [parked] = await door.read(lambda tx: tx.inbox.page(InboxState.parked))
    assert (parked.id, parked.attempts) == (row.id, TRIES)
    assert "The export is broken" not in caplog.text
    monkeypatch.undo()
    await door.settle()
    [alert] = [words(one) for one in door.person("ada").sees(ALERTS)]
    assert f"Inbox row {row.id} is parked" in alert


async def test_what_is_parked_is_replayed_after_the_bug_is_fixed(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(events.EVENTS, "message", broken)
    ts = await door.person("carol").says(ACME, "The export is broken")
    await door.slack.settled()
    row = await newest(door)
    await park(door, row)
    assert (await door.bot.inbox.replay(row.id)).state is InboxState.parked  # still broken
    monkeypatch.undo()

    replayed = await door.bot.inbox.replay(row.id)
    await door.settle()

    assert replayed.state is InboxState.done
    assert (await message(door, ts)).thread_id == 1001
    assert len(door.cards()) == 1
    with pytest.raises(Refused, match="only what failed can be replayed"):
        await door.bot.inbox.replay(row.id)


async def test_a_failed_row_heals_by_itself_once_the_cause_is_gone(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = events.EVENTS["message"]

    def broken_late(*args: Any) -> Any:
        real(*args)
        raise ZeroDivisionError("after everything was done")

    monkeypatch.setitem(events.EVENTS, "message", broken_late)
    await door.person("carol").says(ACME, "The export is broken")
    await door.slack.settled()
    assert await door.read(lambda tx: tx.threads.get(1001)) is None  # all of it was undone
    monkeypatch.undo()

    await door.later(seconds=5)

    assert len(door.cards()) == 1
    assert (await door.read(lambda tx: tx.inbox.count()))[InboxState.failed] == 0
