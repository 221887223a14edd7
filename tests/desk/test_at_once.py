"""Two people do something at the same moment, each through another replica."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import pytest
from sqlalchemy import text

from bot.desk.csat import ask
from bot.desk.intake.moving import merge, open_by_hand
from bot.desk.threads import BELLHOP, resolve
from store.messages import Message
from store.postgres import PostgresStore
from store.surveys import Survey
from store.threads import Status
from store.together import write_together
from store.transaction import Transaction
from tests.door import ACME, TRIAGE, Door

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


@asynccontextmanager
async def uncommitted(door: Door, rule: Callable[[Transaction], object]) -> AsyncIterator[None]:
    """Let another replica do something, and commit it when the block ends."""
    store = door.bot.store
    assert isinstance(store, PostgresStore)

    async with store._engine.begin() as connection:
        await connection.run_sync(
            write_together, [rule], store._now, store.notice
        )  # as the store itself would
        yield


async def after(door: Door, rule: Callable[[Transaction], object], does: Awaitable[object]) -> None:
    """Do something that has to wait for what another replica is about to commit."""
    async with uncommitted(door, rule), asyncio.timeout(10):
        doing = asyncio.ensure_future(does)
        while not await waiting(door):
            pass
    await doing
    await door.settle()


async def waiting(door: Door) -> int:
    return int(await door.read(lambda tx: tx.connection.execute(WAITING).scalar_one()))


async def kept(door: Door, ts: str, channel: str = ACME) -> Message:
    message = await door.read(lambda tx: tx.messages.by_ts(channel, ts))
    assert message is not None
    return message


async def two_threads(door: Door) -> str:
    """Carol opens T-1001 and T-1002; return the message that opened the second."""
    await door.asks("carol", "The export is broken")
    await door.later(hours=3)
    return await door.asks("carol", "The invoice is wrong")


def merged(door: Door) -> Callable[[Transaction], object]:
    return lambda tx: merge(tx, door.bot.deps.desk, 1002, 1001, BELLHOP)


async def said_in(door: Door, number: int) -> list[str]:
    return [one.text for one in await door.read(lambda tx: tx.messages.of_thread(number))]


async def test_a_reply_comes_while_its_thread_is_merged(door: Door) -> None:
    second = await two_threads(door)

    async def replies() -> None:
        await door.person("carol").says(ACME, "It is twice as much", thread_ts=second)
        await door.slack.settled()

    await after(door, merged(door), replies())

    assert (await said_in(door, 1001))[-1] == "It is twice as much"
    assert (await door.thread(1002)).status is Status.resolved


async def test_a_note_is_written_while_its_thread_is_merged(door: Door) -> None:
    await two_threads(door)
    card = await door.card_ts(1002)

    async def notes() -> None:
        await door.person("ada").says(TRIAGE, "ask billing", thread_ts=card)
        await door.slack.settled()

    await after(door, merged(door), notes())

    assert (await said_in(door, 1001))[-1] == "ask billing"


async def test_two_agents_open_one_message(door: Door) -> None:
    ts = await door.asks("carol", "hello there")
    message = await kept(door, ts)

    async def opens() -> None:
        await door.person("ben").reacts(ACME, ts, "ticket")
        await door.slack.settled()

    await after(door, lambda tx: open_by_hand(tx, door.bot.deps.desk, message, BELLHOP), opens())

    assert await door.read(lambda tx: tx.threads.get(1002)) is None
    assert "T-1001 already" in str(door.person("ben").sees(ACME))


async def test_one_contact_is_asked_once_about_two_threads(door: Door) -> None:
    await two_threads(door)
    desk, store = door.bot.deps.desk, door.bot.store
    for number in (1001, 1002):
        await store.write(resolve, desk, number, BELLHOP)
    threads = [await door.thread(number) for number in (1001, 1002)]

    await after(door, lambda tx: ask(tx, desk, threads[0]), store.write(ask, desk, threads[1]))

    surveys = [await door.read(partial(survey_of, number)) for number in (1001, 1002)]
    assert [survey is None for survey in surveys] == [False, True]


def survey_of(number: int, tx: Transaction) -> Survey | None:
    return tx.surveys.of(number)
