"""A conversation ends the same, in whatever order and however often its events reach us."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config.load import parse
from bot.desk.desk import Desk, Identity
from bot.desk.intake.inbox import Arrived, Inbox
from bot.desk.sync import sync
from handlers import events
from store.database import Store, open_store
from store.inbox import InboxState
from store.transaction import Transaction
from tests.door import ACME, CONFIG
from tests.fakes import START, FakeClock

DESK = Desk(parse(CONFIG.encode()), Identity("T0HOME", "U0BOT", "B0BOT", "https://example.test/"))
TEAMS = {"U0CAROL": "T0ACME", "U0CODY": "T0ACME", "U0ADA": "T0HOME", "U0BEN": "T0HOME"}
WORDS = ("The export is broken", "since monday", "It fails with error 500", "Which browser is it")


@dataclass
class Script:
    """What happened in Slack, as the events that tell it; `said` are messages that still stand."""

    events: list[dict[str, Any]] = field(default_factory=list)
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    root: str = ""
    count: int = 0

    def tick(self) -> str:
        self.count += 1
        return f"{START.timestamp() + self.count:.6f}"

    def says(self, user: str, text: str) -> None:
        ts = self.tick()
        team = TEAMS[user]
        message = {"type": "message", "user": user, "team": team, "text": text, "ts": ts}
        if self.root:
            message["thread_ts"] = self.root
        self.root = self.root or ts
        self.said[ts] = message
        self.events.append(message)

    def edits(self, ts: str, text: str) -> None:
        before, at = self.said[ts], self.tick()
        after = {**before, "text": text, "edited": {"user": before["user"], "ts": at}}
        self.said[ts] = after
        change = {"type": "message", "subtype": "message_changed", "ts": at, "message": after}
        self.events.append({**change, "previous_message": before})

    def deletes(self, ts: str) -> None:
        gone = {"type": "message", "subtype": "message_deleted", "deleted_ts": ts}
        self.events.append({**gone, "ts": self.tick(), "previous_message": self.said.pop(ts)})

    def bodies(self) -> list[tuple[str, str]]:
        return [
            (
                f"Ev{number}",
                json.dumps({"type": "event_callback", "event": {**event, "channel": ACME}}),
            )
            for number, event in enumerate(self.events)
        ]


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    script = Script()
    script.says("U0CAROL", draw(st.sampled_from(WORDS)))
    for _ in range(draw(st.integers(1, 7))):
        act = draw(st.sampled_from(["say", "say", "say", "edit", "delete"]))
        if act == "say" or not script.said:
            script.says(draw(st.sampled_from(list(TEAMS))), draw(st.sampled_from(WORDS)))
        elif act == "edit":
            words = f"{draw(st.sampled_from(WORDS))} {draw(st.integers(0, 2))}"
            script.edits(draw(st.sampled_from(list(script.said))), words)
        else:
            script.deletes(draw(st.sampled_from(list(script.said))))
    return script


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[Script, list[int]]:
    script = draw(scripts())
    order = draw(st.permutations(range(len(script.events))))
    again = draw(st.lists(st.sampled_from(order), max_size=4))
    return script, draw(st.permutations([*order, *again]))


def state(tx: Transaction) -> tuple[list[object], list[object]]:
    """What must not depend on the order."""
    threads = [thread for number in range(1001, 1020) if (thread := tx.threads.get(number))]
    messages = tx.history.since(ACME, "0").values()
    counts = tx.inbox.count()
    assert counts[InboxState.failed] == 0, [row.outcome for row in tx.inbox.page()]
    compared = ("root_ts", "title", "status", "waiting_since", "opened_at", "last_message_at")
    kept = ("ts", "text", "thread_id", "author_kind")
    return (
        [
            [*(getattr(one, name) for name in (*compared, "has_replies")), one.assignee_id is None]
            for one in threads
        ],
        [[*(getattr(one, name) for name in kept), one.deleted_at is None] for one in messages],
    )


async def ended(database: Path, bodies: Sequence[tuple[str, str]]) -> object:
    store: Store = open_store(f"sqlite+aiosqlite:///{database}", FakeClock().now)
    await store.start()
    try:
        await store.write(sync, DESK)
        inbox = Inbox(store, DESK, {events.SLACK: events.route})
        for key, body in bodies:
            await inbox.accept(Arrived(events.SLACK, "message", key, body))
        return await store.read(state)
    finally:
        await store.stop()


def end_of(template: Path, bodies: Sequence[tuple[str, str]]) -> object:
    with TemporaryDirectory() as folder:
        database = Path(shutil.copy(template, folder))
        return asyncio.run(ended(database, bodies))


@given(told=shuffled())
@settings(max_examples=40, deadline=None)
def test_any_order_ends_the_same(sqlite_template: Path, told: tuple[Script, list[int]]) -> None:
    script, order = told
    bodies = script.bodies()

    assert end_of(sqlite_template, [bodies[place] for place in order]) == end_of(
        sqlite_template, bodies
    )
