"""What goes along when a thread is merged: whom it called, what is owed in it, what it promised."""

from bot.desk import escalations
from bot.desk.by import By
from bot.desk.csat import CSAT
from bot.desk.desk import Desk
from bot.desk.owing.kinds import CALL, OWED, QUIET, WARNING
from bot.desk.sla.clocks import hand_over
from bot.desk.threads import WAKE, grade
from store.clocks import Target
from store.threads import Status, Thread
from store.transaction import Transaction

# a call stays: it is about what was answered there
TAKEN = tuple(kind for kind in (*OWED, WARNING) if kind != CALL)
NEEDLESS = (WAKE, "acknowledge", CSAT, QUIET)


def take_along(tx: Transaction, desk: Desk, source: Thread, target: Thread, by: By) -> Thread:
    """Let a thread take over what is still to come in one that is merged into it; both are held."""
    tx.followups.cancel(source.id, *NEEDLESS)
    tx.followups.move(source.id, target.id, TAKEN)
    if source.status is not Status.resolved:
        said = [one.severity for one in (source, target) if one.severity is not None]
        target = grade(tx, desk, target.id, min(said, default=None), by)  # SEV1 is the worst
    escalations.hand_over(tx, desk, source, target, by)
    hand_over(tx, source, target)
    hand_over(tx, source, target, [Target.engineering_ack])
    return target
