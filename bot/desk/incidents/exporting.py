"""The written summary of an incident, and the end of its channel."""

from dataclasses import replace

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.incidents.leading import held
from bot.desk.paging.showing import name_of_actor
from bot.desk.people import name_of, names_in
from bot.desk.warroom.showing import ARCHIVE, queue, say, show, shown
from bot.desk.warroom.telling import offer_summaries
from bot.desk.warroom.timing import put_away
from bot.errors import Refused
from bot.views.incidents import lines
from bot.views.incidents.written import Happened, Stint, Summary, written_summary
from bot.views.text import quiet
from store.followups import Followup
from store.incident_record import Entry, Fact, Message
from store.incidents import Incident
from store.threads import Thread
from store.transaction import Transaction


def markdown(tx: Transaction, desk: Desk, incident: Incident) -> str:
    """Return impact, timeline, root cause and remediation, as Markdown."""
    entries = tx.incident_record.of(incident.id)
    messages = tx.incident_record.messages([one.message_id for one in entries if one.message_id])
    return written_summary(
        Summary(
            shown(tx, desk, incident),
            [_happened(tx, one, messages.get(one.message_id or 0)) for one in entries],
            [
                Stint(held.role, _agent(tx, held.agent_id), held.since, held.until)
                for held in tx.incident_roles.of(incident.id)
            ],
        )
    )


def written(tx: Transaction, desk: Desk, incident_id: int, by: By) -> Incident:
    """Take the summary of what is over for written: its channel is archived in time."""
    _, incident = held(tx, incident_id)
    if not incident.over:
        raise Refused("Resolve the incident first: its summary is not whole yet.")
    if incident.exported_at is not None:
        return incident
    incident = tx.incidents.save(replace(incident, exported_at=tx.now))
    tx.incident_record.append(incident.id, Fact.exported, by.actor, "")
    say(tx, incident, lines.archived_at(put_away(tx, desk, incident)))
    offer_summaries(tx, incident)
    show(tx, desk, incident)
    return incident


def clear_away(tx: Transaction, _desk: Desk, _thread: Thread, followup: Followup) -> None:
    """Archive the channel of an incident that is over and written down."""
    incident = tx.incidents.get(followup.payload["incident"])
    if incident is not None and incident.over and incident.exported_at is not None:
        queue(tx, incident, ARCHIVE, "0")


def _happened(tx: Transaction, entry: Entry, message: Message | None) -> Happened:
    actor = name_of_actor(tx, entry.actor)
    if message is None:
        return Happened(entry.at, actor, entry.fact, entry.text, entry.public)
    text = quiet(message.text, names_in(tx, [message.text])) or "(deleted in Slack)"
    edited = " (edited)" if message.edited_ts and not message.deleted_at else ""
    return Happened(entry.at, name_of(tx, message.author), entry.fact, f"{text}{edited}", None)


def _agent(tx: Transaction, agent_id: int) -> str:
    agent = tx.agents.get(agent_id)
    return agent.name if agent else "somebody"
