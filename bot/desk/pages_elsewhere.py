"""Pages elsewhere: how ours stand at PagerDuty, asked every few minutes: a webhook may get lost."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from bot.delivery.kinds import Call
from bot.delivery.outbox import Post, to_team
from bot.desk.answers_elsewhere import Elsewhere, answered_elsewhere
from bot.desk.desk import Desk
from bot.desk.paging.schedules import ask_schedules
from store.deliveries import Delivery
from store.escalations import UNANSWERED
from store.pages import Means, Page
from store.transaction import Transaction

STANDING = "page_standing"
BATCH = 50


def ask_pagerduty(desk: Desk, tx: Transaction, after: int) -> int | None:
    """Ask for the next batch of what nobody has answered here; None when that was the last."""
    if not after:
        ask_schedules(tx, desk)
    found = tx.escalations.open_after(after, BATCH)
    for escalation in found:
        for page in _asked(tx, escalation.id):
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
    if page is None or page not in _asked(tx, page.escalation_id):
        return
    if answer["status"] in ("acknowledged", "resolved"):
        said = Elsewhere(f"incident.{answer['status']}", answer["by"])
        answered_elsewhere(tx, desk, page, said)


def _asked(tx: Transaction, escalation_id: int) -> list[Page]:
    """Return the pages of the last round that PagerDuty has: an answer to one before is stale."""
    pages = tx.pages.of(escalation_id)
    last = max((page.round for page in pages), default=0)
    there = (page for page in pages if page.means is Means.pagerduty and page.sent_at is not None)
    return [page for page in there if page.round == last]


def _ask(tx: Transaction, page: Page) -> None:
    key, lane = f"{STANDING}:{page.id}", f"{Means.pagerduty}:{STANDING}:{page.id}"
    once, payload = f"{key}:{uuid4().hex}", {"key": page.delivery_key}
    to_team(tx, Post(once, STANDING, lane, payload=payload, coalesce=key))
