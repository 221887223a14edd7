"""Declaring an incident: the page is queued first, and waits for nothing that comes after it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.escalations import start
from bot.desk.paging.paths import default_path, team_of
from bot.desk.paging.showing import tell
from bot.desk.warroom.answering import acknowledged_before, answered_lately
from bot.desk.warroom.concerning import about, named_by_labels
from bot.desk.warroom.showing import CHANNEL, queue, say, show
from bot.desk.warroom.telling import open_publicly, tell_threads
from bot.desk.warroom.timing import expect_answer, expect_roles, expect_update, update_every
from bot.errors import Refused
from bot.views.incidents import lines
from store.incident_record import Fact
from store.incident_roles import Role
from store.incidents import Condition, Incident
from store.threads import Severity, Status, Thread
from store.transaction import Transaction


@dataclass(frozen=True)
class Declaration:
    """What it is about (empty: the thread's title), and what customers read at once.

    `public` None are the words of bellhop.yml; empty: customers read nothing yet. `components` None
    are those that labels of the thread name.
    """

    title: str = ""
    public: str | None = None
    components: Mapping[str, Condition] | None = None


def declare_if_grave(tx: Transaction, desk: Desk, thread: Thread, by: By) -> None:
    """Declare an incident of a thread that we hold when its severity does so by itself."""
    if thread.severity in desk.config.incidents.declare and thread.status is not Status.resolved:
        declare(tx, desk, thread, Declaration(), by)


def declare(tx: Transaction, desk: Desk, thread: Thread, said: Declaration, by: By) -> Incident:
    """Declare an incident of a thread that we hold; while it lasts, once more changes nothing."""
    if thread.status is Status.resolved:
        raise Refused(f"{thread.ref} is resolved: reopen it first.")
    known = tx.incidents.open_of(thread.id)
    if known is not None:
        return known
    title = said.title.strip() or thread.title
    _page(tx, desk, thread, title, by)
    due = tx.now + update_every(tx, desk, thread)
    incident = tx.incidents.declare(thread.id, title, by.actor, due)
    incident = tx.incidents.save(expect_update(tx, incident, due))
    queue(tx, incident, CHANNEL, "0")
    public = desk.config.incidents.first_words if said.public is None else said.public.strip()
    _write_down(tx, incident, thread, public, by)
    components = named_by_labels(tx, desk, thread) if said.components is None else said.components
    incident = about(tx, desk, incident, components, by)
    expect_answer(tx, desk, incident)
    expect_roles(tx, incident)
    incident = acknowledged_before(tx, desk, incident)
    show(tx, desk, incident)
    tell(tx, desk, thread, lines.declared(by.name))
    if desk.config.incidents.status_page:
        open_publicly(tx, desk, incident, public)
    tell_threads(tx, incident, public)
    return incident


def _page(tx: Transaction, desk: Desk, thread: Thread, title: str, by: By) -> None:
    """Call who is on call, unless somebody was called to the thread already."""
    if tx.escalations.unanswered(thread.id) or answered_lately(tx, thread.id):
        return
    team = team_of(tx, thread)
    path = default_path(desk, team.key if team else None, thread.severity)
    start(tx, desk, thread, path or str(Severity.SEV1), title, by)


def _write_down(tx: Transaction, incident: Incident, thread: Thread, public: str, by: By) -> None:
    record = tx.incident_record
    record.append(incident.id, Fact.declared, by.actor, incident.title, public or None)
    tx.timeline.append("incident.declared", by.actor, thread.id, after=incident.title)
    tx.incident_threads.link(incident.id, thread.id, by.actor)
    if thread.assignee_id is not None:  # who talks with the customer tells them
        tx.incident_roles.give(incident.id, Role.communications, thread.assignee_id, by.actor)
        agent = tx.agents.get(thread.assignee_id)
        if agent is not None:
            say(tx, incident, lines.took(by.name, Role.communications, agent, None))


def harm_changed(tx: Transaction, desk: Desk, thread: Thread, by: By) -> None:
    """Tell the incident of a thread that we hold, or declare one when it is grave enough."""
    incident = tx.incidents.open_of(thread.id)
    if incident is None:
        declare_if_grave(tx, desk, thread, by)
        return
    severity = str(thread.severity or "of no severity")
    tx.incident_record.append(incident.id, Fact.severity, by.actor, severity)
    say(tx, incident, lines.graded(by.name, severity))
    show(tx, desk, incident)
