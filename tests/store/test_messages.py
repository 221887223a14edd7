"""Messages: each one once, edits kept, deletions marked, moved with their replies."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import StatementError

from store.database import Store
from store.messages import Kind, Message
from store.transaction import Transaction
from tests.fakes import FakeClock
from tests.store.rows import add_message, open_thread


def texts(tx: Transaction, thread_id: int) -> list[str]:
    return [message.text for message in tx.messages.of_thread(thread_id)]


def get(tx: Transaction, message_id: int | None) -> Message:
    found = tx.messages.get(message_id or 0)
    assert found is not None
    return found


async def test_a_message_is_added_once_for_its_channel_and_ts(store: Store) -> None:
    def add(tx: Transaction) -> list[bool]:
        stamps = [("C1", "1.0"), ("C1", "1.0"), ("C2", "1.0"), ("C1", None), ("C1", None)]
        return [add_message(tx, channel=channel, ts=ts) is not None for channel, ts in stamps]

    assert await store.write(add) == [True, False, True, True, True]
    assert await store.write(lambda tx: add_message(tx, ts=None, delivery_key="reply-1"))
    assert await store.write(lambda tx: add_message(tx, ts=None, delivery_key="reply-1")) is None


async def test_a_thread_gives_its_messages_in_order_and_in_pages(store: Store) -> None:
    def fill(tx: Transaction) -> tuple[int, list[int]]:
        thread = open_thread(tx)
        ids = [add_message(tx, f"m{n}", ts=f"{n}.0", thread_id=thread.id) or 0 for n in range(5)]
        add_message(tx, "a note", ts=None, thread_id=thread.id, kind=Kind.note)
        add_message(tx, "elsewhere", ts="9.0")
        return thread.id, ids

    thread_id, ids = await store.write(fill)
    assert await store.read(texts, thread_id) == ["m0", "m1", "m2", "m3", "m4", "a note"]
    page = await store.read(lambda tx: tx.messages.of_thread(thread_id, after=ids[1], limit=2))
    assert [message.text for message in page] == ["m2", "m3"]
    last = await store.read(lambda tx: tx.messages.last_of_thread(thread_id, 2))
    assert [message.text for message in last] == ["m4", "a note"]
    assert await store.read(texts, 404) == []


async def test_an_edit_keeps_every_earlier_version(store: Store, clock: FakeClock) -> None:
    def edit(tx: Transaction, text: str, edited_ts: str) -> None:
        message = tx.messages.lock("C1", "1.0")
        assert message is not None
        tx.messages.edit(message, text, edited_ts)

    thread_id = (await store.write(open_thread)).id
    first = await store.write(lambda tx: add_message(tx, "one", ts="1.0", thread_id=thread_id))
    await store.write(lambda tx: add_message(tx, "never edited", ts="2.0", thread_id=thread_id))
    await store.write(edit, "two", "1.1")
    clock.advance(seconds=9)
    await store.write(edit, "three", "1.2")

    message = await store.read(get, first)
    assert (message.text, message.edited_ts) == ("three", "1.2")
    versions = await store.read(lambda tx: tx.messages.versions(thread_id))
    assert list(versions) == [first]
    assert [version.text for version in versions[first or 0]] == ["one", "two"]
    assert versions[first or 0][1].replaced_at == clock.now()


async def test_a_deletion_leaves_a_tombstone_and_counts_once(
    store: Store, clock: FakeClock
) -> None:
    message_id = await store.write(lambda tx: add_message(tx, "secret", ts="1.0")) or 0
    assert await store.write(lambda tx: tx.messages.delete(message_id))
    deleted_at = clock.now()
    clock.advance(seconds=9)

    assert not await store.write(lambda tx: tx.messages.delete(message_id))
    assert not await store.write(lambda tx: tx.messages.delete(404))
    assert (await store.read(get, message_id)).deleted_at == deleted_at


async def test_messages_move_alone_with_replies_or_with_the_whole_thread(store: Store) -> None:
    def fill(tx: Transaction) -> tuple[int, int, int]:
        one, two = open_thread(tx), open_thread(tx)
        root = add_message(tx, "root", ts="1.0", thread_id=one.id)
        for ts, parent, text in (("1.1", "1.0", "r1"), ("1.2", "1.0", "r2"), ("2.0", None, "x")):
            add_message(tx, text, ts=ts, parent_ts=parent, thread_id=one.id)
        add_message(tx, "other channel", channel="C2", ts="1.1", parent_ts="1.0")
        return one.id, two.id, root or 0

    one, two, root = await store.write(fill)
    replies = await store.read(lambda tx: tx.messages.around("C1", "1.0"))
    assert sorted(message.text for message in replies) == ["r1", "r2", "root"]

    await store.write(lambda tx: tx.messages.move(root, two, "moved by ada"))
    assert (await store.read(get, root)).decision == "moved by ada"
    await store.write(lambda tx: tx.messages.move_replies("C1", "1.0", two, "opened"))
    assert await store.read(texts, one) == ["x"]
    assert await store.read(texts, two) == ["root", "r1", "r2"]
    await store.write(lambda tx: tx.messages.move_all(two, one, "; merged"))
    assert await store.read(texts, one) == ["root", "r1", "r2", "x"]
    await store.write(lambda tx: tx.messages.move(root, None, "noise"))
    assert await store.read(texts, one) == ["r1", "r2", "x"]


async def test_what_we_sent_learns_its_ts(store: Store) -> None:
    message_id = await store.write(lambda tx: add_message(tx, ts=None, delivery_key="reply-1"))
    sent = await store.write(lambda tx: tx.messages.delivered("reply-1", "7.0"))

    assert sent is not None
    assert (sent.id, sent.ts) == (message_id, "7.0")
    assert await store.read(lambda tx: tx.messages.by_ts("C1", "7.0")) == sent
    assert await store.write(lambda tx: tx.messages.delivered("unknown", "8.0")) is None


async def test_what_a_channel_has_is_known(store: Store, clock: FakeClock) -> None:
    def fill(tx: Transaction) -> None:
        thread = open_thread(tx)
        for ts, thread_id, decision in (
            ("1772442000.000100", thread.id, "opened"),
            ("1772442003.000100", None, "unmapped"),
            ("1772442002.000100", None, "unmapped"),
            ("1772442004.000100", None, "noise"),
        ):
            add_message(tx, ts, ts=ts, thread_id=thread_id, decision=decision)
        deleted = add_message(tx, "gone", ts="1772442005.000100", decision="noise") or 0
        tx.messages.delete(deleted)

    await store.write(fill)
    assert await store.read(lambda tx: tx.history.first_ts("C1")) == "1772442000.000100"
    assert await store.read(lambda tx: tx.history.last_ts("C1")) == "1772442005.000100"
    assert await store.read(lambda tx: tx.history.last_ts("C2")) is None
    had = await store.read(lambda tx: tx.history.since("C1", "1772442003.000100"))
    assert list(had) == ["1772442003.000100", "1772442004.000100", "1772442005.000100"]
    waiting = await store.read(lambda tx: tx.messages.waiting("C1", "unmapped"))
    assert [m.text for m in waiting] == ["1772442002.000100", "1772442003.000100"]


async def test_files_are_replaced_whole(store: Store) -> None:
    files = [{"id": "F1", "name": "log “1”.txt", "mimetype": "text/plain"}]
    message_id = await store.write(lambda tx: add_message(tx, ts="1.0")) or 0
    assert (await store.read(get, message_id)).files == []
    await store.write(lambda tx: tx.messages.set_files(message_id, files))

    assert (await store.read(get, message_id)).files == files


async def test_a_time_without_a_zone_is_refused(store: Store, clock: FakeClock) -> None:
    naive = clock.now().replace(tzinfo=None)
    with pytest.raises(StatementError, match="without a zone"):
        await store.write(lambda tx: add_message(tx, ts="1.0", sent_at=naive))

    offset = timedelta(hours=2)
    aware = clock.now().astimezone(tz=None) + offset
    message_id = await store.write(lambda tx: add_message(tx, ts="2.0", sent_at=aware))
    message = await store.read(get, message_id)
    assert message.sent_at == clock.now() + offset
    assert message.sent_at.utcoffset() == timedelta(0)
