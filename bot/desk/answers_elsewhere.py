"""Answers elsewhere: a page of ours that was acknowledged or resolved at PagerDuty."""

from contextlib import suppress
from dataclasses import dataclass

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.escalations import acknowledge, stop
from bot.desk.incoming import Outcome, ignored
from bot.desk.paging.showing import tell
from bot.desk.paging.stale import let_go
from bot.errors import Refused
from bot.views import paging as views
from store.escalations import Escalation, EscalationState
from store.pages import Page
from store.threads import Thread
from store.transaction import Transaction

HANDED_ON = ("incident.reassigned", "incident.delegated", "incident.escalated")


@dataclass(frozen=True)
class Elsewhere:
    """What happened at PagerDuty: who did it, unless a clock did, and who is called there now."""

    type: str
    who: str | None
    whom: str | None = None

    @property
    def by(self) -> By:
        """Return how the timeline names who did it."""
        return By(f"pagerduty:{self.who}", self.who) if self.who else By("pagerduty", "PagerDuty")


def answered_elsewhere(tx: Transaction, desk: Desk, page: Page, said: Elsewhere) -> Outcome:
    """Take what PagerDuty tells of a page of ours: whoever answers there answers here.

    What we did there ourselves comes back too; by then nobody has to answer any more.
    """
    thread, escalation = _held(tx, page)
    if thread is None or escalation is None:
        return ignored("a page of ours about nothing any more")
    if escalation.unanswered:
        return _answered(tx, desk, thread, escalation, said)
    taken_back = said.type == "incident.unacknowledged"
    if not taken_back or escalation.state is not EscalationState.acknowledged:
        return ignored("a page of ours, and answered")
    let_go(tx, desk, thread, escalation, views.let_go_line(said.by.name))
    return Outcome(f"escalation {escalation.id} rings again")


def _answered(
    tx: Transaction, desk: Desk, thread: Thread, escalation: Escalation, said: Elsewhere
) -> Outcome:
    if said.type == "incident.acknowledged":
        with suppress(Refused):  # somebody was faster
            acknowledge(tx, desk, escalation.id, said.by)
        return Outcome(f"escalation {escalation.id} is acknowledged")
    # when its own clock resolves one, nobody has looked at it
    if said.type == "incident.resolved" and said.who is not None:
        stop(tx, desk, thread, said.by, "resolved the page at PagerDuty")
        return Outcome(f"escalation {escalation.id} is stopped")
    if said.type in HANDED_ON and said.whom is not None:
        tell(tx, desk, thread, views.reassigned_line(said.by.name, said.whom))
        return Outcome(f"escalation {escalation.id} is handed on")
    return ignored("a page of ours that nobody answered")


def _held(tx: Transaction, page: Page) -> tuple[Thread | None, Escalation | None]:
    found = tx.escalations.get(page.escalation_id)
    thread = None if found is None else tx.threads.lock(found.thread_id)
    return thread, tx.escalations.get(page.escalation_id)
