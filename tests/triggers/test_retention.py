"""What nobody needs any more is deleted; what a person has to look at stays."""

import asyncio

from bot.app import Bellhop
from playground import Fault
from store.deliveries import DeliveryState
from store.inbox import InboxState
from tests.door import ACME, TRIAGE, Door
from triggers.retention import Forgetter


def forgetter(door: Door) -> Forgetter:
    return Forgetter(door.bot.store, door.bot._config.retention)


async def deliveries(door: Door) -> dict[DeliveryState, int]:
    return await door.read(lambda tx: tx.deliveries.count())


async def test_what_is_done_is_forgotten_after_a_month(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.clicks("ada", "thread.claim")
    await door.later(hours=1)  # the customer was told that we have it
    await door.later(days=29)
    assert await forgetter(door).forget() == 0

    await door.later(days=2)
    assert await forgetter(door).forget() > 0

    assert await door.read(lambda tx: tx.inbox.page()) == []
    assert (await deliveries(door))[DeliveryState.delivered] == 0
    assert (await door.thread()).card_ts is not None
    assert len(await door.read(lambda tx: tx.messages.of_thread(1001))) == 1


async def test_what_died_waits_for_a_person(door: Door) -> None:
    door.slack.fails("chat.postMessage", Fault.error("channel_not_found"))
    await door.asks("carol", "The export is broken")
    await door.later(days=31)

    await forgetter(door).forget()

    assert (await deliveries(door))[DeliveryState.dead] == 1


async def test_an_old_card_still_takes_orders_by_emoji(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.later(days=31)
    await forgetter(door).forget()

    await door.person("ada").reacts(TRIAGE, await door.card_ts(), "eyes")
    await door.settle()

    assert (await door.thread()).assignee_id is not None


async def test_a_message_that_slack_sends_again_after_it_was_forgotten_has_no_effect(
    door: Door,
) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.later(days=31)
    await forgetter(door).forget()
    await door.asks("carol", "Is anybody there?", thread_ts=ts)

    assert (await door.thread()).channel == ACME
    assert len(await door.read(lambda tx: tx.messages.of_thread(1001))) == 2
    assert await door.read(lambda tx: tx.inbox.page(InboxState.failed)) == []


async def test_it_runs_by_itself_when_the_work_begins(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.later(hours=1)
    await door.bot.daily.drain()  # from now on it is due every hour, also while we are away
    await door.later(days=31)
    again = Bellhop(door.bot._settings, door.bot._config, door.clock)
    try:
        await door.bot.close()
        await again.open()
        await again.listen()

        again.work()

        async with asyncio.timeout(10):
            while await again.store.read(lambda tx: tx.inbox.page()):
                pass
    finally:
        await again.close()
