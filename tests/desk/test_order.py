"""What reaches the desk twice, late, or in the wrong order."""

import pytest

from store.threads import Status
from tests.desk.looks import hold, let_go, message, outer, sent_again
from tests.door import ACME, Door, words


async def test_an_edit_before_its_message(door: Door) -> None:
    hold(door)
    ts = await door.person("carol").says(ACME, "The exprt is broken")
    await door.person("carol").edits(ACME, ts, "The export is broken")
    await let_go(door)

    await sent_again(door, 1, 0)

    assert (await message(door, ts)).text == "The export is broken"
    assert "The export is broken" in words(door.cards()[0])
    assert len(await door.read(lambda tx: tx.messages.of_thread(1001))) == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
async def test_two_edits_in_any_order(door: Door, order: tuple[int, ...]) -> None:
    hold(door)
    carol = door.person("carol")
    ts = await carol.says(ACME, "The export is broken")
    await carol.edits(ACME, ts, "The import is broken")
    await carol.edits(ACME, ts, "The export is broken")
    await let_go(door)

    await sent_again(door, *order)

    assert (await message(door, ts)).text == "The export is broken"


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
async def test_an_edit_and_a_deletion_in_any_order(door: Door, order: tuple[int, ...]) -> None:
    hold(door)
    carol = door.person("carol")
    ts = await carol.says(ACME, "The exprt is broken")
    await carol.edits(ACME, ts, "The export is broken")
    await carol.deletes(ACME, ts)
    await let_go(door)

    await sent_again(door, *order)

    gone = await message(door, ts)
    assert (gone.text, gone.thread_id) == ("The export is broken", 1001)
    assert gone.deleted_at is not None
    assert "deleted" in words(door.cards()[0])


async def test_a_reply_before_its_root(door: Door) -> None:
    hold(door)
    ts = await door.person("carol").says(ACME, "The export is broken")
    await door.person("carol").says(ACME, "since monday", thread_ts=ts)
    await door.person("ada").says(ACME, "Looking", thread_ts=ts)
    await let_go(door)
    held = [one.envelope["event"] for one in door.slack.deliveries]
    roots = [place for place, event in enumerate(held) if event.get("ts") == ts]
    rest = [place for place in range(len(held)) if place not in roots]

    await sent_again(door, *reversed(rest), *roots)

    thread = await door.thread()
    assert await door.read(lambda tx: tx.threads.get(1002)) is None
    assert thread.title == "The export is broken"
    assert thread.root_ts == ts
    assert thread.status is Status.waiting_on_customer
    assert len(await door.read(lambda tx: tx.messages.of_thread(1001))) == 3
    assert "The export is broken" in words(door.cards()[0])


async def test_one_event_that_arrives_thrice_has_one_effect(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.asks("carol", "and the import")
    again = [
        one.envelope for one in door.slack.deliveries if one.envelope["event"].get("client_msg_id")
    ]
    before = await door.read(lambda tx: tx.inbox.count())

    for envelope in again * 2:
        await door.slack.send_event(envelope["event"], **outer(envelope))
    await door.settle()

    assert len(again) == 2
    assert await door.read(lambda tx: tx.inbox.count()) == before
    assert len(await door.room()) == 1


async def test_a_post_that_mentions_the_bot_comes_as_two_events_and_is_one_message(
    door: Door,
) -> None:
    await door.asks("carol", "<@U0BOT> the export is broken")

    kinds = [row.kind for row in await door.read(lambda tx: tx.inbox.page())]
    assert {"message", "app_mention"} <= set(kinds)
    assert len(door.cards()) == 1
    assert await door.room() == []
    assert len(await door.read(lambda tx: tx.messages.of_thread(1001))) == 1
