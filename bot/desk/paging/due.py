"""What is due: the next step of an escalation, and pages that were not sent in time."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.paging.paths import is_quiet
from bot.desk.paging.queueing import DIRECT
from bot.desk.paging.ringing import finds_somebody, take_step
from bot.desk.paging.showing import paged_about
from bot.desk.paging.stale import look
from bot.views import paging as views
from store.escalations import EscalationState
from store.pages import Means, Page
from store.threads import Thread
from store.transaction import Transaction

BATCH = 100
LATER = timedelta(seconds=15)  # when it failed: somebody waits for help

log = logging.getLogger(__name__)


def fire_due(tx: Transaction, desk: Desk) -> int:
    """Do what is due for a batch of escalations; return how many they were."""
    ids = due_ids(tx)
    for escalation_id in ids:
        fire_one(tx, desk, escalation_id)
    return len(ids)


def due_ids(tx: Transaction) -> list[int]:
    """Return the ids of a batch of escalations with something due, and hold their threads."""
    due, late = tx.escalations.due(BATCH), tx.pages.late(BATCH)
    return list(dict.fromkeys([*(one.id for one in due), *(page.escalation_id for page in late)]))


def fire_one(tx: Transaction, desk: Desk, escalation_id: int) -> None:
    """Do what is due for one escalation, as it is once its thread is held."""
    found = tx.escalations.get(escalation_id)
    thread = None if found is None else tx.threads.lock(found.thread_id)
    if thread is None:
        return
    for page in tx.pages.of(escalation_id):
        if page.alarm_at is not None and page.alarm_at <= tx.now:
            _tell_late(tx, desk, thread, page)
    now = tx.escalations.get(escalation_id)
    if now is None or now.next_at is None or now.next_at > tx.now:
        return
    if now.state is EscalationState.ringing:
        take_step(tx, desk, thread, now)
    else:
        look(tx, desk, thread, now)


def failed(tx: Transaction, escalation_id: int) -> None:
    """Try what is due again a little later."""
    found = tx.escalations.get(escalation_id)
    if found is None or tx.threads.lock(found.thread_id) is None:
        return
    tx.pages.postpone(escalation_id, tx.now + LATER)
    if found.next_at is not None and found.next_at <= tx.now:
        tx.escalations.go_on(found, found.step, found.round, tx.now + LATER)
        tx.escalations.look_at(found.id, tx.now + LATER)


def _tell_late(tx: Transaction, desk: Desk, thread: Thread, page: Page) -> None:
    """Say that a page was not sent, and call the next person unless somebody was reached."""
    now = tx.escalations.get(page.escalation_id)
    if now is None or not tx.pages.alarmed(page.id):
        return
    log.error("A page of %s was not sent in time: %s", thread.ref, page.delivery_key)
    told = views.unsent(paged_about(tx, desk, now), page.whom, page.means.replace("_", " "))
    raise_alert(tx, desk, f"unsent:{page.id}", told)
    if now.state is not EscalationState.ringing or is_quiet(thread, now.path):
        return  # who can wait until people look is called again in time
    pages = tx.pages.of(now.id)
    if _reached(pages, page):
        return
    but = _in_vain(pages)
    if finds_somebody(tx, desk, thread, now, but):
        take_step(tx, desk, thread, now, but)


def _reached(pages: Sequence[Page], late: Page) -> bool:
    """Whether somebody was reached by that step, or called after it; a mention wakes nobody."""
    step = late.step, late.round
    if (pages[-1].step, pages[-1].round) != step:
        return True
    of_step = [one for one in pages if (one.step, one.round) == step]
    loud = [one for one in of_step if one.means in DIRECT]
    return any(one.sent_at for one in loud or of_step)


def _in_vain(pages: Sequence[Page]) -> set[str]:
    """Return the Slack users of whom no direct message ever arrived."""
    direct = [one for one in pages if one.means is Means.direct_message]
    return {one.target for one in direct} - {one.target for one in direct if one.sent_at}
