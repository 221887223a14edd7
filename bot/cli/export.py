"""`bellhop export`: everything that was said, one thread a line, for other programs."""

import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from bot.cli.session import finish, opened_store
from bot.cli.threads import customer_id
from bot.cli.times import FORMATS, utc
from store.database import Store
from store.message_versions import Version
from store.thread_list import Filter, Page
from store.threads import Thread
from store.transaction import Transaction

PAGE = 100


def export(
    output: Annotated[Path | None, typer.Argument(help="A file; without it, stdout.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=FORMATS, help="Only threads opened since then (UTC).")
    ] = None,
    customer: Annotated[str, typer.Option(help="Only those of a customer.")] = "",
) -> None:
    """Write threads with messages, notes and timeline as JSON lines, the newest thread first."""
    with _opened(output) as file:
        count = finish(_written(file, utc(since), customer))
    typer.echo(f"{count} threads", err=True)


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[str]]:
    """Give the file, which appears under its name only when it is complete."""
    if output is None:
        yield sys.stdout
        return
    partial = output.with_name(f"{output.name}.part")
    try:
        with partial.open("w", encoding="utf-8") as file:
            yield file
        partial.replace(output)
    except OSError as error:
        raise typer.BadParameter(f"{output}: {error.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)


async def _written(file: IO[str], since: datetime | None, customer: str) -> int:
    count = 0
    async with opened_store() as store:
        wanted = Filter()
        if customer:
            wanted = Filter(customer_id=await store.read(customer_id, customer))
        async for thread in _threads(store, wanted):
            if since is not None and thread.opened_at < since:
                break
            line = await _whole(store, thread)
            file.write(json.dumps(line, ensure_ascii=False, default=_plain) + "\n")
            count += 1
    return count


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
    survey = tx.surveys.of(thread.id)
    return {
        "ref": thread.ref,
        **asdict(thread),
        "customer": customer and customer.key,
        "contact": contact and {"slack": contact.slack_user, "name": contact.name},
        "assignee": agent and agent.key,
        "labels": tx.labels.of(thread.id),
        "fields": tx.fields.of(thread.id),
        "followers": [agent.key for agent in tx.followers.of(thread.id)],
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
