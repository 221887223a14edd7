"""What people say in the channel of an incident: kept as it reads now, and put on the timeline by 📌."""

from datetime import UTC, datetime

from bot.desk.desk import Desk
from bot.desk.incoming import Deleted, Edited, Outcome, Reacted, Said, ignored, known
from bot.desk.people import Person
from bot.desk.warroom.showing import READ, queue
from store.incident_record import Message
from store.incidents import Incident
from store.transaction import Transaction

PIN = "pushpin"
PINS = (PIN, "round_pushpin")


def kept(tx: Transaction, said: Said) -> Outcome | None:
    """Keep what was said; None when this is no channel of an incident."""
    incident = tx.incidents.by_channel(said.channel)
    if incident is None:
        return None
    if tx.incident_record.keep(incident.id, said.ts, said.user, said.text) is None:
        return known(ignored=True)
    return Outcome(f"kept for the record of {incident.key}", incident.thread_id)


def edited(tx: Transaction, change: Edited) -> Outcome | None:
    """Let what was said read as it does now; None when this is no channel of an incident."""
    incident = tx.incidents.by_channel(change.said.channel)
    if incident is None:
        return None
    message = _message(tx, incident, change.said)
    if message.edited_ts is not None and float(message.edited_ts) >= float(change.edited_ts):
        return ignored("an edit older than the one we know")
    tx.incident_record.edit(message, change.said.user, change.said.text, change.edited_ts)
    return Outcome(f"edited the record of {incident.key}", incident.thread_id)


def deleted(tx: Transaction, change: Deleted) -> Outcome | None:
    """Forget what was said; None when this is no channel of an incident."""
    incident = tx.incidents.by_channel(change.said.channel)
    if incident is None:
        return None
    tx.incident_record.delete(_message(tx, incident, change.said))
    return Outcome(f"deleted from the record of {incident.key}", incident.thread_id)


def pinned(tx: Transaction, _desk: Desk, reacted: Reacted, person: Person) -> Outcome | None:
    """Put a message on the timeline; None when this is not what the emoji means here."""
    if not reacted.added or reacted.emoji not in PINS or person.agent is None:
        return None
    incident = tx.incidents.by_channel(reacted.channel)
    if incident is None:
        return None
    message = tx.incident_record.message(incident.id, reacted.ts)
    if message is None:  # we missed it, or a bot said it: Slack knows
        message = tx.incident_record.keep(incident.id, reacted.ts, "", "")
        queue(tx, incident, READ, reacted.ts, ts=reacted.ts)
    at = datetime.fromtimestamp(float(reacted.ts), UTC)
    if message is None or not tx.incident_record.pin(message, person.actor, at):
        return ignored("on the timeline already")
    return Outcome(f"put on the timeline of {incident.key}", incident.thread_id)


def _message(tx: Transaction, incident: Incident, said: Said) -> Message:
    known = tx.incident_record.message(incident.id, said.ts)
    known = known or tx.incident_record.keep(incident.id, said.ts, said.user, said.text)
    if known is None:
        raise AssertionError(f"{said.channel} {said.ts} was not kept")
    return known
