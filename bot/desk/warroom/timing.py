"""When something has to happen in an incident: each a follow-up of its thread."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.desk.desk import Desk
from bot.desk.sla.policies import promised, terms_of
from store.clocks import Target
from store.incidents import Incident
from store.threads import Thread
from store.transaction import Transaction

ALARM, REMIND, CLEAR = "incident_alarm", "incident_update_due", "incident_archive"
ROLES = "incident_roles"
TOLD, RETURNED, WRITTEN = "incident_told", "incident_returned", "incident_written"
AGAIN = timedelta(minutes=5)  # who did not update hears of it again, and then others
VACANT = timedelta(minutes=5)  # a role that nobody has is told


def update_every(tx: Transaction, desk: Desk, thread: Thread) -> timedelta:
    """Return how often customers are told: as a policy promises, or as bellhop.yml has it."""
    promise = promised(desk, terms_of(tx, desk, thread), Target.update)
    span = promise.span.length if promise and not promise.span.business else None
    return span or desk.config.incidents.update_every


def expect_update(tx: Transaction, incident: Incident, at: datetime) -> Incident:
    """Let the next update be due then; return the incident as it is to be saved."""
    _schedule(tx, incident, REMIND, at)
    return replace(incident, update_due_at=at, reminders=0)


def remind_again(tx: Transaction, incident: Incident) -> Incident:
    """Somebody heard that an update is due; they hear again a little later."""
    _schedule(tx, incident, REMIND, tx.now + AGAIN)
    return replace(incident, reminders=incident.reminders + 1)


def expect_answer(tx: Transaction, desk: Desk, incident: Incident) -> None:
    """Somebody has to acknowledge in time, or all hear of it."""
    _schedule(tx, incident, ALARM, tx.now + desk.config.incidents.acknowledge_within)


def expect_roles(tx: Transaction, incident: Incident, times: int = 0) -> None:
    """Somebody has to command, and to communicate; `times` it was told that nobody does."""
    _schedule(tx, incident, ROLES, tx.now + VACANT, times=times)


def put_away(tx: Transaction, desk: Desk, incident: Incident) -> datetime:
    """Let the channel be archived; return when."""
    at = tx.now + desk.config.incidents.archive_after
    _schedule(tx, incident, CLEAR, at)
    return at


def stop_all(tx: Transaction, incident: Incident) -> None:
    """Nobody has to do anything by any time any more."""
    tx.followups.cancel(incident.thread_id, ALARM, REMIND, ROLES)


def _schedule(tx: Transaction, incident: Incident, kind: str, at: datetime, **more: object) -> None:
    payload = {"incident": incident.id, **more}
    tx.followups.schedule(f"{kind}:{incident.id}", kind, incident.thread_id, at, payload)
