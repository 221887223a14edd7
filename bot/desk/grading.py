"""What another severity means for those who are called: sooner and louder, or quieter."""

from bot.desk.by import By
from bot.desk.declaring import harm_changed
from bot.desk.desk import Desk
from bot.desk.escalations import start
from bot.desk.paging.paths import ANY_HARM, QUIET, default_path, path_named, team_of
from bot.desk.paging.queueing import DIRECT
from bot.desk.paging.quieting import call_back, quieten
from bot.desk.paging.ringing import ends, take_step
from bot.desk.paging.showing import tell
from bot.desk.sla import clocks
from bot.views import paging as views
from store.clocks import Target
from store.escalations import Escalation, EscalationState
from store.threads import Severity, Status, Thread
from store.transaction import Transaction

NEEDED = "SEV1: production is down, or data is lost."


def graded(tx: Transaction, desk: Desk, thread: Thread, before: Severity | None, by: By) -> None:
    """Let the paging of a thread that we hold follow its severity; a SEV1 begins it."""
    if thread.status is Status.resolved:
        return
    unanswered = tx.escalations.unanswered(thread.id)
    ringing = [one for one in unanswered if one.state is EscalationState.ringing]
    team = team_of(tx, thread)
    was, wanted = (
        default_path(desk, team.key if team else None, one) for one in (before, thread.severity)
    )
    worse = _harm(thread.severity) > _harm(before)
    names = [one.path for one in ringing]
    for one in ringing:
        path = _path(one, was, wanted)
        if path is None or (path != one.path and path in names):
            _end(tx, desk, thread, one, by)
        elif worse:
            _again(tx, desk, thread, one, path)
        else:
            _quieter(tx, desk, thread, one, path, by)
    if not tx.escalations.unanswered(thread.id):
        clocks.cancel(tx, thread, Target.engineering_ack)  # nobody is asked any more
    grave = thread.severity is Severity.SEV1
    if wanted is not None and not ringing and (grave or (worse and unanswered)):
        start(tx, desk, thread, wanted, NEEDED if grave else unanswered[-1].why, by)
    harm_changed(tx, desk, thread, by)


def _path(one: Escalation, was: str | None, wanted: str | None) -> str | None:
    """Return the path to go on with; None: nobody is called for such a severity.

    What somebody escalated although nobody is called for it by itself goes on.
    """
    if one.path != (was or ANY_HARM):
        return one.path
    return wanted if was else wanted or one.path


def _harm(severity: Severity | None) -> int:
    return 0 if severity is None else len(Severity) - list(Severity).index(severity)


def _again(tx: Transaction, desk: Desk, thread: Thread, one: Escalation, path: str) -> None:
    """Call everybody of the path once more, from its beginning."""
    moved = tx.escalations.go_on(one, 0, one.round + 1, tx.now, path)
    if moved is not None:
        take_step(tx, desk, thread, moved)


def _quieter(
    tx: Transaction, desk: Desk, thread: Thread, one: Escalation, path: str, by: By
) -> None:
    """Go on where we are, as slowly as the new severity allows; what it would not send waits no more."""
    found = path_named(desk, path, thread.severity)
    if found is None or one.next_at is None:
        return
    step = min(one.step, len(found.steps))
    at = max(one.next_at, ends(tx, desk, thread, found.steps[max(step - 1, 0)]))
    if tx.escalations.go_on(one, step, one.round, at, path) is None:
        return
    if thread.severity in QUIET:
        call_back(tx, [page for page in tx.pages.of(one.id) if page.means in DIRECT])
    severity = str(thread.severity or "of no severity")
    tell(tx, desk, thread, views.slower_line(by.name, severity, at))


def _end(tx: Transaction, desk: Desk, thread: Thread, one: Escalation, by: By) -> None:
    """Call nobody any more: for such a severity nobody is called."""
    done = tx.escalations.end(one.id, EscalationState.stopped, by.actor)
    if done is not None:
        quieten(tx, desk, done)
        severity = str(thread.severity or "of no severity")
        tx.timeline.append(
            "escalation.stopped", by.actor, thread.id, before=one.path, after=severity
        )
        tell(tx, desk, thread, views.stopped_line(by.name, f"says it is {severity}"))
