"""Escalating: a thread that a team has to look at now."""

from dataclasses import dataclass

from bot.desk.desk import Desk
from bot.desk.mentions import available, leads, together
from bot.desk.room import say
from bot.desk.standing import set_team
from bot.desk.threads import By, locked, note, set_priority, set_severity, unresolved, wake
from bot.errors import Refused
from bot.views import lines
from store.threads import Priority, Severity, Thread
from store.transaction import Transaction


@dataclass(frozen=True)
class Escalation:
    """To which team and why, and how much harm is done, where that is known by now."""

    team: str
    why: str
    severity: Severity | None = None


def escalate(tx: Transaction, desk: Desk, thread_id: int, wanted: Escalation, by: By) -> Thread:
    """Make a thread urgent, give it to a team, and call those who are there and its leads."""
    thread = unresolved(locked(tx, thread_id))
    if not wanted.why.strip():
        raise Refused("Say why: whoever is called has to know.")
    wake(tx, desk, thread.id, by)
    set_team(tx, desk, thread.id, wanted.team, by)
    set_priority(tx, desk, thread.id, Priority.urgent, by)
    if wanted.severity is not None:
        set_severity(tx, desk, thread.id, wanted.severity, by)
    thread = locked(tx, thread.id)
    note(tx, thread, "escalated", by, after={"team": wanted.team, "why": wanted.why})
    here = [] if thread.team_id is None else available(tx, thread.team_id)
    called = together(here, leads(tx, thread.team_id))
    say(tx, desk, thread, lines.escalated(by.name, called, wanted.team, wanted.why))
    return thread
