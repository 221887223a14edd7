"""Exporting: everything that was said, one thread a line, for other programs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from store.closings import Closings
from store.database import Store
from store.message_versions import Version
from store.thread_list import Filter
from store.threads import Thread
from store.transaction import Transaction

PAGE = 100  # messages, or entries, of a thread
AT_ONCE = 20  # threads
NIGHTLY = "bellhop-*.jsonl"

Line = dict[str, Any]


async def export_threads(
    store: Store, file: IO[str], wanted: Filter, since: datetime | None = None
) -> int:
    """Write threads as JSON lines, the newest first; return how many."""
    count, cursor = 0, None
    while True:
        lines, cursor = await store.read(_page, wanted, cursor, since)
        for line in lines:
            await _complete(store, line)
            file.write(json.dumps(line, ensure_ascii=False, default=_plain) + "\n")
        count += len(lines)
        if cursor is None:
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


def _page(
    tx: Transaction, wanted: Filter, cursor: str | None, since: datetime | None
) -> tuple[list[Line], str | None]:
    """Return some threads, and where to go on; None at the first that is older than `since`."""
    page = tx.thread_list.page(wanted, cursor=cursor, limit=AT_ONCE)
    found = [one for one in page.threads if since is None or one.opened_at >= since]
    lines = [
        _about(tx, one) | {"messages": _messages(tx, one.id), "timeline": _entries(tx, one.id)}
        for one in found
    ]
    return lines, page.cursor if len(found) == len(page.threads) else None


async def _complete(store: Store, line: Line) -> None:
    """Add what a long thread has beyond the first page."""
    for name, read in (("messages", _messages), ("timeline", _entries)):
        page = line[name]
        while len(page) == PAGE:
            page = await store.read(read, line["id"], page[-1]["id"])
            line[name] += page


def _about(tx: Transaction, thread: Thread) -> Line:
    customer = tx.customers.get(thread.customer_id)
    contact = tx.contacts.get(thread.contact_id)
    agent = tx.agents.get(thread.assignee_id)
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


def _messages(tx: Transaction, thread_id: int, after: int = 0) -> list[Line]:
    page = tx.messages.of_thread(thread_id, after, PAGE)
    earlier = tx.messages.versions(thread_id) if any(m.edited_ts for m in page) else {}
    return [
        asdict(message) | {"earlier": [_version(v) for v in earlier.get(message.id, ())]}
        for message in page
    ]


def _version(version: Version) -> dict[str, Any]:
    return {"text": version.text, "replaced_at": version.replaced_at}


def _entries(tx: Transaction, thread_id: int, after: int = 0) -> list[Line]:
    return [asdict(entry) for entry in tx.timeline.of(thread_id, after, PAGE)]


def _plain(value: object) -> str:
    """Write what JSON does not know: times."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be exported")
