"""Filing: a report about a thread becomes an issue of a tracker, once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from bot.delivery.kinds import Call
from bot.delivery.outbox import Post, to_team
from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.room import card_link, say, show_card
from bot.desk.there import there
from bot.desk.threads import note
from bot.desk.tracking.report import Report, tracker_of
from bot.desk.tracking.showing import mention, tell, threads_of
from bot.desk.warroom.marking import issue_found
from bot.errors import Refused
from bot.integrations.trackers.tracker import Draft, Issue
from bot.views import tracking as views
from store.deliveries import Delivery, Urgency
from store.links import Link, Links, Stage
from store.threads import Severity, Thread
from store.transaction import Transaction

FILE, POINT = "issue", "issue_pointer"  # kinds of deliveries


def file(tx: Transaction, desk: Desk, thread: Thread, report: Report, by: By) -> Link:
    """File an issue about a thread that we hold; when there is one in that tracker, return it."""
    if not report.title.strip():
        raise Refused("An issue needs a title.")
    tracker = tracker_of(desk, report.team)
    links = Links(tx)
    for known in links.of_thread(thread.id):
        if known.tracker == tracker and known.stage is not Stage.not_filed:
            return known
        if known.stage is Stage.not_filed:
            links.part(known.id, thread.id)
    link = links.begin(tracker, None, stage=Stage.filing, title=report.title.strip())
    if link is None:
        raise AssertionError("an issue without an id is always a new one")
    links.join(link.id, thread.id, by.actor)
    sections = [[name, words] for name, words in report.sections if words.strip()]
    # the tracker may know other desks, and other databases of ours
    asked = {"link": link.id, "key": f"{link.id}-{uuid4().hex}", "sections": sections}
    post = Post(f"issue:{link.id}", FILE, lane(link), None, thread.id, asked)
    to_team(tx, replace(post, urgency=Urgency.person))
    note(tx, thread, "issue_filing", by, after=tracker)
    say(tx, desk, thread, views.filing(by.name, link))
    show_card(tx, desk, thread)
    return link


def lane(link: Link) -> str:
    """Return the lane of an issue: what is about it goes out in order."""
    return f"{link.tracker}:{link.id}"


def compose(desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Ask for the issue; one that got there meanwhile is not asked for again."""
    link, thread = link_of(tx, delivery), _thread_of(tx, delivery)
    if link.external_id is not None:
        return None
    back = card_link(desk, thread)
    draft = Draft(
        delivery.payload["key"],
        link.title,
        [(name, words) for name, words in delivery.payload["sections"]],
        None if thread.severity is None else Severity(thread.severity),
        (back, f"{thread.ref} in Slack") if back else None,
    )
    return Call("create", {"draft": draft, "tried": tried(tx, delivery)}, link.tracker)


def filed(desk: Desk, tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Keep what the tracker calls it, and let it lead back to the thread."""
    issue: Issue = answer["issue"]
    link = held_link_of(tx, delivery)
    after = replace(
        link,
        external_id=issue.id,
        ref=issue.ref,
        url=issue.url,
        stage=issue.stage or Stage.queued,
        status=issue.status,
        assignee=issue.assignee,
        changed_at=tx.now,
        due_at=tx.now,
    )
    Links(tx).save(after)
    threads = threads_of(tx, after)
    tell(tx, desk, threads, views.filed(after, issue.dropped))
    for thread in threads:
        tx.timeline.append("issue.filed", f"{link.tracker}:{issue.ref}", thread.id, after=issue.url)
        point_back(tx, thread, after)
        issue_found(tx, desk, thread, after)


def not_filed(desk: Desk, tx: Transaction, delivery: Delivery, why: str) -> None:
    """Tell whoever has the thread why there is no issue."""
    link = Links(tx).save(
        replace(held_link_of(tx, delivery), stage=Stage.not_filed, changed_at=tx.now)
    )
    for thread in threads_of(tx, link):
        tell(tx, desk, [thread], views.not_filed(link, why, mention(tx, thread)))


def point_back(tx: Transaction, thread: Thread, link: Link) -> None:
    """Let an issue lead to the card of a thread."""
    key = f"issue_pointer:{link.id}:{thread.id}"
    to_team(tx, Post(key, POINT, lane(link), None, thread.id, {"link": link.id}))


def pointer(desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Ask for the link back."""
    link, thread = link_of(tx, delivery), _thread_of(tx, delivery)
    back = card_link(desk, thread)
    if link.external_id is None or back is None:
        return None
    args = {"issue": link.external_id, "back": (back, f"{thread.ref} in Slack")}
    return Call("point_back", args, link.tracker)


def link_of(tx: Transaction, delivery: Delivery) -> Link:
    """Return the issue a delivery is about."""
    return _there(delivery, Links(tx).get(delivery.payload["link"]))


def held_link_of(tx: Transaction, delivery: Delivery) -> Link:
    """Return the issue a delivery is about, and hold it: after its threads, as everybody does."""
    link_id = delivery.payload["link"]
    for thread_id in Links(tx).threads(link_id):
        tx.threads.lock(thread_id)
    return _there(delivery, Links(tx).lock(link_id))


def _there(delivery: Delivery, link: Link | None) -> Link:
    return there(link, f"the issue of {delivery.key}")


def tried(tx: Transaction, delivery: Delivery) -> datetime | None:
    """Return when it was tried last."""
    attempts = tx.deliveries.attempts(delivery.id) if delivery.attempts else []
    return attempts[-1].at if attempts else None


def _thread_of(tx: Transaction, delivery: Delivery) -> Thread:
    return there(tx.threads.get(delivery.thread_id), f"the thread of {delivery.key}")
