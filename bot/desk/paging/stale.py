"""Stale answers: somebody acknowledged, and nothing has happened since."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.config.span import Span
from bot.desk.by import BELLHOP
from bot.desk.desk import Desk
from bot.desk.paging.paths import path_named
from bot.desk.paging.quieting import redraw
from bot.desk.paging.ringing import ends
from bot.desk.paging.showing import hours_of, name_of_actor, tell
from bot.views import paging as views
from store.escalations import Escalation
from store.messages import Author
from store.threads import Severity, Status, Thread
from store.transaction import Transaction

# for how long nothing may happen after an answer, and how old the answer may be to ring for it;
# a business day ends in business hours: nobody is woken for a SEV3
QUIET_FOR: Mapping[Severity, tuple[Span, timedelta]] = {
    Severity.SEV1: (Span.parse("30m"), timedelta(days=1)),
    Severity.SEV2: (Span.parse("2h"), timedelta(days=1)),
    Severity.SEV3: (Span.parse("1 business day"), timedelta(days=7)),
}
LOOKED_AT = 30  # entries of a timeline


def stale_at(tx: Transaction, desk: Desk, thread: Thread, since: datetime) -> datetime | None:
    """Return when an answer is stale if nothing happens after `since`; None: never."""
    known = QUIET_FOR.get(thread.severity) if thread.severity else None
    return hours_of(tx, desk, thread).due(since, known[0]) if known else None


def look(tx: Transaction, desk: Desk, thread: Thread, answered: Escalation) -> None:
    """Call people again when nothing has happened since one of them answered."""
    since, now = answered.ended_at or tx.now, tx.now
    known = QUIET_FOR.get(thread.severity) if thread.severity else None
    if thread.status is Status.resolved or known is None or now - since > known[1]:
        tx.escalations.look_at(answered.id, None)
        return
    last = max(since, _last_progress(tx, thread, since))
    at = stale_at(tx, desk, thread, last)
    if at is not None and at > now:
        tx.escalations.look_at(answered.id, at)
        return
    name = name_of_actor(tx, answered.ended_by or "")
    ring_again(tx, desk, thread, answered, views.stale_line(name, last), now)


def let_go(tx: Transaction, desk: Desk, thread: Thread, answered: Escalation, line: str) -> None:
    """Take back an answer: PagerDuty calls somebody now, and we do unless they answer."""
    path = path_named(desk, answered.path, thread.severity)
    if path is not None and thread.status is not Status.resolved:
        ring_again(tx, desk, thread, answered, line, ends(tx, desk, thread, path.steps[0]))
        for page in tx.pages.of(answered.id):
            redraw(tx, page, answered)


def ring_again(
    tx: Transaction, desk: Desk, thread: Thread, answered: Escalation, line: str, at: datetime
) -> None:
    """Begin the path anew, unless it rings for somebody else's sake."""
    tx.escalations.look_at(answered.id, None)
    if tx.escalations.ring_again(answered.id, at) is None:
        return
    by = BELLHOP.actor
    tx.timeline.append("escalation.rang_again", by, thread.id, before=answered.ended_by)
    tell(tx, desk, thread, line)


def _last_progress(tx: Transaction, thread: Thread, since: datetime) -> datetime:
    """Return when somebody of ours, or a system of engineering's, did or said something last."""
    done = (
        entry.at
        for entry in tx.timeline.last_of(thread.id, LOOKED_AT)
        if entry.actor not in ("", BELLHOP.actor)
        and not entry.actor.startswith(("customer:", "outsider:"))
    )
    said = (
        message.sent_at
        for message in tx.messages.last_of_thread(thread.id)
        if message.author_kind is Author.agent
    )
    return max([since, *done, *said])
