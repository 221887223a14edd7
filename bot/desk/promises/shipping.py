"""A fix has shipped: every customer whom it concerns is to be told, each by who has their thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.config.span import Count, Span
from bot.desk.by import BELLHOP, By
from bot.desk.desk import Desk
from bot.desk.owing.kinds import FIXED
from bot.desk.paging.showing import hours_of
from bot.desk.reminders import owners
from bot.desk.room import tell_room
from bot.desk.telling.mentions import leads, together
from bot.desk.tracking.linking import named
from bot.errors import Refused
from bot.views import promises as views
from store.followups import Followup
from store.labels import clean_label
from store.links import Link, Links
from store.thread_list import Filter
from store.threads import Status, Thread
from store.transaction import Transaction

LATELY = timedelta(days=90)  # a thread that was resolved before is not dug out
WITHIN = Span(timedelta(days=1), Count.business_days)
MOST = 100


@dataclass(frozen=True)
class Shipped:
    """What was fixed, in words for us, and the threads that were about it."""

    what: str
    threads: Sequence[Thread]


def affected(tx: Transaction, desk: Desk, words: str) -> Shipped:
    """Return the threads about an issue (its address or name), or with a label."""
    link = _issue(tx, desk, words)
    if link is not None:
        found = [tx.threads.get(one) for one in Links(tx).threads(link.id)]
        return Shipped(link.ref, _reachable(tx, [one for one in found if one]))
    label = clean_label(words)
    page = tx.thread_list.page(Filter(label=label), limit=MOST)
    return Shipped(label, _reachable(tx, page.threads))


def draft_for_all(
    tx: Transaction, desk: Desk, shipped: Shipped, words: str, by: By
) -> Sequence[Thread]:
    """Put a draft into the room of each; who has the thread is reminded until it is sent or left."""
    if not words:
        raise Refused("There is nothing to send yet.")
    if not shipped.threads:
        raise Refused(f"No thread of the last 90 days is about {shipped.what}.")
    tx.threads.hold([thread.id for thread in shipped.threads])
    for thread in shipped.threads:
        due = hours_of(tx, desk, thread).due(tx.now, WITHIN)
        text = views.fixed(shipped.what)
        payload = {"words": words, "text": text, "by": by.name, "since": tx.now.isoformat()}
        tx.followups.schedule(f"{FIXED}:{thread.id}", FIXED, thread.id, due, payload)
        tx.timeline.append("fix.shipped", by.actor, thread.id, after=shipped.what)
        head = views.shipped(by.name, shipped.what)
        key = f"{FIXED}:{thread.id}:{tx.now.isoformat()}"
        tell_room(tx, desk, thread, key, draft=words, about=thread.id, head=head)
    return shipped.threads


def still_to_tell(tx: Transaction, desk: Desk, thread: Thread, followup: Followup) -> None:
    """Say that a customer does not know yet."""
    text = followup.payload["text"]
    tx.timeline.append("followup.late", BELLHOP.actor, thread.id, after=text)
    called = together(owners(tx, thread, followup), leads(tx, thread.team_id))
    key = f"{followup.kind}:{followup.id}:{followup.due_at}"
    tell_room(tx, desk, thread, key, late=followup.id, words=views.not_told(called, text))


def _reachable(tx: Transaction, threads: Sequence[Thread]) -> list[Thread]:
    """Leave out what was merged, is long over, or has no channel; each customer's threads stay."""
    return [
        one
        for one in threads
        if one.channel
        and one.merged_into is None
        and (one.status is not Status.resolved or (one.resolved_at or tx.now) > tx.now - LATELY)
    ]


def _issue(tx: Transaction, desk: Desk, words: str) -> Link | None:
    links = Links(tx)
    try:
        tracker, ref = named(desk, words.strip("<>").partition("|")[0])
    except Refused:
        names = (links.lock_called(one, words.upper()) for one in ("jira", "linear"))
        return next((one for one in names if one), None)
    return links.lock_called(tracker, ref)
