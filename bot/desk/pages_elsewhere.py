"""Pages elsewhere: how ours stand at PagerDuty, asked every few minutes: a webhook may get lost."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from bot.delivery.kinds import Call
from bot.delivery.outbox import Post, to_team
from bot.desk.answers_elsewhere import answered_elsewhere
from bot.desk.desk import Desk
from bot.desk.paging.schedules import ask_schedules
from store.deliveries import Delivery
from store.escalations import UNANSWERED
from store.pages import Means, Page
from store.transaction import Transaction

STANDING = "page_standing"
BATCH = 50
LAST = 5  # pages of an escalation: who answers, answers one of these


def ask_pagerduty(desk: Desk, tx: Transaction, after: int) -> int | None:
    """Ask for the next batch of what nobody has answered here; None when that was the last."""
    if not after:
        ask_schedules(tx, desk)
    found = tx.escalations.open_after(after, BATCH)
    for escalation in found:
        sent = [page for page in tx.pages.of(escalation.id) if _is_there(page)]
        for page in sent[-LAST:]:
            _ask(tx, page)
    return found[-1].id if len(found) == BATCH else None


def compose(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Ask how a page stands, unless it is answered by now."""
    page = tx.pages.by_key(delivery.payload["key"])
    escalation = None if page is None else tx.escalations.get(page.escalation_id)
    if page is None or escalation is None or escalation.state not in UNANSWERED:
        return None
    return Call("standing", {"key": page.delivery_key}, Means.pagerduty)


def told(desk: Desk, tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Take an answer as if its webhook had come."""
    page = tx.pages.by_key(delivery.payload["key"])
    if page is not None and answer["status"] in ("acknowledged", "resolved"):
        answered_elsewhere(tx, desk, page, f"incident.{answer['status']}", answer["by"])


def _is_there(page: Page) -> bool:
    return page.means is Means.pagerduty and page.sent_at is not None


def _ask(tx: Transaction, page: Page) -> None:
    key, lane = f"{STANDING}:{page.id}", f"{Means.pagerduty}:{STANDING}:{page.id}"
    once, payload = f"{key}:{uuid4().hex}", {"key": page.delivery_key}
    to_team(tx, Post(once, STANDING, lane, payload=payload, coalesce=key))
