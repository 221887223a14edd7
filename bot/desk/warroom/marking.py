"""Bookmarks of an incident's channel: the thread, the status page, and issues as soon as there are any."""

from bot.desk.desk import Desk
from bot.desk.room import card_link
from bot.desk.warroom.showing import BOOKMARK, issues_of, queue, show, thread_of
from store.incidents import Incident
from store.links import Link
from store.threads import Thread
from store.transaction import Transaction


def mark(tx: Transaction, incident: Incident, name: str, title: str, url: str) -> None:
    """Put a bookmark at the top of the channel; once by each name."""
    queue(tx, incident, BOOKMARK, name, title=title, url=url)


def mark_thread(tx: Transaction, desk: Desk, incident: Incident) -> None:
    """Put the card of the incident's thread there, once there are both, channel and card."""
    url = card_link(desk, thread_of(tx, incident))
    if url and incident.channel is not None:
        mark(tx, incident, "thread", f"T-{incident.thread_id}", url)


def card_posted(tx: Transaction, desk: Desk, thread_id: int) -> None:
    """Let the incidents behind a thread lead to the card that it has by now."""
    for one in tx.incident_threads.behind([thread_id]):
        incident = tx.incidents.get(one.incident_id)
        if incident is not None:
            mark_thread(tx, desk, incident)
            show(tx, desk, incident)


def mark_issues(tx: Transaction, incident: Incident) -> None:
    """Put all issues of an incident's threads there, once there is a channel."""
    if incident.channel is not None:
        for link in issues_of(tx, incident):
            mark(tx, incident, f"issue:{link.id}", link.ref, link.url)


def issue_found(tx: Transaction, desk: Desk, thread: Thread, link: Link) -> None:
    """Let the incidents behind a thread show an issue that it is about by now."""
    for one in tx.incident_threads.behind([thread.id]):
        incident = tx.incidents.get(one.incident_id)
        if incident is not None and link.url:
            mark_issues(tx, incident)
            show(tx, desk, incident)
