"""Odd company: duplicates, what cannot be taken and what changes threads come at one moment."""

import asyncio
from collections.abc import Callable
from typing import Any

from prometheus_client import CollectorRegistry

from bot.desk.desk import Desk
from bot.desk.incoming import Outcome
from bot.desk.intake.inbox import Inbox
from bot.desk.intake.moving import merge, split
from bot.desk.metrics import Metrics
from bot.desk.sync import sync
from bot.desk.threads import By, claim
from handlers import events
from store.database import Store, open_store
from store.inbox import InboxState
from store.threads import Status
from store.transaction import Transaction
from tests.desk.test_together import DESK, EACH_DESK, GLOBEX, arriving, kept, said, ts
from tests.door import ACME
from tests.fakes import FakeClock

ADA = By("agent:ada", "Ada")


async def accepted(
    store: Store, desk: Desk, *happened: dict[str, Any]
) -> tuple[list[Outcome | None], Callable[[str], float]]:
    """Take events at one moment; also return how often something was counted as what."""
    registry = CollectorRegistry()
    inbox = Inbox(store, desk, {events.SLACK: events.route}, Metrics(registry))
    outcomes = await asyncio.gather(*(inbox.accept(*arriving(desk, one)) for one in happened))

    def counted(result: str) -> float:
        return sum(
            sample.value
            for metric in registry.collect()
            for sample in metric.samples
            if sample.labels.get("result") == result and sample.name.endswith("_total")
        )

    return outcomes, counted


async def test_duplicates_of_any_kind_are_counted_once_each(store: Store) -> None:
    await store.write(sync, DESK)
    home = {"type": "app_home_opened", "user": "U0ADA", "tab": "home", "event_id": "Ev-home"}
    post = {**said("U0CAROL", 1), "event_id": "Ev-post"}
    other = {**said("U0D", 2), "channel": GLOBEX}

    outcomes, counted = await accepted(store, DESK, home, post, home, post, other, post)

    assert sum(one is None for one in outcomes) == 3
    assert [counted(one) for one in ("accepted", "duplicate", "failed")] == [3, 3, 0]
    assert [one for one, _ in await kept(store, ACME)] == [ts(1)]


async def test_what_cannot_be_taken_is_kept_and_the_others_are_taken_once(store: Store) -> None:
    await store.write(sync, EACH_DESK)
    broken = {**said("U0CAROL", 2), "files": [3]}
    beyond = {**said("U0CAROL", 3), "ts": "9" * 18}

    outcomes, counted = await accepted(
        store, EACH_DESK, said("U0C1", 1), broken, beyond, said("U0C2", 4)
    )

    assert [one.failed if one else None for one in outcomes] == [False, True, True, False]
    assert [counted(one) for one in ("accepted", "duplicate", "failed")] == [2, 0, 2]
    counts = await store.read(lambda tx: tx.inbox.count())
    assert (counts[InboxState.done], counts[InboxState.failed]) == (2, 2)
    assert len({thread for _, thread in await kept(store, ACME)}) == 2


async def test_threads_are_merged_split_and_claimed_while_customers_write(store: Store) -> None:
    desk = EACH_DESK
    await store.write(sync, desk)
    await accepted(store, desk, said("U0C1", 1), said("U0C1", 2), said("U0C1", 3, under=1))
    reply = await store.read(lambda tx: tx.messages.by_ts(ACME, ts(3)))
    assert reply is not None

    def claimed(tx: Transaction) -> None:
        agent = tx.agents.by_slack("U0ADA")
        assert agent is not None
        claim(tx, desk, 1001, agent)

    inbox = Inbox(store, desk, {events.SLACK: events.route})

    async def take(event: dict[str, Any]) -> None:
        await inbox.accept(*arriving(desk, event))

    _, opened, *_ = await asyncio.gather(
        take(said("U0C1", 4, under=1)),
        store.write(split, desk, 1001, [reply.id], ADA),
        take(said("U0C2", 5)),
        store.write(claimed),
        store.write(merge, desk, 1002, 1001, ADA),
        take(said("U0C1", 6, under=2)),
        take(said("U0ADA", 7, under=1)),
        take(said("U0C3", 8)),
    )

    of = dict(await kept(store, ACME))
    assert opened is not None
    assert of[ts(3)] == opened.id
    assert [of[ts(number)] for number in (1, 2, 4, 6, 7)] == [1001] * 5
    assert len({of[ts(5)], of[ts(8)], of[ts(3)], 1001}) == 4
    merged = await store.read(lambda tx: tx.threads.get(1002))
    assert merged is not None
    assert (merged.status, merged.merged_into) == (Status.resolved, 1001)


async def test_two_replicas_take_what_comes_to_the_same_channels(
    store: Store, database_url: str, clock: FakeClock
) -> None:
    if store.dialect != "postgresql":
        return
    await store.write(sync, DESK)
    other = open_store(database_url, clock.now)
    inboxes = [Inbox(one, DESK, {events.SLACK: events.route}) for one in (store, other)]
    channels = (ACME, GLOBEX)
    happened = [
        {
            **said(f"U0C{number % 4}", number),
            "channel": channels[number % 2],
            "event_id": f"E{number}",
        }
        for number in range(24)
    ]
    answers = [said("U0ADA", 30 + number, under=number * 2) for number in range(4)]

    outcomes = await asyncio.gather(
        *(inboxes[number % 2].accept(*arriving(DESK, one)) for number, one in enumerate(happened)),
        *(inboxes[1].accept(*arriving(DESK, one)) for one in answers),
        *(inboxes[0].accept(*arriving(DESK, one)) for one in happened[::3]),
    )

    await other.stop()
    assert [one for one in outcomes if one is not None and one.failed] == []
    assert sum(one is None for one in outcomes) == 8
    for channel in channels:
        of = await kept(store, channel)
        threads = {thread for _, thread in of}
        assert len(of) == (16 if channel == ACME else 12)
        assert None not in threads
