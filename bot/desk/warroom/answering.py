"""Acknowledging an incident: whoever answers the page looks at it, and leads until somebody else does."""

from dataclasses import replace
from datetime import timedelta

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.paging.showing import name_of_actor
from bot.desk.warroom.showing import INVITE, queue, say, show
from bot.desk.warroom.timing import ALARM
from bot.views.incidents import lines
from store.agents import Agent
from store.escalations import Escalation, EscalationState
from store.incident_record import Fact
from store.incident_roles import Role
from store.incidents import Incident
from store.threads import Thread
from store.transaction import Transaction

LATELY = timedelta(hours=1)  # who has answered by then need not be called again


def answered(tx: Transaction, desk: Desk, thread: Thread, by: By) -> None:
    """Somebody who was called to a thread that we hold looks at it."""
    found = tx.incidents.open_of(thread.id)
    incident = None if found is None else tx.incidents.lock(found.id)
    if incident is not None and incident.acknowledged_at is None:
        acknowledged(tx, desk, incident, by)


def acknowledged(tx: Transaction, desk: Desk, incident: Incident, by: By) -> Incident:
    """Write down who looks at an incident that we hold; without a commander they are it."""
    incident = tx.incidents.save(
        replace(incident, acknowledged_by=by.actor, acknowledged_at=tx.now)
    )
    tx.followups.cancel(incident.thread_id, ALARM)
    tx.incident_record.append(incident.id, Fact.acknowledged, by.actor, "")
    say(tx, incident, lines.acknowledged(by.name))
    kind, _, key = by.actor.partition(":")
    agent = tx.agents.by_key(key) if kind == "agent" else None
    if agent is not None:
        invite(tx, incident, agent)
        if Role.commander not in tx.incident_roles.now_of(incident.id):
            give(tx, incident, Role.commander, agent, by)
    show(tx, desk, incident)
    return incident


def answered_lately(tx: Transaction, thread_id: int) -> Escalation | None:
    """Return the page of a thread that somebody has answered just now."""
    found = [
        one
        for one in tx.escalations.of(thread_id)
        if one.state is EscalationState.acknowledged and tx.now - (one.ended_at or tx.now) < LATELY
    ]
    return found[-1] if found else None


def acknowledged_before(tx: Transaction, desk: Desk, incident: Incident) -> Incident:
    """Whoever has answered a page of the thread just before it was an incident has answered this."""
    done = answered_lately(tx, incident.thread_id)
    if done is None or done.ended_by is None or tx.escalations.unanswered(incident.thread_id):
        return incident
    by = By(done.ended_by, name_of_actor(tx, done.ended_by))
    return acknowledged(tx, desk, incident, by)


def give(tx: Transaction, incident: Incident, role: Role, agent: Agent, by: By) -> None:
    """Let an agent have a role of an incident that we hold; whoever had it hands over."""
    before = tx.incident_roles.now_of(incident.id).get(role)
    if before == agent.id:
        return
    previous = tx.agents.get(before)
    tx.incident_roles.give(incident.id, role, agent.id, by.actor)
    words = f"{role}: {previous.name} → {agent.name}" if previous else f"{role}: {agent.name}"
    tx.incident_record.append(incident.id, Fact.role, by.actor, words)
    invite(tx, incident, agent)
    say(tx, incident, lines.took(by.name, role, agent, previous.name if previous else None))


def invite(tx: Transaction, incident: Incident, agent: Agent) -> None:
    """Let an agent into the channel; who is in it stays."""
    queue(tx, incident, INVITE, agent.slack_user, user=agent.slack_user)
