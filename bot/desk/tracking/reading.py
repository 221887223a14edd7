"""Reading: what an issue is like now. A webhook only says that it is time to look.

Webhooks come late, twice, in any order, or never; so what counts is the issue as it is read, when
it is newer than what we know. Open issues are read every few minutes, whether told or not.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.delivery.kinds import Call
from bot.delivery.outbox import Post, to_team
from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.tracking.filing import held_link_of, lane, link_of, point_back
from bot.desk.tracking.hearing import hear, known_already
from bot.desk.tracking.moving import move, plan
from bot.desk.tracking.report import configured
from bot.desk.tracking.showing import tell, threads_of
from bot.desk.warroom.marking import issue_found
from bot.integrations.trackers.tracker import Issue
from bot.views import alerts
from bot.views import tracking as views
from store.deliveries import Delivery, Urgency
from store.links import OVER, Link, Links, Stage
from store.threads import Thread
from store.transaction import Transaction

log = logging.getLogger(__name__)

READ = "issue_read"
EVERY = timedelta(minutes=5)  # while it is open
SELDOM = timedelta(hours=1)  # when it is over: it may be opened again
FOREVER = timedelta(days=7)  # after that nobody looks any more
BATCH = 50
# a tracker that is down is told of once a day, not for each issue
WAITS = (timedelta(minutes=1), timedelta(minutes=5), *[timedelta(minutes=15)] * 96)


def read_soon(tx: Transaction, link: Link) -> None:
    """Read an issue as soon as it goes; while that waits, once more changes nothing."""
    name = f"{READ}:{link.id}"
    post = Post(f"{name}:{uuid4().hex}", READ, lane(link), payload={"link": link.id})
    to_team(tx, replace(post, coalesce=name, urgency=Urgency.routine))


def hear_of_issue(tx: Transaction, desk: Desk, webhook: str, issue: str | None) -> None:
    """Read an issue of which a webhook told, when threads are about it."""
    source = desk.config.webhooks[webhook].source if issue and configured(desk) else None
    link = Links(tx).named(source, issue) if source and issue else None
    if link is not None:
        read_soon(tx, link)


def read_due(tx: Transaction, desk: Desk) -> int:
    """Read a batch of issues whose time has come; return how many."""
    due = Links(tx).due(BATCH)
    for link in due:
        _read_in_turn(tx, desk, link)
    return len(due)


def read_one(tx: Transaction, desk: Desk, link_id: int) -> None:
    """Read one alone: a batch in which something fails is taken one by one."""
    link = Links(tx).lock(link_id)
    if link is not None and link.due_at is not None and link.due_at <= tx.now:
        _read_in_turn(tx, desk, link)


def due_ids(tx: Transaction) -> list[int]:
    """Return the ids of a batch of what is due."""
    return [link.id for link in Links(tx).due(BATCH)]


def failed(tx: Transaction, link_id: int) -> None:
    """Try again later."""
    link = Links(tx).lock(link_id)
    if link is not None and link.due_at is not None:
        Links(tx).save(replace(link, due_at=tx.now + EVERY))


def _read_in_turn(tx: Transaction, desk: Desk, link: Link) -> None:
    Links(tx).save(replace(link, due_at=_next(tx, link)))
    if link.tracker in configured(desk):
        read_soon(tx, link)


def compose(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Ask for an issue that threads are about, by its id or, before we know that, its name."""
    link = link_of(tx, delivery)
    wanted = link.external_id or link.ref
    if not wanted or not Links(tx).threads(link.id):
        return None
    return Call("read", {"issue": wanted}, link.tracker)


def seen(desk: Desk, tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Take over what is new."""
    link, issue = held_link_of(tx, delivery), answer["issue"]
    if issue is None and link.external_id is not None and "refused" in answer:
        surface = alerts.issues_unread(link.tracker, str(answer["refused"]))
        raise_alert(tx, desk, f"issues_unread:{link.tracker}:{tx.now.date()}", surface)
    elif issue is None:
        _lost(tx, desk, link)
    elif link.external_id is None:
        _adopt(tx, desk, link, issue)
    else:
        _update(tx, desk, link, issue)


def _lost(tx: Transaction, desk: Desk, link: Link) -> None:
    if link.external_id is None:
        tell(tx, desk, _let_go(tx, link), views.not_found(link))
    elif link.stage is not Stage.gone:
        move(tx, desk, link, replace(link, stage=Stage.gone, status="", assignee=None))


def _let_go(tx: Transaction, link: Link) -> list[Thread]:
    """Forget a link that led to no issue of its own; return whose it was."""
    threads = threads_of(tx, link)
    for thread in threads:
        Links(tx).part(link.id, thread.id)
    Links(tx).save(replace(link, stage=Stage.gone, due_at=None))
    return threads


def _adopt(tx: Transaction, desk: Desk, link: Link, issue: Issue) -> None:
    """Get to know an issue that somebody linked; what was said before is not said again."""
    links, threads = Links(tx), threads_of(tx, link)
    other = links.lock_named(link.tracker, issue.id)
    if other is not None:
        for thread in _let_go(tx, link):
            links.join(other.id, thread.id, "the same issue")
        link = other
    after = links.save(_told(tx, link, issue))
    known_already(tx, after, issue.comments)
    tell(tx, desk, threads, views.moved(after))
    for thread in threads:
        point_back(tx, thread, after)
        issue_found(tx, desk, thread, after)


def _update(tx: Transaction, desk: Desk, link: Link, issue: Issue) -> None:
    if link.version is not None and issue.version < link.version:
        return  # an older answer came later
    if issue.stage is None:
        log.warning("%s %s is in a state we do not know", link.tracker, link.ref)
    after = _told(tx, link, issue)
    after = hear(tx, desk, after, issue)
    if after.stage is not link.stage:
        move(tx, desk, link, after)
    elif after.planned_for != link.planned_for:
        plan(tx, desk, link, after)
    else:
        Links(tx).save(after)
        if (link.status, link.assignee) != (after.status, after.assignee):
            tell(tx, desk, threads_of(tx, after), views.moved(after))


def _told(tx: Transaction, link: Link, issue: Issue) -> Link:
    """Return what we know of an issue now; a state that we do not know changes nothing."""
    read = replace(link, external_id=issue.id, ref=issue.ref, url=issue.url, title=issue.title)
    read = replace(read, version=issue.version, read_at=tx.now, planned_for=issue.planned_for)
    if issue.stage is not None:
        read = replace(read, stage=issue.stage, status=issue.status, assignee=issue.assignee)
    elif link.stage is Stage.filing:
        read = replace(read, stage=Stage.queued)
    if read.stage is link.stage:
        return read
    return replace(read, changed_at=tx.now, due_at=tx.now + EVERY)


def _next(tx: Transaction, link: Link) -> datetime | None:
    if link.stage not in OVER:
        return tx.now + EVERY
    return tx.now + SELDOM if tx.now - link.changed_at < FOREVER else None
