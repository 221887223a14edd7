"""Pages that PagerDuty carries, and our answers to them."""

from collections.abc import Mapping
from typing import Any

from bot.delivery.kinds import Call
from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.outgoing import pages
from bot.views import alerts
from store.deliveries import Delivery
from store.pages import Means
from store.transaction import Transaction

WHY = ("why", "people", "user_groups", "thread", "url")


def page(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Call for help, unless somebody answered meanwhile."""
    if not pages.escalation_of(tx, delivery).unanswered:
        return None
    said = delivery.payload
    args = {
        "key": said["key"],
        "title": f"{said['thread']}: {said['title']}",
        "severity": said["severity"],
        "details": {name: said[name] for name in WHY if said[name]},
        "link": said["url"],
    }
    return Call("page", args, Means.pagerduty)


def paged(desk: Desk, tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Write down that it was sent, and tell if PagerDuty wanted no incident."""
    pages.sent(desk, tx, delivery, {})
    if refused := answer.get("refused"):
        surface = alerts.incident_refused(str(refused))
        raise_alert(tx, desk, f"pagerduty_refused:{tx.now.date()}", surface)


def answer(_desk: Desk, _tx: Transaction, delivery: Delivery) -> Call:
    """Acknowledge or resolve a page."""
    return Call(delivery.payload["verb"], {"key": delivery.payload["key"]}, Means.pagerduty)
