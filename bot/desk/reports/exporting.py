"""Exporting: everything that was said, one thread a line, for other programs."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from store.closings import Closings
from store.database import Store
from store.message_versions import Version
from store.thread_list import Filter, Page
from store.threads import Thread
from store.transaction import Transaction

PAGE = 100
NIGHTLY = "bellhop-*.jsonl"


async def export_threads(
    store: Store, file: IO[str], wanted: Filter, since: datetime | None = None
) -> int:
    """Write threads as JSON lines, the newest first; return how many."""
    count = 0
    async for thread in _threads(store, wanted):
        if since is not None and thread.opened_at < since:
            break
        line = await _whole(store, thread)
        file.write(json.dumps(line, ensure_ascii=False, default=_plain) + "\n")
        count += 1
    return count


async def export_nightly(store: Store, folder: Path, keep: int, at: datetime) -> int:
    """Write a file of its own for each night, and keep the last ones; written twice, it is one."""
    with complete(folder / f"bellhop-{at.date().isoformat()}.jsonl") as file:
        count = await export_threads(store, file, Filter())
    _forget(folder, keep)
    return count


@contextmanager
def complete(output: Path) -> Iterator[IO[str]]:
    """Give a file, which appears under its name only when it is complete."""
    partial = output.with_name(f"{output.name}.part")
    try:
        with partial.open("w", encoding="utf-8") as file:
            yield file
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


def _forget(folder: Path, keep: int) -> None:
    for old in sorted(folder.glob(NIGHTLY))[:-keep]:
        old.unlink()


async def _threads(store: Store, wanted: Filter) -> AsyncIterator[Thread]:
    cursor = None
    while True:
        page = await store.read(_page, wanted, cursor)
        for thread in page.threads:
            yield thread
        if (cursor := page.cursor) is None:
            return


def _page(tx: Transaction, wanted: Filter, cursor: str | None) -> Page:
    return tx.thread_list.page(wanted, cursor=cursor, limit=PAGE)


async def _whole(store: Store, thread: Thread) -> dict[str, Any]:
    line = await store.read(_about, thread)
    said: list[dict[str, Any]] = []
    while page := await store.read(_messages, thread.id, said[-1]["id"] if said else 0):
        said += page
    happened: list[dict[str, Any]] = []
    while entries := await store.read(_entries, thread.id, happened[-1]["id"] if happened else 0):
        happened += entries
    return line | {"messages": said, "timeline": happened}


def _about(tx: Transaction, thread: Thread) -> dict[str, Any]:
    customer = None if thread.customer_id is None else tx.customers.get(thread.customer_id)
    contact = None if thread.contact_id is None else tx.contacts.get(thread.contact_id)
    agent = None if thread.assignee_id is None else tx.agents.get(thread.assignee_id)
    survey, closing = tx.surveys.of(thread.id), Closings(tx).of(thread.id)
    return {
        "ref": thread.ref,
        **asdict(thread),
        "customer": customer and customer.key,
        "contact": contact and {"slack": contact.slack_user, "name": contact.name},
        "assignee": agent and agent.key,
        "labels": tx.labels.of(thread.id),
        "fields": tx.fields.of(thread.id),
        "followers": [agent.key for agent in tx.followers.of(thread.id)],
        "promises": [asdict(clock) for clock in tx.clocks.of(thread.id)],
        "closing": closing and {"category": closing.category, "links": closing.links},
        "csat": survey and {"score": survey.score, "comment": survey.comment},
    }


def _messages(tx: Transaction, thread_id: int, after: int) -> list[dict[str, Any]]:
    page = tx.messages.of_thread(thread_id, after, PAGE)
    earlier = tx.messages.versions(thread_id) if any(m.edited_ts for m in page) else {}
    return [
        asdict(message) | {"earlier": [_version(v) for v in earlier.get(message.id, ())]}
        for message in page
    ]


def _version(version: Version) -> dict[str, Any]:
    return {"text": version.text, "replaced_at": version.replaced_at}


def _entries(tx: Transaction, thread_id: int, after: int) -> list[dict[str, Any]]:
    return [asdict(entry) for entry in tx.timeline.of(thread_id, after, PAGE)]


def _plain(value: object) -> str:
    """Write what JSON does not know: times."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be exported")
