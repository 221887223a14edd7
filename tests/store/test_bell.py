"""The bell: who drains is woken by the commit, in this process and (PostgreSQL) in another."""

import asyncio
from collections.abc import AsyncIterator

import pytest

import store.postgres
from store.database import Store, open_store
from store.postgres import _enqueue
from store.transaction import Transaction
from store.unit import Work
from tests.fakes import FakeClock

only_postgres = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
async def replica(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Store]:
    """Another process that serves the same database."""
    monkeypatch.setattr(store.postgres, "PAUSE", 0.02)
    replica = open_store(database_url, clock.now)
    await replica.start(serve=True)
    replica.listen()
    yield replica
    await replica.stop()


def kick(tx: Transaction, *works: Work, fail: bool = False) -> None:
    for work in works:
        tx.kick(work)
    if fail:
        raise ValueError("the rule failed")


def count(tx: Transaction, table: str) -> int:
    return int(tx.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def drop_others(tx: Transaction) -> None:
    """What a restart of the server looks like from here."""
    tx.connection.exec_driver_sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


async def test_a_kick_wakes_this_process_once_and_only_for_its_work(store: Store) -> None:
    others = [asyncio.ensure_future(store.bell.rung(work)) for work in (Work.inbox, Work.followups)]
    await store.write(kick, Work.deliveries)
    await store.write(kick, Work.deliveries)
    await store.bell.rung(Work.deliveries)  # it rang before we waited: not lost
    again = asyncio.ensure_future(store.bell.rung(Work.deliveries))
    await store.read(count, "threads")

    assert not again.done()  # both rings were one
    assert not any(other.done() for other in others)


async def test_a_kick_of_a_unit_that_failed_is_not_heard(store: Store) -> None:
    with pytest.raises(ValueError, match="the rule failed"):
        await store.write(kick, Work.inbox, fail=True)
    await store.write(kick, Work.followups)
    await store.bell.rung(Work.followups)

    waiting = asyncio.ensure_future(store.bell.rung(Work.inbox))
    await store.read(count, "threads")
    assert not waiting.done()


async def test_stopping_leaves_nothing_running(database_url: str, clock: FakeClock) -> None:
    for units in (0, 3):
        server = open_store(database_url, clock.now)
        await server.start(serve=True)
        server.listen()
        for _ in range(units):
            await server.write(kick, *Work)
        await server.stop()

    assert asyncio.all_tasks() == {asyncio.current_task()}


@only_postgres
async def test_a_kick_wakes_another_replica_and_leaves_no_job(store: Store, replica: Store) -> None:
    await store.write(kick, *Work)
    for work in Work:
        await replica.bell.rung(work)
    await asyncio.gather(*(store.write(kick, Work.inbox) for _ in range(40)))
    await replica.bell.rung(Work.inbox)

    while await store.read(count, "pgqueuer"):
        pass  # every job is taken away in the end


@only_postgres
async def test_a_kick_of_a_unit_that_failed_is_not_heard_by_another_replica(
    store: Store, replica: Store
) -> None:
    with pytest.raises(ValueError, match="the rule failed"):
        await store.write(kick, Work.inbox, fail=True)
    assert await store.read(count, "pgqueuer") == 0

    def die(tx: Transaction) -> None:
        tx.kick(Work.inbox)
        tx.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Exception, match=r"terminating connection|connection was closed"):
        await store.write(die)
    await store.write(kick, Work.followups)
    await replica.bell.rung(Work.followups)

    waiting = asyncio.ensure_future(replica.bell.rung(Work.inbox))
    await store.read(count, "threads")
    assert not waiting.done()


@only_postgres
async def test_a_replica_hears_again_after_its_connection_was_lost(
    store: Store, replica: Store
) -> None:
    for _ in range(3):
        await store.write(kick, Work.followups)
        await replica.bell.rung(Work.followups)
        await store.write(drop_others)


@only_postgres
async def test_a_kick_while_nobody_listens_is_heard_later(
    store: Store, database_url: str, clock: FakeClock
) -> None:
    await store.write(kick, Work.followups)

    late = open_store(database_url, clock.now)
    await late.start(serve=True)
    late.listen()
    await late.bell.rung(Work.followups)
    await late.stop()


@only_postgres
async def test_a_kick_for_work_we_do_not_know_does_no_harm(store: Store, replica: Store) -> None:
    async with store._engine.begin() as connection:  # type: ignore[attr-defined]
        await _enqueue(connection, {"from the future"})  # type: ignore[arg-type]
    await store.write(kick, Work.inbox)

    await replica.bell.rung(Work.inbox)
    while await store.read(count, "pgqueuer"):
        pass


@only_postgres
async def test_what_pgqueuer_logs_is_forgotten(
    store: Store, database_url: str, clock: FakeClock
) -> None:
    def log_long_ago(tx: Transaction) -> None:
        tx.connection.exec_driver_sql(
            "INSERT INTO pgqueuer_log (created, job_id, status, priority, entrypoint)"
            " VALUES (now() - interval '2 hours', 1, 'successful', 0, 'kick')"
        )

    await store.write(log_long_ago)
    server = open_store(database_url, clock.now)
    await server.start(serve=True)
    server.listen()
    while await store.read(count, "pgqueuer_log"):
        pass
    await server.stop()
