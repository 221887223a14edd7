"""Attaching: files of customers stand beside the issue, without the secrets in them."""

from bot.config.integrations import TrackerName
from bot.delivery.kinds import Call
from bot.delivery.outbox import Post, to_team
from bot.desk.desk import Desk
from bot.desk.room import say
from bot.desk.tracking.filing import lane, link_of
from bot.desk.tracking.telling import issue_of
from bot.views import tracking as views
from store.deliveries import Delivery
from store.threads import Thread
from store.transaction import Transaction

ATTACH = "issue_file"
TAKING = (TrackerName.jira, TrackerName.linear)  # GitHub takes files from people only


def attach(tx: Transaction, thread: Thread, name: str, file: str) -> None:
    """Put a file of the room beside the issue of a thread, once, where the tracker takes files."""
    link = issue_of(tx, thread)
    if link is None or link.tracker not in TAKING:
        return
    payload = {"link": link.id, "name": name, "file": file}
    to_team(tx, Post(f"{ATTACH}:{link.id}:{file}", ATTACH, lane(link), None, thread.id, payload))


def compose(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Ask for it; an issue that was never filed gets none."""
    link, asked = link_of(tx, delivery), delivery.payload
    if link.external_id is None:
        return None
    args = {"issue": link.external_id, "name": asked["name"], "file": asked["file"]}
    return Call("attach", args, link.tracker)


def not_attached(desk: Desk, tx: Transaction, delivery: Delivery, why: str) -> None:
    """Say that engineering does not have it."""
    thread = tx.threads.get(delivery.thread_id)
    if thread is not None:
        name = delivery.payload["name"]
        say(tx, desk, thread, views.not_attached(link_of(tx, delivery), name, why))
