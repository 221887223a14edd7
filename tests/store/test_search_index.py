"""SQLite's full-text index: it has what was committed, and nothing else."""

import sqlite3
from pathlib import Path

import pytest

from store.database import Store, open_store
from store.migrate import migrate
from store.thread_list import Filter
from store.transaction import Transaction
from tests.fakes import FakeClock
from tests.store.rows import add_message, open_thread

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def say(tx: Transaction, words: str, ts: str = "1.0") -> int:
    thread = open_thread(tx, root_ts=ts)
    message = add_message(tx, words, ts=ts, thread_id=thread.id)
    assert message is not None
    return message


def say_and_edit(tx: Transaction) -> None:
    message = tx.messages.get(say(tx, "apples"))
    assert message is not None
    tx.messages.edit(message, "pears", "2.0")
    tx.messages.edit(message, "plums", "3.0")


def say_and_forget(tx: Transaction) -> None:
    tx.messages.forget(say(tx, "apples"))
    say(tx, "plums", "2.0")  # SQLite gives it the id that is free again


def say_and_fail(tx: Transaction) -> None:
    say(tx, "apples")
    raise LookupError


def edit(tx: Transaction, ts: str, words: str) -> None:
    message = tx.messages.by_ts("C1", ts)
    assert message is not None
    tx.messages.edit(message, words, "2.0")


def forget(tx: Transaction, ts: str) -> None:
    message = tx.messages.by_ts("C1", ts)
    assert message is not None
    tx.messages.forget(message.id)


def found(tx: Transaction, q: str) -> int:
    return len(tx.thread_list.page(Filter(q=q)).threads)


def check(database: Path) -> None:
    """Raise DatabaseError when the index and the messages do not say the same."""
    with sqlite3.connect(database) as connection:
        connection.execute(
            "INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)"
        )
        assert connection.execute("SELECT count(*) FROM messages_fts_waiting").fetchone() == (0,)
    connection.close()


async def test_a_message_that_was_edited_at_once_is_found_by_what_it_says(
    store: Store, tmp_path: Path
) -> None:
    await store.write(say_and_edit)

    assert [await store.read(found, q) for q in ("apples", "pears", "plums")] == [0, 0, 1]
    check(tmp_path / "bellhop.db")


async def test_a_message_that_was_forgotten_at_once_is_not_found(
    store: Store, tmp_path: Path
) -> None:
    await store.write(say_and_forget)

    assert [await store.read(found, q) for q in ("apples", "plums")] == [0, 1]
    check(tmp_path / "bellhop.db")


async def test_what_is_edited_and_forgotten_later_leaves_the_index(
    store: Store, tmp_path: Path
) -> None:
    await store.write(say, "apples", "1.0")
    await store.write(say, "pears", "2.0")
    await store.write(edit, "1.0", "plums")
    await store.write(forget, "2.0")

    assert [await store.read(found, q) for q in ("apples", "pears", "plums")] == [0, 0, 1]
    check(tmp_path / "bellhop.db")


async def test_what_a_failed_unit_said_is_not_in_the_index(store: Store, tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        await store.write(say_and_fail)
    await store.write(say, "plums", "2.0")

    assert [await store.read(found, q) for q in ("apples", "plums")] == [0, 1]
    check(tmp_path / "bellhop.db")


async def test_a_unit_that_says_nothing_writes_nothing(store: Store, tmp_path: Path) -> None:
    await store.write(say, "plums")
    before = (tmp_path / "bellhop.db-wal").stat().st_size
    await store.write(found, "plums")

    assert (tmp_path / "bellhop.db-wal").stat().st_size == before


async def test_what_was_said_before_the_index_waited_is_still_found(
    database_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    file = tmp_path / "bellhop.db"
    file.unlink()
    await migrate(database_url, "0001")
    with sqlite3.connect(file) as old:
        old.executescript(OLD)
    old.close()
    await migrate(database_url)
    store = open_store(database_url, clock.now)
    await store.start()
    assert [await store.read(found, q) for q in ("apples", "plums")] == [2, 0]

    await store.write(edit, "1.0", "plums")
    await store.write(forget, "2.0")
    assert [await store.read(found, q) for q in ("apples", "plums")] == [0, 1]
    await store.stop()
    check(file)


OLD = """
INSERT INTO threads (channel, root_ts, title, status, priority, opened_at, last_message_at,
    last_author, has_replies)
VALUES ('C1', '1.0', 'a', 'open', 'normal', '2025-01-01 00:00:00.000000',
        '2025-01-01 00:00:00.000000', 'U1', 0),
       ('C1', '2.0', 'b', 'open', 'normal', '2025-01-01 00:00:00.000000',
        '2025-01-01 00:00:00.000000', 'U1', 0);
INSERT INTO messages (thread_id, kind, channel, ts, author_kind, author, text, files, sent_at,
    decision)
SELECT id, 'message', channel, root_ts, 'customer', 'U1', 'apples', '[]', opened_at, 'opened'
FROM threads;
"""
