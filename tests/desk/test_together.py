"""What reaches us at the same moment is written together, and ends as if it came one by one."""

import asyncio
import json
from itertools import count
from typing import Any

from bot.config.load import parse
from bot.desk.desk import Desk, Identity
from bot.desk.intake.inbox import Arrived, Inbox
from bot.desk.sync import sync
from handlers import events, messages
from store.database import Store
from store.inbox import InboxState
from store.threads import Status
from tests.door import ACME, CONFIG
from tests.fakes import START

DESK = Desk(parse(CONFIG.encode()), Identity("T0HOME", "U0BOT", "B0BOT", "https://example.test/"))
GLOBEX = "C0GLOBEX"
NUMBERS = count(1)


def said(user: str, after: int, under: int | None = None, **other: str) -> dict[str, Any]:
    """A message, so many seconds after the start, in the Slack thread of an earlier one."""
    team = "T0HOME" if user == "U0ADA" else "T0ACME"
    message = {"type": "message", "channel": ACME, "user": user, "team": team, "text": "It fails"}
    parent = {} if under is None else {"thread_ts": ts(under)}
    return {**message, "ts": ts(after), **parent, **other}


def ts(after: int) -> str:
    return f"{START.timestamp() + after:.6f}"


async def come_together(store: Store, *happened: dict[str, Any]) -> None:
    await store.write(sync, DESK)
    inbox = Inbox(store, DESK, {events.SLACK: events.route})
    bodies = [{"type": "event_callback", "event": event} for event in happened]
    await asyncio.gather(
        *(
            inbox.accept(
                Arrived(events.SLACK, "message", f"Ev{next(NUMBERS)}", json.dumps(body)),
                messages.coming(DESK, body),
            )
            for body in bodies
        )
    )
    counts = await store.read(lambda tx: tx.inbox.count())
    assert counts[InboxState.failed] == 0


async def kept(store: Store, channel: str) -> list[tuple[str, int | None]]:
    found = await store.read(lambda tx: tx.history.since(channel, "0"))
    return [(one.ts or "", one.thread_id) for one in found.values()]


async def test_a_reply_that_comes_with_its_root_but_before_it_is_in_its_thread(
    store: Store,
) -> None:
    root, reply, elsewhere = said("U0NEW", 1), said("U0NEW", 2, under=1), said("U0D", 3)
    await come_together(store, reply, {**elsewhere, "channel": GLOBEX}, root)

    assert sorted(await kept(store, ACME)) == [(ts(1), 1001), (ts(2), 1001)]
    assert await kept(store, GLOBEX) == [(ts(3), 1002)]


async def test_who_writes_for_the_first_time_in_two_channels_at_once_is_one_contact(
    store: Store,
) -> None:
    first = said("U0NEW", 1)
    await come_together(store, first, {**said("U0NEW", 2), "channel": GLOBEX})

    found = await store.read(lambda tx: [tx.threads.get(1001), tx.threads.get(1002)])
    contacts = {thread.contact_id for thread in found if thread}
    assert len(contacts) == 1
    assert None not in contacts


async def test_a_post_two_events_of_it_and_an_answer_make_one_thread(store: Store) -> None:
    root, answer = said("U0CAROL", 1), said("U0ADA", 2, under=1)
    await come_together(store, root, {**root, "type": "app_mention"}, root, answer)

    assert sorted(await kept(store, ACME)) == [(ts(1), 1001), (ts(2), 1001)]
    thread = await store.read(lambda tx: tx.threads.get(1001))
    assert thread is not None
    assert thread.status is Status.waiting_on_customer
