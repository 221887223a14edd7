"""Replicas killed with -9 under load and in incidents: nothing lost, nothing twice, in order."""

import asyncio
import itertools
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.databases import POSTGRES, SQLITE, databases
from benchmarks.fleet import LEASE, LOOK, Fleet
from benchmarks.leader import KEY, Leader, wrong_in
from benchmarks.machine import show, verdict
from bot.clock import SystemClock
from playground import Slack
from playground.outages import Outages
from store.attempts import Outcome, attempts
from store.database import Store, open_store
from store.deliveries import Delivery, DeliveryState, deliveries
from store.messages import Message, messages
from store.transaction import Transaction

PEOPLE = (("carol", "C0ACME"), ("cody", "C0ACME"), ("dave", "C0GLOBEX"))
PAUSE = (0.15, 0.6)  # seconds between two messages of a person
OPENING = 0.25  # of all messages; the rest are replies
LADDER = (0.2, 0.5, 1, 2, 3, 5, 8)  # Slack's is 0, 60 and 300 s: we do not want to wait
NUMBERS = itertools.count(1)
PATIENCE = 90.0  # seconds until everything is quiet
SOON = timedelta(seconds=30)  # what is due later belongs to another day
MANIFEST = yaml.safe_load(Path("manifest.yml").read_text())


HEADING = (
    *("", "said", "incidents", "delivered", "found", "killed", "holding lanes"),
    *("freed by a survivor", "when none was left", "", ""),
)


async def chaos(seconds: float = 60.0) -> bool:
    """Two replicas on PostgreSQL, then one process on SQLite; False when a promise was broken."""
    print(f"  (lease {LEASE} s, Slack's limits lifted, retries after {LADDER} s)")
    rows: list[Sequence[object]] = [HEADING]
    kept = True
    async with databases() as made:
        for kind, size in ((POSTGRES, 2), (SQLITE, 1)):
            database = await made.fresh(kind)
            store = open_store(database, SystemClock().now)
            await store.start()
            outages = Outages(KEY)
            await outages.start()
            async with Slack(MANIFEST, retry_after_seconds=LADDER) as slack:
                fleet = Fleet(slack, outages.url, database, store, size)
                said, led = await _scene(slack, fleet, store, seconds)
                found = {**await _wrong(slack, store, said), **wrong_in(slack, outages, led)}
            wrong = [*(f"{count} {what}" for what, count in found.items() if count), *_late(fleet)]
            figures = [len(said), len(led), *await store.read(_counted), *_waits(fleet)]
            await outages.stop()
            await store.stop()
            kept &= not wrong
            rows.append([f"{size} on {kind}", *figures, verdict(not wrong), "; ".join(wrong[:3])])
    show(rows)
    return kept


def _late(fleet: Fleet) -> list[str]:
    longest = max(fleet.took_over, default=0.0)
    if longest > LEASE + 1:
        return [f"a lane of a dead replica waited {longest:.1f} s"]
    if max(*fleet.took_over, *fleet.waited, 0.0, 0.0) <= LOOK:
        return ["nobody died with a lane in hand: run it longer"]
    return []


def _waits(fleet: Fleet) -> list[object]:
    held = sum(took > LOOK for took in (*fleet.took_over, *fleet.waited))
    longest = (max(waits, default=0.0) for waits in (fleet.took_over, fleet.waited))
    return [fleet.kills, held, *(f"after ≤ {took:.1f} s" for took in longest)]


async def _scene(
    slack: Slack, fleet: Fleet, store: Store, seconds: float
) -> tuple[list[str], list[str]]:
    """Let people write while replicas die; when all is quiet, return what they said (its ts), and
    of which threads there were incidents.
    """
    said: list[str] = []
    await fleet.open()
    leader = Leader(fleet.url)
    try:
        end = time.monotonic() + seconds
        async with asyncio.TaskGroup() as group:
            group.create_task(fleet.kill_for(seconds))
            group.create_task(leader.lead_until(end))
            for handle, channel in PEOPLE:
                group.create_task(_talk(slack, handle, channel, said, end))
        await slack.settled()
        async with asyncio.timeout(PATIENCE):
            while await store.read(_is_busy):
                await asyncio.sleep(0.2)
    except TimeoutError:
        print(f"  not quiet after {PATIENCE:.0f} s")
    finally:
        await fleet.close()
    return said, leader.led


