"""Escalating: a thread that somebody else has to look at, now."""

from dataclasses import dataclass

from bot.desk.declaring import declare_if_grave
from bot.desk.desk import Desk
from bot.desk.escalations import start
from bot.desk.paging.paths import path_to_team, suggested_path
from bot.desk.room import say
from bot.desk.standing import set_status, set_team
from bot.desk.threads import By, grade, locked, note, set_priority, set_severity, unresolved, wake
from bot.errors import Refused
from bot.views import lines
from store.threads import Priority, Severity, Status, Thread
from store.transaction import Transaction


@dataclass(frozen=True)
class Escalation:
    """To which team (None: it stays where it is), why, how much harm is done, and by which path.

    Without a path it is the team's own, or the one for the severity. What is not `urgent` keeps its
    place in the order of work.
    """

    team: str | None
    why: str
    severity: Severity | None = None
    path: str | None = None
    urgent: bool = True


def escalate(tx: Transaction, desk: Desk, thread_id: int, wanted: Escalation, by: By) -> Thread:
    """Call people to a thread, which becomes urgent; who has it keeps it, and waits for them."""
    thread = unresolved(locked(tx, thread_id))
    if not wanted.why.strip():
        raise Refused("Say why: whoever is called has to know.")
    wake(tx, desk, thread.id, by)
    if wanted.team is not None:
        set_team(tx, desk, thread.id, wanted.team, by)
    if wanted.urgent:
        set_priority(tx, desk, thread.id, Priority.urgent, by)
    if wanted.severity is not None:
        # what rings already follows the severity, what begins now begins with it
        rings = tx.escalations.unanswered(thread.id)
        (set_severity if rings else grade)(tx, desk, thread.id, wanted.severity, by)
    thread = set_status(tx, desk, thread.id, Status.waiting_on_engineering, by)
    path = wanted.path or _path(tx, desk, thread, wanted.team)
    to = wanted.team or wanted.path or "who is on call"
    note(tx, thread, "escalated", by, after={"team": to, "why": wanted.why})
    say(tx, desk, thread, lines.escalated(by.name, to, wanted.why))
    start(tx, desk, thread, path, wanted.why, by)
    declare_if_grave(tx, desk, thread, by)
    return locked(tx, thread.id)


def _path(tx: Transaction, desk: Desk, thread: Thread, team: str | None) -> str:
    if team is None:
        return suggested_path(tx, desk, thread)
    return path_to_team(desk, team, thread.severity)
