"""Leading an incident: how far it is, who does what, whom it concerns, and who else is called."""

from dataclasses import replace

from bot.desk import escalations
from bot.desk.by import By
from bot.desk.declaring import Declaration, declare
from bot.desk.desk import Desk
from bot.desk.paging.called import called_by
from bot.desk.paging.paths import AGENT, path_named
from bot.desk.room import card_link, show_card
from bot.desk.room import say as say_in_room
from bot.desk.telling.mentions import together
from bot.desk.threads import grade, locked, set_severity, unresolved
from bot.desk.warroom import answering
from bot.desk.warroom.marking import mark_issues
from bot.desk.warroom.showing import company_of, say, show
from bot.desk.warroom.telling import tell_thread
from bot.errors import Refused
from bot.views.incidents import lines
from bot.views.incidents.shown import STATUS
from store.incident_record import Fact
from store.incidents import Incident, IncidentStatus
from store.threads import Severity, Thread
from store.transaction import Transaction

ORDER = list(IncidentStatus)


def declare_by_hand(
    tx: Transaction,
    desk: Desk,
    thread_id: int,
    severity: Severity | None,
    said: Declaration,
    by: By,
) -> Incident:
    """Declare an incident of a thread and say how much harm it does (None: as it is)."""
    thread = unresolved(locked(tx, thread_id))
    wanted = severity or thread.severity or Severity.SEV1
    if not tx.escalations.unanswered(thread.id):
        thread = grade(tx, desk, thread.id, wanted, by)
        return declare(tx, desk, thread, said, by)
    incident = declare(tx, desk, thread, said, by)
    set_severity(tx, desk, thread.id, wanted, by)  # what rings already gets louder
    return incident


def held(tx: Transaction, incident_id: int) -> tuple[Thread, Incident]:
    """Hold an incident and its thread; Refused when there is none."""
    known = tx.incidents.get(incident_id)
    thread = None if known is None else tx.threads.lock(known.thread_id)
    incident = tx.incidents.lock(incident_id)
    if thread is None or incident is None:
        raise Refused("There is no such incident.")
    return thread, incident


def going_on(tx: Transaction, incident_id: int) -> tuple[Thread, Incident]:
    """Hold an incident that is not over; else it is refused."""
    thread, incident = held(tx, incident_id)
    if incident.over:
        raise Refused("This incident is resolved: declare a new one if it is back.")
    return thread, incident


def acknowledge(tx: Transaction, desk: Desk, incident_id: int, by: By) -> Incident:
    """Say that somebody looks at it: nobody else is called. The first one wins."""
    thread, incident = going_on(tx, incident_id)
    if incident.acknowledged_at is None:
        escalations.acknowledge_all(tx, desk, thread, by)
        incident = tx.incidents.lock(incident_id) or incident
    if incident.acknowledged_at is None:  # nobody was called any more
        incident = answering.acknowledged(tx, desk, incident, by)
    if incident.acknowledged_by != by.actor:
        raise Refused("Somebody has acknowledged this already.")
    return incident


def move(tx: Transaction, desk: Desk, incident_id: int, to: IncidentStatus, by: By) -> Incident:
    """Say how far it is: one step on, or any steps back. Resolving asks for more: see `ending`."""
    _, incident = going_on(tx, incident_id)
    if incident.status is to:
        return incident
    if to is IncidentStatus.resolved:
        raise Refused("Use Resolve…: it asks what it was, and what customers should read.")
    may_follow(incident.status, to)
    moved = tx.incidents.save(replace(incident, status=to))
    tx.incident_record.append(incident.id, Fact.status, by.actor, str(to))
    tx.timeline.append("incident.moved", by.actor, incident.thread_id, incident.status, to)
    say(tx, moved, lines.moved(by.name, to))
    show(tx, desk, moved)
    return moved


def may_follow(now: IncidentStatus, to: IncidentStatus) -> None:
    """Refuse a step that leaves one out, with the reason."""
    if ORDER.index(to) - ORDER.index(now) > 1:
        missing = ORDER[ORDER.index(to) - 1]
        name = STATUS[missing].partition(" ")[2]
        raise Refused(f"Say first that it is {name}: nobody can follow a step that was left out.")


def link(tx: Transaction, desk: Desk, incident_id: int, thread_id: int, by: By) -> Incident:
    """Say that the incident is behind a customer's thread too: they are told as the others are."""
    incident = tx.incidents.get(incident_id)
    if incident is None or incident.over:
        raise Refused("This incident is resolved: declare a new one if it is back.")
    thread = unresolved(locked(tx, thread_id))
    if not tx.incident_threads.link(incident.id, thread.id, by.actor):
        return incident
    company, url = company_of(tx, thread), card_link(desk, thread)
    tx.incident_record.append(incident.id, Fact.linked, by.actor, f"{thread.ref} of {company}")
    tx.timeline.append("incident.linked", by.actor, thread.id, after=incident.title)
    say(tx, incident, lines.linked_to(by.name, thread.ref, company, url))
    show_card(tx, desk, thread)
    say_in_room(tx, desk, thread, lines.behind(by.name, incident.title, incident.channel))
    mark_issues(tx, incident)
    words = last_public(tx, incident)
    if words:
        tell_thread(tx, incident, thread.id, words, "opened")
    show(tx, desk, incident)
    return incident


def last_public(tx: Transaction, incident: Incident) -> str:
    """Return what customers were told last; nothing while nobody told them anything."""
    told = [one.public for one in tx.incident_record.of(incident.id) if one.public]
    return told[-1] if told else ""


def page(tx: Transaction, desk: Desk, incident_id: int, whom: str, why: str, by: By) -> Incident:
    """Call an agent (`agent:olga`), a team (`team:billing`) or a path, and let them in."""
    thread, incident = going_on(tx, incident_id)
    if not why.strip():
        raise Refused("Say why: whoever is called has to know.")
    path = path_named(desk, whom, thread.severity)
    if path is None:
        raise Refused(f"There is no {whom[:75]} to page in bellhop.yml.")
    escalations.start(tx, desk, thread, whom, why, by)
    named = _named(tx, whom)
    tx.incident_record.append(incident.id, Fact.paged, by.actor, f"{named}: {why}")
    say(tx, incident, lines.paged(by.name, named))
    for agent in together(list(called_by(tx, desk, thread, path.steps[0].notify).agents)):
        answering.invite(tx, incident, agent)
    return incident


def _named(tx: Transaction, whom: str) -> str:
    key = whom.partition(":")[2]
    agent = tx.agents.by_key(key) if whom.startswith(AGENT) else None
    return agent.name if agent else key or whom


def set_harm(tx: Transaction, desk: Desk, incident_id: int, severity: Severity, by: By) -> Incident:
    """Say how much harm it does; the paging follows."""
    thread, incident = going_on(tx, incident_id)
    set_severity(tx, desk, thread.id, severity, by)
    return incident
