"""What people see of an incident: queued here, drawn from the store when it is sent."""

from uuid import uuid4

from bot.delivery.outbox import Post, channel_lane, is_shared, to_team
from bot.desk.desk import Desk
from bot.desk.paging.showing import name_of_actor
from bot.desk.room import card_link
from bot.desk.there import there
from bot.views.incidents.shown import Concerned, Shown
from store.agents import Agent
from store.deliveries import Urgency
from store.incident_record import Fact
from store.incident_roles import Role
from store.incidents import Incident
from store.links import Link, Links
from store.threads import Thread
from store.transaction import Transaction

CHANNEL, INVITE, TOPIC = "incident_channel", "incident_invite", "incident_topic"
SUMMARY, PIN, BOOKMARK = "incident_summary", "incident_pin", "incident_bookmark"
LINE, ANNOUNCEMENT, ARCHIVE = "incident_line", "incident_announcement", "incident_archive"
IN_TOPIC = {Fact.declared, Fact.status, Fact.severity, Fact.role, Fact.resolved}
READ, VACANT = "incident_read", "incident_vacant"


def thread_of(tx: Transaction, incident: Incident) -> Thread:
    """Return the thread that an incident is of."""
    return there(tx.threads.get(incident.thread_id), f"the thread of {incident.key}")


def queue(
    tx: Transaction,
    incident: Incident,
    kind: str,
    name: str,
    coalesce: bool = False,
    **said: object,
) -> None:
    """Queue something for the channel of an incident: all of it goes in one lane, in order."""
    key = f"{incident.key}:{kind}:{name}"
    post = Post(
        key,
        kind,
        f"slack:{incident.key}",
        None,
        incident.thread_id,
        {"incident": incident.id, **said},
        coalesce=f"{incident.key}:{kind}" if coalesce else None,
        urgency=Urgency.person,
    )
    to_team(tx, post)


def say(tx: Transaction, incident: Incident, line: str) -> None:
    """Add a line to the channel."""
    queue(tx, incident, LINE, uuid4().hex, line=line)


def show(tx: Transaction, desk: Desk, incident: Incident) -> None:
    """Bring the summary, the topic and the announcement up to date, or make them."""
    queue(tx, incident, SUMMARY, uuid4().hex, coalesce=True)
    if incident.channel is not None:
        # Slack tells everybody of a topic, also of one that says the same as before
        changes = [one.id for one in tx.incident_record.of(incident.id) if one.fact in IN_TOPIC]
        queue(tx, incident, TOPIC, f"{incident.channel}:{changes[-1:]}", coalesce=True)
    places = (incident.announced_channel, desk.config.desk.alerts, desk.config.desk.triage)
    channel = next((one for one in places if one and not is_shared(tx, one)), None)
    if channel is None:
        return
    name = f"{incident.key}:{ANNOUNCEMENT}"
    payload = {"incident": incident.id}
    key, lane = f"{name}:{uuid4().hex}", channel_lane(channel)
    to_team(tx, Post(key, ANNOUNCEMENT, lane, channel, incident.thread_id, payload, coalesce=name))


def roles_of(tx: Transaction, incident: Incident) -> dict[Role, Agent]:
    """Return who has which role now."""
    found = {
        role: tx.agents.get(agent) for role, agent in tx.incident_roles.now_of(incident.id).items()
    }
    return {role: agent for role, agent in found.items() if agent is not None}


def shown(tx: Transaction, desk: Desk, incident: Incident) -> Shown:
    """Gather what is drawn of an incident."""
    thread = thread_of(tx, incident)
    return Shown(
        incident,
        thread,
        name_of_actor(tx, incident.declared_by),
        roles_of(tx, incident),
        [_concerned(tx, desk, one.thread_id) for one in tx.incident_threads.of(incident.id)],
        name_of_actor(tx, incident.acknowledged_by or ""),
        name_of_actor(tx, incident.resolved_by or ""),
        card_link(desk, thread),
        issues_of(tx, incident),
    )


def issues_of(tx: Transaction, incident: Incident) -> list[Link]:
    """Return the issues that threads of an incident are about, and that trackers have."""
    threads = [one.thread_id for one in tx.incident_threads.of(incident.id)]
    return [link for link in Links(tx).of_threads(threads) if link.ref and link.url]


def company_of(tx: Transaction, thread: Thread | None) -> str:
    """Return whose a thread is, in words."""
    known = thread.customer_id if thread else None
    customer = tx.customers.get(known)
    return customer.name if customer else "A customer"


def _concerned(tx: Transaction, desk: Desk, thread_id: int) -> Concerned:
    thread = tx.threads.get(thread_id)
    url = card_link(desk, thread) if thread else None
    return Concerned(f"T-{thread_id}", company_of(tx, thread), url)
