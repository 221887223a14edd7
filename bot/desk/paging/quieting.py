"""Quieting: what waits to be sent is called back, and what was sent says that it is over."""

from collections.abc import Sequence
from uuid import uuid4

from bot.delivery.outbox import Post, to_team
from bot.desk.desk import Desk
from bot.desk.webhooks_out import Notice, queue_webhook
from store.deliveries import Urgency
from store.escalations import Escalation, EscalationState
from store.pages import Means, Page
from store.transaction import Transaction

PAGE_OVER, PAGE_ANSWERED = "page_over", "page_answered"


def quieten(tx: Transaction, desk: Desk, ended: Escalation) -> None:
    """Send no more pages of an escalation, and take the button off those that were sent."""
    pages = tx.pages.of(ended.id)
    call_back(tx, pages)
    for page in pages:
        show_over(tx, page, ended)
    pager = desk.config.pager
    if pager is not None and any(page.means is Means.webhook for page in pages):
        told = {"escalation": ended.id, "dedup_key": f"escalation:{ended.id}", "by": ended.ended_by}
        kind, key = f"escalation.{ended.state}", f"escalation:{ended.id}:{ended.state}"
        queue_webhook(tx, desk, Notice(pager.endpoint, key, kind, told, ended.thread_id))


def call_back(tx: Transaction, pages: Sequence[Page]) -> None:
    """Cancel pages that were not sent yet."""
    waiting = [page.delivery_key for page in pages if page.sent_at is None]
    if waiting:
        tx.deliveries.cancel(waiting)
        tx.pages.calm(waiting)


def show_over(tx: Transaction, page: Page, ended: Escalation) -> None:
    """Let a page that was sent say that it is over, and PagerDuty know."""
    if page.means is Means.pagerduty:
        answer(tx, page, ended)
    redraw(tx, page, ended)


def redraw(tx: Transaction, page: Page, of: Escalation) -> None:
    """Draw a page that was sent once more, as it stands by then."""
    if page.channel is None or page.ts is None:
        return
    name = f"page_over:{page.id}"
    payload = {"escalation": of.id, "channel": page.channel, "ts": page.ts}
    # in a lane of its own: nobody's page waits for it
    lane = f"slack:page_over:{page.channel}"
    post = Post(
        f"{name}:{uuid4().hex}",
        PAGE_OVER,
        lane,
        None if page.means is Means.direct_message else page.channel,
        of.thread_id,
        payload,
        coalesce=name,
        urgency=Urgency.person,
    )
    to_team(tx, post)


def answer(tx: Transaction, page: Page, ended: Escalation) -> None:
    """Let PagerDuty know that a page which it may have is answered, or called off."""
    if not _may_ring(tx, page):
        return
    verb = "acknowledge" if ended.state is EscalationState.acknowledged else "resolve"
    _tell(tx, page, ended.thread_id, verb)


def close(tx: Transaction, thread_id: int) -> None:
    """Let PagerDuty know that nobody is needed any more, whoever answered."""
    for one in tx.escalations.of(thread_id):
        for page in tx.pages.of(one.id):
            if _may_ring(tx, page):
                _tell(tx, page, thread_id, "resolve")


def _may_ring(tx: Transaction, page: Page) -> bool:
    """Whether PagerDuty has a page, or may have it: an attempt of which we know no end is one."""
    if page.means is not Means.pagerduty:
        return False
    tried = tx.deliveries.by_key(page.delivery_key)
    return page.sent_at is not None or (tried is not None and tried.attempts > 0)


def _tell(tx: Transaction, page: Page, thread_id: int, verb: str) -> None:
    # it may be answered more than once: people take an answer back
    key, payload = page.delivery_key, {"key": page.delivery_key, "verb": verb}
    once, lane = f"{key}:{verb}:{tx.now.isoformat()}", f"{Means.pagerduty}:{key}"
    to_team(tx, Post(once, PAGE_ANSWERED, lane, None, thread_id, payload, urgency=Urgency.person))
