"""Answers elsewhere: a page of ours that was acknowledged or resolved at PagerDuty."""

from contextlib import suppress

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.escalations import acknowledge, stop
from bot.desk.incoming import Outcome, ignored
from bot.desk.paging.stale import let_go
from bot.errors import Refused
from bot.views import paging as views
from store.escalations import Escalation, EscalationState
from store.pages import Page
from store.threads import Thread
from store.transaction import Transaction


def answered_elsewhere(
    tx: Transaction, desk: Desk, page: Page, type_: str, who: str | None
) -> Outcome:
    """Take what PagerDuty tells of a page of ours: whoever answers there answers here.

    What we did there ourselves comes back too; by then nobody has to answer any more.
    """
    by = By(f"pagerduty:{who}", who) if who else By("pagerduty", "PagerDuty")
    thread, escalation = _held(tx, page)
    if thread is None or escalation is None:
        return ignored("a page of ours about nothing any more")
    if type_ == "incident.unacknowledged" and escalation.state is EscalationState.acknowledged:
        let_go(tx, desk, thread, escalation, views.let_go_line(by.name))
        return Outcome(f"escalation {escalation.id} rings again")
    if not escalation.unanswered:
        return ignored("a page of ours, and answered")
    if type_ == "incident.acknowledged":
        with suppress(Refused):  # somebody was faster
            acknowledge(tx, desk, escalation.id, by)
        return Outcome(f"escalation {escalation.id} is acknowledged")
    if type_ == "incident.resolved":
        if who is None:  # its own clock did: nobody has looked at it
            return ignored("a page of ours that nobody answered")
        stop(tx, desk, thread, by, "resolved the page at PagerDuty")
        return Outcome(f"escalation {escalation.id} is stopped")
    return ignored("a page of ours")


def _held(tx: Transaction, page: Page) -> tuple[Thread | None, Escalation | None]:
    found = tx.escalations.get(page.escalation_id)
    thread = None if found is None else tx.threads.lock(found.thread_id)
    return thread, tx.escalations.get(page.escalation_id)
