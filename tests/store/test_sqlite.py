"""The writer thread of SQLite: it answers everyone, survives everything, and shares its file."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

import store.sqlite
from store.database import Store, open_store
from store.lock import AlreadyServed
from store.transaction import Transaction
from tests.fakes import FakeClock
from tests.store.rows import open_thread

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def add_customer(tx: Transaction, key: str) -> None:
    tx.customers.put(key, key.title())


def keys(tx: Transaction) -> list[str]:
    return [customer.key for customer in tx.customers.all()]


async def test_a_second_server_is_refused_until_the_first_one_stops(
    store: Store, database_url: str, clock: FakeClock
) -> None:
    first, second = open_store(database_url, clock.now), open_store(database_url, clock.now)
    await first.start(serve=True)
    with pytest.raises(AlreadyServed):
        await second.start(serve=True)
    await second.stop()
    await first.stop()

    third = open_store(database_url, clock.now)
    await third.start(serve=True)
    await third.stop()


async def test_the_command_line_writes_beside_the_server(
    store: Store, database_url: str, clock: FakeClock
) -> None:
    server, command = open_store(database_url, clock.now), open_store(database_url, clock.now)
    await server.start(serve=True)
    await command.start()

    async def add_some(who: Store, prefix: str) -> None:
        for number in range(20):
            await who.write(add_customer, f"{prefix}{number}")

    writers = [(server, f"server{n}-") for n in range(8)] + [(command, "command")]
    await asyncio.gather(*(add_some(who, prefix) for who, prefix in writers))

    assert len(await store.read(keys)) == 9 * 20
    await server.stop()
    await command.stop()


async def test_a_lock_held_too_long_fails_the_unit_and_not_the_writer(
    database_url: str, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.sqlite, "BUSY", 0.05)
    desk = open_store(database_url, clock.now)
    await desk.start()
    other = sqlite3.connect(tmp_path / "bellhop.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        await desk.write(add_customer, "acme")
    other.execute("ROLLBACK")
    other.close()

    await desk.write(add_customer, "globex")
    assert await desk.read(keys) == ["globex"]
    await desk.stop()


async def test_a_full_disk_fails_the_unit_and_not_the_writer(store: Store) -> None:
    def limit_to(tx: Transaction, pages: int) -> None:
        tx.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    await store.write(limit_to, 1)  # as many as there are
    with pytest.raises(OperationalError, match="full"):
        await store.write(lambda tx: tx.customers.put("big", "x" * 1_000_000))

    await store.write(limit_to, 1_000_000)
    await store.write(add_customer, "acme")
    assert await store.read(keys) == ["acme"]


async def test_an_error_that_undoes_the_transaction_reaches_every_unit_of_the_batch(
    store: Store,
) -> None:
    def undo(tx: Transaction) -> None:
        tx.connection.exec_driver_sql("ROLLBACK")  # as SQLite does by itself on an I/O error
        raise OSError("disk I/O error")

    units = [store.write(add_customer, "acme"), store.write(undo), store.write(add_customer, "b")]
    results = await asyncio.gather(*units, return_exceptions=True)
    written = await store.read(keys)

    assert isinstance(results[1], OSError)
    # a unit says it was written if and only if it was, whichever of them shared a commit
    assert [result is None for result in results] == ["acme" in written, False, "b" in written]
    await store.write(add_customer, "globex")
    assert "globex" in await store.read(keys)


async def test_a_file_that_cannot_be_written_fails_the_unit_and_not_the_writer(
    store: Store,
) -> None:
    def write_to_read_only(tx: Transaction) -> None:
        tx.connection.exec_driver_sql("PRAGMA query_only=ON")
        try:
            add_customer(tx, "acme")
        finally:
            tx.connection.exec_driver_sql("PRAGMA query_only=OFF")

    with pytest.raises(OperationalError, match="readonly"):
        await store.write(write_to_read_only)

    await store.write(add_customer, "globex")
    assert await store.read(keys) == ["globex"]


async def test_a_commit_that_fails_answers_every_waiting_unit(store: Store) -> None:
    def orphan(tx: Transaction) -> None:
        tx.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        open_thread(tx, customer_id=404)

    def wait(_: Transaction) -> None:
        started.set()
        gate.wait()

    started, gate = threading.Event(), threading.Event()
    first = asyncio.ensure_future(store.write(wait))
    await asyncio.to_thread(started.wait)
    together = [store.write(add_customer, "acme"), store.write(orphan)]
    batch = asyncio.gather(*together, return_exceptions=True)
    await asyncio.sleep(0)  # both are queued
    gate.set()
    await first
    results = await batch

    assert [type(result) for result in results] == [IntegrityError, IntegrityError]
    assert await store.read(keys) == []
    await store.write(add_customer, "globex")
    assert await store.read(keys) == ["globex"]


@pytest.mark.parametrize(
    ("raised", "seen"), [(StopIteration, RuntimeError), (SystemExit, SystemExit)]
)
async def test_whatever_a_rule_raises_reaches_its_caller(
    store: Store, raised: type[BaseException], seen: type[BaseException]
) -> None:
    def fail(_: Transaction) -> None:
        raise raised

    waiting = asyncio.ensure_future(store.write(add_customer, "acme"))
    with pytest.raises(seen):
        await store.write(fail)

    await waiting
    assert await store.read(keys) == ["acme"]


async def test_who_stops_waiting_does_no_harm(store: Store) -> None:
    started, gate = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        started.set()
        gate.wait()
        add_customer(tx, "slow")

    impatient = asyncio.ensure_future(store.write(slow))
    await asyncio.to_thread(started.wait)
    impatient.cancel()
    gate.set()
    await store.write(add_customer, "acme")

    assert impatient.cancelled()
    assert await store.read(keys) == ["acme", "slow"]


async def test_the_loop_goes_on_while_a_rule_takes_its_time(store: Store) -> None:
    gate = threading.Event()
    waiting = asyncio.ensure_future(store.write(lambda _: gate.wait(5)))

    assert await store.read(keys) == []  # answered although the writer stands still
    gate.set()
    assert await waiting


async def test_stopping_writes_what_waits_and_takes_no_more(
    store: Store, database_url: str, clock: FakeClock
) -> None:
    other = open_store(database_url, clock.now)
    with pytest.raises(RuntimeError, match="not started"):
        await other.write(add_customer, "early")
    await other.start()
    waiting = [asyncio.ensure_future(other.write(add_customer, f"c{n:03}")) for n in range(300)]
    await asyncio.sleep(0)  # all are queued
    await other.stop()
    await asyncio.gather(*waiting)

    assert len(await store.read(keys)) == 300
    with pytest.raises(RuntimeError, match="stopped"):
        await other.write(add_customer, "late")
    await other.stop()


async def test_a_file_that_cannot_be_opened_is_told_at_the_start(
    database_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    nowhere = open_store(f"sqlite+aiosqlite:///{tmp_path}/no/such/folder.db", clock.now)
    with pytest.raises(OperationalError, match="unable to open"):
        await nowhere.start()
    await nowhere.stop()
