"""Answers elsewhere: a page of ours that was acknowledged or resolved at PagerDuty."""

from contextlib import suppress

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.escalations import acknowledge, stop
from bot.desk.incoming import Outcome, ignored
from bot.errors import Refused
from store.pages import Page
from store.transaction import Transaction


def answered_elsewhere(
    tx: Transaction, desk: Desk, page: Page, type_: str, who: str | None
) -> Outcome:
    """Take what PagerDuty tells of a page of ours: whoever answers there answers here.

    What we did there ourselves comes back too; by then nobody has to answer any more.
    """
    by = By(f"pagerduty:{who}", who) if who else By("pagerduty", "PagerDuty")
    escalation = tx.escalations.get(page.escalation_id)
    if escalation is None or not escalation.unanswered:
        return ignored("a page of ours, and answered")
    if type_ == "incident.acknowledged":
        with suppress(Refused):  # somebody was faster
            acknowledge(tx, desk, escalation.id, by)
        return Outcome(f"escalation {escalation.id} is acknowledged")
    if type_ == "incident.resolved":
        if (thread := tx.threads.lock(escalation.thread_id)) is not None:
            stop(tx, desk, thread, by, "resolved the page at PagerDuty")
        return Outcome(f"escalation {escalation.id} is stopped")
    return ignored("a page of ours")