async def _talk(slack: Slack, handle: str, channel: str, said: list[str], end: float) -> None:
    person, roots = slack.person(handle), list[str]()
    while time.monotonic() < end:
        opens = not roots or random.random() < OPENING
        text = f"Our exports fail, this is number {next(NUMBERS)} of what we say"
        ts = await person.says(channel, text, None if opens else random.choice(roots[-5:]))
        said.append(ts)
        if opens:
            roots.append(ts)
        await asyncio.sleep(random.uniform(*PAUSE))


def _is_busy(tx: Transaction) -> bool:
    count = tx.deliveries.count()
    waits = count[DeliveryState.pending] + count[DeliveryState.leased]
    due = tx.followups.next_due()
    return bool(waits or tx.inbox.next_due() or (due and due < tx.now + SOON))


async def _wrong(slack: Slack, store: Store, said: list[str]) -> dict[str, int]:
    """Compare what was said with what is kept, and what is kept with what Slack shows."""
    kept, sent = await store.read(_messages), await store.read(_deliveries)
    threads = {message.thread_id for message in kept}
    cards, rooms, keys = await _shown(slack)
    lost = set(said) - {message.ts for message in kept if message.thread_id}
    dead = [one for one in sent if one.state is DeliveryState.dead]
    posted = {one.key for one in sent if one.kind in ("room", "acknowledge")}
    return {
        "messages are lost": len(lost),
        "messages are there twice": len(kept) - len({message.ts for message in kept}),
        f"deliveries are dead ({dead[0].error if dead else ''})": len(dead),
        "deliveries never arrived": len(posted - keys.keys()),
        "deliveries arrived twice": sum(times > 1 for times in keys.values()),
        "cards are missing or there twice": abs(cards - len(threads)),
        "rooms are not in order": sum(not _in_order(kept, room) for room in rooms),
    }


def _in_order(kept: list[Message], room: list[str]) -> bool:
    """Whether a room shows each message once, in the order in which they were taken."""
    place = {_number(message.text): message.id for message in kept}
    shown = [place[number] for number in map(_number, room) if number is not None]
    return shown == sorted(set(shown))


async def _shown(slack: Slack) -> tuple[int, list[list[str]], Counter[str]]:
    """Return how many cards there are, the words of their rooms, and the keys of all posts."""
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    keys: Counter[str] = Counter()
    rooms, cards = [], 0
    for channel in ("C0TRIAGE", "C0ACME", "C0GLOBEX"):
        for root in await _all(client, "conversations.history", channel=channel):
            _, *replies = await _all(
                client, "conversations.replies", channel=channel, ts=root["ts"]
            )
            keys.update(key for message in (root, *replies) if (key := _key(message)))
            if channel == "C0TRIAGE":
                cards += 1
                rooms.append([str(one) for one in replies if ":said:" in (_key(one) or "")])
    return cards, rooms, keys


async def _all(client: AsyncWebClient, method: str, **args: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while True:
        page = await client.api_call(
            method, data={**args, "limit": 500, "cursor": cursor, "include_all_metadata": "true"}
        )
        found += page["messages"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return found


def _key(message: dict[str, Any]) -> str | None:
    key: str | None = message.get("metadata", {}).get("event_payload", {}).get("key")
    return key


def _number(text: str) -> int | None:
    """Return which of the things it is that people say; None for what we say."""
    found = re.search(r"this is number (\d+) ", text)
    return int(found[1]) if found else None


def _messages(tx: Transaction) -> list[Message]:
    return tx.messages.many(Message, messages.select().order_by(messages.c.id))


def _deliveries(tx: Transaction) -> list[Delivery]:
    return tx.deliveries.many(Delivery, deliveries.select().order_by(deliveries.c.id))


def _counted(tx: Transaction) -> tuple[int, int]:
    """Count what was delivered, and what was in doubt and found: that would be there twice."""
    found = attempts.select().where(attempts.c.outcome == Outcome.found)
    return tx.deliveries.count()[DeliveryState.delivered], len(tx.deliveries.sql(found).all())
