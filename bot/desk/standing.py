"""Where a thread stands and whose team has it, said by a person or a workflow."""

from bot.delivery.outbox import is_shared
from bot.desk.desk import Desk
from bot.desk.owing.resting import turn
from bot.desk.room import channel_of, move_card, say, show_card, show_change
from bot.desk.sla.clocks import follow
from bot.desk.threads import WAKE, By, changed, locked, note, reopen, resolve, unresolved
from bot.errors import Refused
from bot.views import lines
from store.teams import Team
from store.threads import Status, Thread
from store.transaction import Transaction

UNSETTABLE = {
    Status.new: "A thread is new only until somebody looks at it.",
    Status.snoozed: "To snooze a thread, say until when: use Snooze….",
}


def set_status(tx: Transaction, desk: Desk, thread_id: int, status: Status, by: By) -> Thread:
    """Say that a thread is open, waits for somebody, or is resolved; what is promised follows."""
    thread = locked(tx, thread_id)
    if thread.status is status:
        return thread
    if status in UNSETTABLE:
        raise Refused(UNSETTABLE[status])
    if status is Status.resolved:
        return resolve(tx, desk, thread_id, by)
    if thread.status is Status.resolved and status is Status.open:
        return reopen(tx, desk, thread_id, by)
    was, before = thread, unresolved(thread).status
    tx.followups.cancel(thread.id, WAKE)
    thread = follow(tx, desk, changed(tx, thread, status=status, snoozed_until=None))
    turn(tx, desk, was, thread)
    note(tx, thread, "status_changed", by, before, status)
    words = [one.replace("_", " ") for one in (before, status)]
    show_change(tx, desk, thread, by, lines.changed(by.name, "status", *words))
    return thread


def set_team(tx: Transaction, desk: Desk, thread_id: int, team_key: str, by: By) -> Thread:
    """Give a thread to a team; its card goes to the team's channel, and the room with it."""
    thread, team = locked(tx, thread_id), tx.teams.by_key(team_key)
    if team is None or team_key not in desk.config.teams:
        raise Refused(f"There is no team {team_key[:75]} in bellhop.yml.")
    if thread.team_id == team.id:
        return thread
    before = tx.teams.get(thread.team_id)
    target = desk.config.channel_of(team.key)
    if is_shared(tx, target):
        raise Refused(f"Customers are in the channel of the team {team.key}.")
    return _handed_on(tx, desk, thread, before, team, by)


def _handed_on(
    tx: Transaction, desk: Desk, thread: Thread, before: Team | None, team: Team, by: By
) -> Thread:
    old, target = channel_of(tx, desk, thread), desk.config.channel_of(team.key)
    thread = follow(tx, desk, changed(tx, thread, team_id=team.id))
    note(tx, thread, "team_changed", by, before.key if before else None, team.key)
    line = lines.changed(by.name, "team", before.key if before else None, team.key)
    if old == target:
        show_card(tx, desk, thread)
        say(tx, desk, thread, line)
        return thread
    moved = move_card(tx, desk, thread, target)
    say(tx, desk, moved, line)
    return moved
