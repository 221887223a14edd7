"""One order of locks on PostgreSQL: a channel, its threads, what is in them. Nobody waits in a circle."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from bot.desk.intake.moving import split
from bot.desk.threads import API
from store.run_steps import StepStatus
from store.runs import RunState
from tests.door import ACME, Door
from tests.workflows.conftest import OpenDesk
from tests.workflows.power import drive, run_of, says, steps_of

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

LABELS = """
description: Labels everything
on: thread.created
mode: live
steps:
  - {id: label, add_label: seen}
"""
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
THREAD = "SELECT id FROM threads WHERE id = 1001 FOR UPDATE NOWAIT"
RUN = "SELECT id FROM runs WHERE thread_id = 1001 FOR UPDATE NOWAIT"
CHANNEL = f"SELECT id FROM channels WHERE id = '{ACME}' FOR UPDATE NOWAIT"


@asynccontextmanager
async def another(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Somebody else's transaction."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        async with connection.transaction():
            yield connection
    finally:
        await connection.close()


async def waits(connection: asyncpg.Connection) -> None:
    """Return once somebody waits for a lock."""
    while not await connection.fetchval(WAITS):
        await connection.execute("SELECT pg_stat_clear_snapshot()")


async def test_a_run_whose_thread_somebody_holds_is_left_for_the_next_round(
    desk: OpenDesk, database_url: str
) -> None:
    async with desk(labels=LABELS) as door, asyncio.timeout(20):
        await says(door, "The export is broken")
        async with another(database_url) as message:
            await message.execute(THREAD)
            assert await door.bot.engine.drain() == 0
            await message.execute(RUN)

        await drive(door)
        assert (await run_of(door)).state is RunState.done


async def test_who_takes_a_run_alone_waits_for_its_thread_before_it_holds_the_run(
    desk: OpenDesk, database_url: str
) -> None:
    async with desk(labels=LABELS) as door, asyncio.timeout(20):
        await says(door, "The export is broken")
        run = await run_of(door)
        async with another(database_url) as message:
            await message.execute(THREAD)
            alone = asyncio.ensure_future(door.bot.engine._alone(run.id, 1))
            await waits(message)
            await message.execute(RUN)

        await alone
        assert [one.status for one in await steps_of(door, run)] == [StepStatus.done]


async def test_who_splits_a_thread_waits_for_its_channel_before_the_thread(
    desk: OpenDesk, database_url: str
) -> None:
    async with desk() as door, asyncio.timeout(20):
        await door.asks("carol", "The export is broken")
        await door.asks("carol", "And the import")
        [_, second] = await door.read(lambda tx: tx.messages.of_thread(1001))
        async with another(database_url) as message:
            await message.execute(CHANNEL)
            splits = asyncio.ensure_future(_split(door, second.id))
            await waits(message)
            await message.execute(THREAD)

        await splits
        assert (await door.thread(1002)).title == "And the import"


async def _split(door: Door, message: int) -> None:
    await door.bot.store.write(split, door.bot.deps.desk, 1001, [message], API)
