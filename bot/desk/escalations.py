"""Escalations: calling people to a thread until one of them answers, or nobody has to."""

from datetime import timedelta

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.paging.called import Called, called_by
from bot.desk.paging.paths import AGENT, path_named
from bot.desk.paging.quieting import close, quieten, redraw
from bot.desk.paging.ringing import take_step
from bot.desk.paging.schedules import on_call_now
from bot.desk.paging.showing import name_of_actor, tell
from bot.desk.paging.stale import stale_at
from bot.desk.sla import clocks
from bot.desk.warroom.answering import answered
from bot.errors import Refused
from bot.views import paging as views
from store.agents import Agent
from store.clocks import Target
from store.escalations import Escalation, EscalationState
from store.pages import Means
from store.threads import Status, Thread
from store.transaction import Transaction

A_MOMENT = timedelta(minutes=1)


def start(tx: Transaction, desk: Desk, thread: Thread, path: str, why: str, by: By) -> Escalation:
    """Call people to a thread that we hold, on a path: the first of them now.

    When that path rings already, or another called the same people a moment ago, nothing changes.
    """
    if thread.status is Status.resolved:
        raise Refused(f"{thread.ref} is resolved: reopen it first.")
    if path_named(desk, path, thread.severity) is None:
        raise Refused(f"There is no path {path[:75]} in bellhop.yml.")
    if (same := _calling_the_same(tx, desk, thread, path)) is not None:
        return same
    begun = tx.escalations.start(thread.id, path, why, by.actor)
    if begun is None:
        return next(one for one in tx.escalations.unanswered(thread.id) if one.path == path)
    tx.timeline.append("escalation.started", by.actor, thread.id, after=path)
    clocks.start(tx, desk, thread, Target.engineering_ack)
    take_step(tx, desk, thread, begun)
    return tx.escalations.get(begun.id) or begun


def page(tx: Transaction, desk: Desk, thread: Thread, agent: Agent, why: str, by: By) -> Escalation:
    """Call one agent to a thread that we hold, again and again, and in the end those who lead."""
    return start(tx, desk, thread, f"{AGENT}{agent.key}", why, by)


def acknowledge(tx: Transaction, desk: Desk, escalation_id: int, by: By) -> Escalation:
    """Say that somebody looks at it: nobody else is called by it. The first one wins.

    It answers whatever else the same person was called by. Refused when somebody else was faster,
    or nobody has to answer any more.
    """
    known = tx.escalations.get(escalation_id)
    thread = None if known is None else tx.threads.lock(known.thread_id)
    if known is None or thread is None:
        raise Refused(f"There is no escalation {escalation_id}.")
    done = _answered(tx, desk, thread, known.id, by)
    if done is not None:
        _answer_the_rest(tx, desk, thread, by)
        return done
    late = tx.escalations.get(known.id) or known
    if late.state is EscalationState.stopped:
        raise Refused(f"This was called off: nobody has to answer for {thread.ref} any more.")
    if late.ended_by != by.actor:
        name = name_of_actor(tx, late.ended_by or "")
        raise Refused(f"{name} has acknowledged {thread.ref} already.")
    return late


def acknowledge_all(tx: Transaction, desk: Desk, thread: Thread, by: By) -> None:
    """Say that somebody looks at a thread that we hold, whatever they were called by."""
    for one in tx.escalations.unanswered(thread.id):
        _answered(tx, desk, thread, one.id, by)


def taken_by(tx: Transaction, desk: Desk, thread: Thread) -> None:
    """Whoever has a thread now answers for it, if they are called, or ever on call."""
    agent = tx.agents.get(thread.assignee_id)
    unanswered = [] if agent is None else tx.escalations.unanswered(thread.id)
    if (
        agent is not None
        and unanswered
        and (_is_engineer(tx, desk, agent) or _was_paged(tx, unanswered, agent))
    ):
        acknowledge_all(tx, desk, thread, By.agent(agent))


def stop(tx: Transaction, desk: Desk, thread: Thread, by: By, why: str) -> None:
    """Nobody has to answer for a thread that we hold; `why` follows their name in the room."""
    stopped = [
        done
        for one in tx.escalations.unanswered(thread.id)
        if (done := tx.escalations.end(one.id, EscalationState.stopped, by.actor))
    ]
    close(tx, thread.id)
    for one in stopped:
        quieten(tx, desk, one)
        tx.timeline.append("escalation.stopped", by.actor, thread.id, before=one.path, after=why)
    if stopped:
        clocks.cancel(tx, thread, Target.engineering_ack)
        tell(tx, desk, thread, views.stopped_line(by.name, why))


def hand_over(tx: Transaction, desk: Desk, source: Thread, target: Thread, by: By) -> None:
    """Let those who were called to a thread be called to the one that takes it in, and no others."""
    taken = tx.escalations.move(source.id, target.id)
    for one in taken:
        for page in tx.pages.of(one.id):
            redraw(tx, page, one)
    if any(one.unanswered for one in taken):
        tx.timeline.append("escalation.moved", by.actor, target.id, before=source.ref)
        tell(tx, desk, target, views.moved_line(source.ref))
    stop(tx, desk, source, by, f"merged this into {target.ref}")


def _calling_the_same(tx: Transaction, desk: Desk, thread: Thread, path: str) -> Escalation | None:
    """Return what woke everybody a moment ago whom a path calls first: they know by now."""
    way = path_named(desk, path, thread.severity)
    called = called_by(tx, desk, thread, way.steps[0].notify) if way else Called()
    users = {agent.slack_user for agent in called.agents}
    for one in tx.escalations.unanswered(thread.id) if users and not called.groups else ():
        lately = [page for page in tx.pages.of(one.id) if page.queued_at > tx.now - A_MOMENT]
        woken = {page.target for page in lately if page.means is Means.direct_message}
        if users <= woken:
            return one
    return None


def _answer_the_rest(tx: Transaction, desk: Desk, thread: Thread, by: By) -> None:
    """Whoever was called to a thread twice answers once."""
    kind, _, key = by.actor.partition(":")
    agent = tx.agents.by_key(key) if kind == "agent" else None
    for one in tx.escalations.unanswered(thread.id):
        if agent is not None and _was_paged(tx, [one], agent):
            _answered(tx, desk, thread, one.id, by)


def _answered(
    tx: Transaction, desk: Desk, thread: Thread, escalation_id: int, by: By
) -> Escalation | None:
    """Let an escalation be acknowledged; None when it needs no answer any more."""
    look_at = stale_at(tx, desk, thread, tx.now)
    to = EscalationState.acknowledged
    done = tx.escalations.end(escalation_id, to, by.actor, look_at=look_at)
    if done is None:
        return None
    quieten(tx, desk, done)
    clocks.keep(tx, thread, Target.engineering_ack)
    tx.timeline.append("escalation.acknowledged", by.actor, thread.id, after=done.path)
    tell(tx, desk, thread, views.acknowledged_line(by.name))
    answered(tx, desk, thread, by)
    return done


def _is_engineer(tx: Transaction, desk: Desk, agent: Agent) -> bool:
    """Whether an agent is ever on call."""
    return any(agent.key in on_call_now(tx, desk, name) for name in desk.config.oncall)


def _was_paged(tx: Transaction, unanswered: list[Escalation], agent: Agent) -> bool:
    return any(
        page.target == agent.slack_user for one in unanswered for page in tx.pages.of(one.id)
    )
