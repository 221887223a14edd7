"""Files that came with a report: cleaned, put into the room, and never forwarded unread."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.delivery.kinds import Call
from bot.delivery.outbox import Post, to_team
from bot.delivery.ways.files import FILES
from bot.desk.desk import Desk
from bot.desk.merged import end_of_merges, held_end
from bot.desk.room import channel_of, say
from bot.desk.there import there
from bot.desk.tracking.attaching import attach
from bot.views import bug as views
from store.bug_reports import BugReports
from store.deliveries import Delivery
from store.messages import Author
from store.threads import Thread
from store.transaction import Transaction

KIND = "bug_file"
LOOKED_AT, MOST = 200, 10  # messages of a thread, files of them


def take_files(
    tx: Transaction, desk: Desk, thread: Thread, files: Sequence[Mapping[str, Any]]
) -> None:
    """Let each file be fetched, cleaned and shown in the room; one that was is not shown again."""
    channel = channel_of(tx, desk, thread)
    for file in files:
        url = str(file.get("url_private_download") or "")  # messages have none
        asked = {"name": str(file["name"]), "file": str(file["id"]), "url": url}
        key = f"{KIND}:{file['id']}"
        to_team(tx, Post(key, KIND, f"{FILES}:{thread.id}", channel, thread.id, asked))


def dropped(tx: Transaction, thread: Thread) -> list[dict[str, Any]]:
    """Return the last files that customers put into the conversation itself."""
    said = tx.messages.last_of_thread(thread.id, LOOKED_AT)
    theirs = (one for one in said if one.author_kind is Author.customer and one.deleted_at is None)
    return [file for one in theirs for file in one.files if file.get("name")][-MOST:]


def compose(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call:
    """Ask for the file to be carried over into the room."""
    thread = _thread_of(tx, delivery)
    if thread.card_ts is None:
        raise LookupError(f"{thread.ref} has no card, so it has no room")
    place = {"channel": thread.card_channel, "thread_ts": thread.card_ts}
    return Call("carry_over", {**delivery.payload, **place}, FILES)


def sent(desk: Desk, tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Tell what was in the file, or why it stays where it is."""
    name, why = delivery.payload["name"], answer.get("unreadable")
    thread, reports = held_end(tx, _thread_of(tx, delivery)), BugReports(tx)
    if why is not None:
        say(tx, desk, thread, views.not_taken(name, why))
        return
    report = reports.of(thread.id)
    file = {"name": name, "told": answer["told"], "file": answer["file"]}
    reports.save(replace(report, files=[*report.files, file]))
    attach(tx, thread, name, file["file"])
    say(tx, desk, thread, views.taken(name, answer["told"], changed=answer["changed"]))


def refused(desk: Desk, tx: Transaction, delivery: Delivery, why: str) -> None:
    """Tell that nobody could fetch the file."""
    say(tx, desk, _thread_of(tx, delivery), views.not_taken(delivery.payload["name"], why))


def _thread_of(tx: Transaction, delivery: Delivery) -> Thread:
    """Return the thread; after a merge the one that has the report by now."""
    thread = there(tx.threads.get(delivery.thread_id), f"the thread of {delivery.key}")
    return end_of_merges(tx, thread)
