"""What reaches us at the same moment is written together, and ends as if it came one by one."""

import asyncio
import json
from dataclasses import fields
from itertools import count
from typing import Any

from bot.config.load import parse
from bot.desk.desk import Desk, Identity
from bot.desk.incoming import Outcome
from bot.desk.intake.inbox import Arrived, Inbox
from bot.desk.sync import sync
from bot.errors import Refused
from handlers import events, messages
from store.ahead import Coming
from store.database import Store
from store.inbox import InboxState
from store.threads import Status, Thread
from store.transaction import Transaction
from tests.door import ACME, CONFIG
from tests.fakes import START

DESK = Desk(parse(CONFIG.encode()), Identity("T0HOME", "U0BOT", "B0BOT", "https://example.test/"))
EACH = parse(f"{CONFIG}\nchannels: {{default: {{mode: each_message}}}}".encode())
EACH_DESK = Desk(EACH, DESK.identity)
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


async def come_together(
    store: Store, *happened: dict[str, Any], desk: Desk = DESK
) -> list[Outcome | None]:
    """Take events at the same moment; one with an `event_id` of its own may come twice."""
    await store.write(sync, desk)
    inbox = Inbox(store, desk, {events.SLACK: events.route})
    outcomes = await asyncio.gather(*(inbox.accept(*arriving(desk, one)) for one in happened))
    counts = await store.read(lambda tx: tx.inbox.count())
    assert counts[InboxState.failed] == 0
    return outcomes


def arriving(desk: Desk, event: dict[str, Any]) -> tuple[Arrived, Coming | None]:
    key = event.get("event_id") or f"Ev{next(NUMBERS)}"
    body = {"type": "event_callback", "event": event}
    arrived = Arrived(events.SLACK, "message", key, json.dumps(body))
    return arrived, messages.coming(desk, body)


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


async def test_the_same_event_at_the_same_moment_is_one_message_and_undoes_nobody(
    store: Store,
) -> None:
    once = {**said("U0CAROL", 1), "event_id": "Ev-once"}
    outcomes = await come_together(store, once, once, {**said("U0D", 2), "channel": GLOBEX})

    assert [outcome is None for outcome in outcomes] == [False, True, False]
    assert await kept(store, ACME) == [(ts(1), 1001)]
    assert await kept(store, GLOBEX) == [(ts(2), 1002)]


async def test_threads_that_open_together_have_references_without_a_gap(store: Store) -> None:
    customers = [said(f"U0C{number % 3}", number) for number in range(9)]
    colleague = said("U0LEA", 20, team="T0HOME")
    thanks, reply = said("U0C1", 21, text="Thanks!"), said("U0C1", 22, under=0)
    await come_together(store, *customers, colleague, thanks, reply, desk=EACH_DESK)
    await come_together(store, *(said("U0C9", number) for number in (30, 31)), desk=EACH_DESK)

    of = dict(await kept(store, ACME))
    assert [of[ts(number)] for number in range(9)] == list(range(1001, 1010))
    assert [of[ts(20)], of[ts(21)], of[ts(22)]] == [None, None, 1001]
    assert [of[ts(30)], of[ts(31)]] == [1010, 1011]
    found = await store.read(lambda tx: [tx.threads.get(number) for number in range(1001, 1012)])
    contacts = [thread.contact_id for thread in found if thread]
    assert len(set(contacts)) == 4
    assert None not in contacts
    assert contacts[:3] == contacts[3:6]


async def test_what_they_open_reads_as_if_it_was_opened_alone(store: Store) -> None:
    await come_together(store, said("U0C1", 1), said("U0C2", 2), desk=EACH_DESK)
    await come_together(store, said("U0C1", 3), desk=EACH_DESK)

    found = await store.read(lambda tx: [tx.threads.get(number) for number in (1001, 1003)])
    first, alone = (vars_of(thread) for thread in found if thread)
    differ = {name for name in first if first[name] != alone[name]}
    assert differ <= {"id", "root_ts", "opened_at", "last_message_at", "waiting_since"} | {
        "promise_due_at"
    }


def vars_of(thread: Thread) -> dict[str, Any]:
    return {field.name: getattr(thread, field.name) for field in fields(thread)}


async def test_who_is_refused_undoes_nobody_else(store: Store) -> None:
    await store.write(sync, DESK)

    def refuse(tx: Transaction) -> None:
        tx.agents.describe("U0ADA", "Somebody else", None)
        raise Refused("Not now.")

    results = await asyncio.gather(
        come_together(store, said("U0CAROL", 1)),
        store.write(refuse),
        store.write(refuse),
        come_together(store, {**said("U0D", 2), "channel": GLOBEX}),
        return_exceptions=True,
    )

    assert [isinstance(result, Refused) for result in results] == [False, True, True, False]
    assert [thread for _, thread in await kept(store, ACME)] != [None]
    assert [thread for _, thread in await kept(store, GLOBEX)] != [None]
    ada = await store.read(lambda tx: tx.agents.by_slack("U0ADA"))
    assert ada is not None
    assert ada.name == "Ada"


async def test_an_agent_and_customers_write_in_one_channel_at_once(store: Store) -> None:
    opened = [said("U0C1", number) for number in (1, 2)]
    answer, more = said("U0ADA", 3, under=1), [said("U0C2", number) for number in (4, 5)]
    await come_together(store, *opened, answer, *more, desk=EACH_DESK)

    of = dict(await kept(store, ACME))
    assert [of[ts(number)] for number in range(1, 6)] == [1001, 1002, 1001, 1003, 1004]
