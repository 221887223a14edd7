"""Units of work: whole or not at all, durable when they return, and heard by the bell."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from store.agents import Role
from store.database import Store, open_store
from store.deliveries import Audience, Urgency
from store.transaction import Transaction
from store.unit import Work
from tests.fakes import FakeClock


def add_customer(tx: Transaction, key: str) -> int:
    return tx.customers.put(key, key.title()).id


def names(tx: Transaction) -> list[str]:
    return [customer.key for customer in tx.customers.all()]


def fail_after_adding(tx: Transaction, key: str) -> None:
    add_customer(tx, key)
    raise ValueError("the rule failed")


async def test_a_unit_that_fails_leaves_nothing_and_the_units_beside_it_stand(store: Store) -> None:
    results = await asyncio.gather(
        store.write(add_customer, "acme"),
        store.write(fail_after_adding, "broken"),
        store.write(add_customer, "globex"),
        return_exceptions=True,
    )

    assert [type(result) for result in results] == [int, ValueError, int]
    assert await store.read(names) == ["acme", "globex"]


async def test_a_unit_that_breaks_a_constraint_leaves_nothing(store: Store) -> None:
    def twice(tx: Transaction) -> None:
        add_customer(tx, "acme")
        tx.connection.execute(text("INSERT INTO customers (key, name) VALUES ('acme', 'again')"))

    with pytest.raises(Exception, match=r"acme|UNIQUE"):
        await store.write(twice)

    assert await store.read(names) == []


async def test_what_was_written_is_there_for_another_process(
    store: Store, database_url: str, clock: FakeClock
) -> None:
    await store.write(add_customer, "acme")

    other = open_store(database_url, clock.now)
    await other.start()
    assert await other.read(names) == ["acme"]
    await other.stop()


async def test_many_units_at_once_all_arrive(store: Store) -> None:
    await asyncio.gather(*(store.write(add_customer, f"c{n}") for n in range(300)))

    assert len(await store.read(names)) == 300


async def test_a_kick_is_heard_after_the_commit_and_not_after_a_failure(store: Store) -> None:
    def kick(tx: Transaction, fail: bool) -> None:
        tx.kick(Work.followups)
        if fail:
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await store.write(kick, fail=True)
    waiting = asyncio.ensure_future(store.bell.rung(Work.followups))
    await store.read(names)
    assert not waiting.done()
    await store.write(kick, fail=False)
    await waiting


async def test_thread_references_begin_at_1001(store: Store, clock: FakeClock) -> None:
    def open_one(tx: Transaction) -> str:
        return tx.threads.open(
            channel="C1",
            root_ts="1.0",
            title="It broke",
            priority="normal",
            last_message_at=tx.now,
            last_author="U1",
        ).ref

    assert await store.write(open_one) == "T-1001"
    assert await store.write(open_one) == "T-1002"


async def test_a_lane_is_claimed_once_and_given_back_when_its_lease_ends(
    store: Store, clock: FakeClock
) -> None:
    def queue(tx: Transaction) -> None:
        for key in ("a", "b"):
            tx.deliveries.queue(
                "slack:C1",
                Urgency.routine,
                key=key,
                kind="post",
                audience=Audience.internal,
                payload={},
            )

    def claim(tx: Transaction, owner: str) -> list[str]:
        return [lane.lane for lane in tx.lanes.claim(owner, timedelta(seconds=30), 10)]

    await store.write(queue)
    assert await store.write(claim, "one") == ["slack:C1"]
    assert await store.write(claim, "two") == []
    clock.advance(seconds=31)
    assert await store.write(claim, "two") == ["slack:C1"]
    assert await store.write(lambda tx: tx.lanes.extend("slack:C1", "two", timedelta(1)))
    assert not await store.write(lambda tx: tx.lanes.extend("slack:C1", "one", timedelta(1)))


async def test_a_quota_is_kept_for_whoever_asks_next(store: Store, clock: FakeClock) -> None:
    later = clock.now() + timedelta(seconds=1)

    def take(tx: Transaction) -> dict[str, datetime]:
        found = tx.quotas.lock(["chat.update", "auth.test"])
        tx.quotas.keep({"chat.update": later})
        return found

    assert await store.write(take) == {"auth.test": clock.now(), "chat.update": clock.now()}
    assert await store.write(take) == {"auth.test": clock.now(), "chat.update": later}


async def test_an_agent_who_left_is_no_agent_any_more(store: Store) -> None:
    def sync(tx: Transaction) -> None:
        tx.agents.put("ada", "U0ADA", Role.lead)
        tx.agents.put("ben", "U0BEN", Role.agent)
        tx.agents.retire_others(["ada"])

    await store.write(sync)
    assert await store.read(lambda tx: [agent.key for agent in tx.agents.all()]) == ["ada"]
    assert await store.read(lambda tx: tx.agents.by_slack("U0BEN")) is None
