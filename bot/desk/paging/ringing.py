"""Ringing: taking one step of a path after the other, until somebody answers."""

from datetime import datetime

from bot.config.paths import Path, Step
from bot.desk.alerts import raise_alert
from bot.desk.by import BELLHOP
from bot.desk.desk import Desk
from bot.desk.paging.called import Users, called_by
from bot.desk.paging.paths import path_named
from bot.desk.paging.queueing import Ring, queue_pages
from bot.desk.paging.showing import hours_of, paged_about, tell
from bot.desk.telling.mentions import leads
from bot.views import paging as views
from store.escalations import Escalation, EscalationState
from store.threads import Thread
from store.transaction import Transaction


def take_step(
    tx: Transaction, desk: Desk, thread: Thread, now: Escalation, but: Users = frozenset()
) -> None:
    """Call whom the next step names; where it finds nobody, the one after it, at once.

    Nobody of `but` is called. Whoever calls this holds the thread.
    """
    path = path_named(desk, now.path, thread.severity)
    while path is not None and now.step < len(path.steps):
        step, (next_step, next_round) = path.steps[now.step], following(path, now)
        called = called_by(tx, desk, thread, step.notify, but)
        at = tx.now if called.nobody else ends(tx, desk, thread, step)
        moved = tx.escalations.go_on(now, next_step, next_round, at)
        if moved is None:
            return  # somebody has answered, or another worker was faster
        if not called.nobody:
            _page(tx, desk, Ring(now, thread, called), at)
            return
        now = moved
    _exhaust(tx, desk, thread, now)


def finds_somebody(
    tx: Transaction, desk: Desk, thread: Thread, now: Escalation, but: Users
) -> bool:
    """Whether a step that is left of this round calls anybody besides these."""
    path = path_named(desk, now.path, thread.severity)
    left = path.steps[now.step :] if path else ()
    return any(not called_by(tx, desk, thread, one.notify, but).nobody for one in left)


def following(path: Path, now: Escalation) -> tuple[int, int]:
    """Return the step and round after this one; a step that is none is the end."""
    if now.step + 1 < len(path.steps) or now.round > path.repeat:
        return now.step + 1, now.round
    return 0, now.round + 1


def ends(tx: Transaction, desk: Desk, thread: Thread, step: Step) -> datetime:
    """Return until when a step that is taken now waits for an answer."""
    return hours_of(tx, desk, thread).due(tx.now, step.wait)


def _page(tx: Transaction, desk: Desk, ring: Ring, until: datetime) -> None:
    queue_pages(tx, desk, ring)
    thread, names = ring.thread, ring.called.names
    tx.timeline.append("escalation.paged", BELLHOP.actor, thread.id, after=names)
    number = len({(page.step, page.round) for page in tx.pages.of(ring.escalation.id)})
    tell(tx, desk, thread, views.paged_line(names, number, until))


def _exhaust(tx: Transaction, desk: Desk, thread: Thread, now: Escalation) -> None:
    """Tell those who lead that nobody has answered: it rings no more, and is still open."""
    among = [EscalationState.ringing]
    done = tx.escalations.end(now.id, EscalationState.exhausted, BELLHOP.actor, among)
    if done is None:
        return
    tx.timeline.append("escalation.exhausted", BELLHOP.actor, thread.id, after=now.path)
    called = leads(tx, thread.team_id)
    about = paged_about(tx, desk, done, [agent.slack_user for agent in called])
    raise_alert(tx, desk, f"exhausted:{now.id}", views.exhausted(about))
    tell(tx, desk, thread, views.exhausted_line(called))
