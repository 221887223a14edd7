"""PostgreSQL: deadlocks are tried again, lost connections are replaced, reads change nothing."""

import asyncio
import math

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from store.database import Store
from store.transaction import Transaction

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

NAME = "UPDATE customers SET name = name || '{}' WHERE key = '{}'"

DROP_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def add_customer(tx: Transaction, key: str) -> None:
    tx.customers.put(key, key)


def names(tx: Transaction) -> list[str]:
    return sorted(customer.name for customer in tx.customers.all())


def sql(tx: Transaction, statement: str) -> None:
    tx.connection.exec_driver_sql(statement)


async def test_one_that_fails_leaves_its_group_alone(store: Store) -> None:
    def refuse(tx: Transaction, key: str) -> None:
        add_customer(tx, key)
        raise LookupError(key)

    results = await asyncio.gather(
        store.write(add_customer, "acme"),
        store.write(refuse, "globex"),
        store.write(add_customer, "initech"),
        return_exceptions=True,
    )

    assert [type(result) for result in results] == [type(None), LookupError, type(None)]
    assert await store.read(names) == ["acme", "initech"]


async def test_who_waits_for_a_row_stops_nobody_else(store: Store, database_url: str) -> None:
    await store.write(add_customer, "acme")
    operator = await asyncpg.connect(database_url.replace("+asyncpg", ""))

    async with operator.transaction():
        await operator.execute(NAME.format("!", "acme"))
        waiting = asyncio.ensure_future(store.write(sql, NAME.format("?", "acme")))
        await asyncio.gather(*(store.write(add_customer, key) for key in ("globex", "initech")))
        assert not waiting.done()
    await waiting

    await operator.close()
    assert await store.read(names) == ["acme!?", "globex", "initech"]


async def test_two_units_that_lock_each_other_both_succeed(store: Store) -> None:
    tries = []

    def lock_both(tx: Transaction, mark: str, first: str, second: str) -> None:
        tries.append(mark)
        if len(tries) == 1:
            raise LookupError("one by one")
        sql(tx, "SET LOCAL deadlock_timeout = '20ms'")
        sql(tx, NAME.format(mark, first))
        sql(tx, "SELECT pg_sleep(0.4)")
        sql(tx, NAME.format(mark, second))

    for key in ("acme", "globex"):
        await store.write(add_customer, key)
    await asyncio.gather(
        store.write(lock_both, "1", "acme", "globex"), store.write(lock_both, "2", "globex", "acme")
    )

    assert len(tries) == 4
    assert [sorted(name[-2:]) for name in await store.read(names)] == [["1", "2"]] * 2


async def test_a_unit_that_loses_its_connection_fails_and_the_next_one_works(store: Store) -> None:
    def die(tx: Transaction) -> None:
        add_customer(tx, "acme")
        sql(tx, "SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(DBAPIError):
        await store.write(die)

    await store.write(add_customer, "globex")
    assert await store.read(names) == ["globex"]


async def test_connections_that_were_lost_while_idle_are_replaced_unseen(
    store: Store, database_url: str
) -> None:
    await asyncio.gather(*(store.write(add_customer, f"c{n}") for n in range(32)))
    operator = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    while await operator.fetch(DROP_OTHERS):
        pass  # until none is left
    await operator.execute("SELECT pg_sleep(0.1)")  # and we were told
    await operator.close()

    await asyncio.gather(*(store.write(add_customer, f"d{n}") for n in range(32)))
    assert len(await store.read(names)) == 64


async def test_a_migration_beside_a_running_replica_does_not_fail_its_units(store: Store) -> None:
    await asyncio.gather(*(store.write(add_customer, f"c{n}") for n in range(32)))
    await store.write(sql, "ALTER TABLE customers ADD COLUMN colour TEXT")
    await store.write(sql, "ALTER TABLE customers ALTER COLUMN name TYPE VARCHAR(200)")

    await asyncio.gather(*(store.write(add_customer, f"c{n}") for n in range(32)))
    assert len(await store.read(names)) == 32


async def test_more_units_than_connections_wait_for_each_other(store: Store) -> None:
    await asyncio.gather(*(store.write(sql, "SELECT pg_sleep(0.01)") for _ in range(50)))


async def test_the_clock_of_the_database_is_near_ours(store: Store) -> None:
    loop = asyncio.get_running_loop()
    began, first = loop.time(), await store.database_now()
    second, ended = await store.database_now(), loop.time()

    assert first.tzinfo is not None
    assert 0 < (second - first).total_seconds() < math.ceil(ended - began)


async def test_a_query_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError, match="read-only"):
        await store.read(add_customer, "acme")

    await store.write(add_customer, "globex")
    assert await store.read(names) == ["globex"]
