"""Alerts: telling the alert channel that something is wrong with the desk itself."""

from dataclasses import replace
from uuid import uuid4

from bot.delivery.kinds import Alert
from bot.delivery.outbox import Post, channel_lane, to_team
from bot.desk.desk import Desk
from bot.views import alerts
from bot.views.blocks import Surface
from store.deliveries import Delivery, DeliveryState
from store.transaction import Transaction


def parked(tx: Transaction, desk: Desk, row_id: int) -> None:
    """Say that something that arrived could not be taken."""
    row = tx.inbox.get(row_id)
    if row is not None:
        raise_alert(tx, desk, f"parked:{row_id}:{row.attempts}", alerts.inbox_parked(row))


def raise_alert(tx: Transaction, desk: Desk, key: str, surface: Surface) -> None:
    """Post to the alert channel, or to the triage channel where there is none."""
    channel = desk.config.desk.alerts or desk.config.desk.triage
    payload = {"text": surface.text, "blocks": surface.blocks}
    to_team(tx, Post(f"alert:{key}", "alert", channel_lane(channel), channel, payload=payload))


def for_courier(desk: Desk) -> Alert:
    """Return how the courier says that a delivery died, or that nothing is sent any more."""

    def alert(tx: Transaction, what: str, delivery: Delivery, why: str) -> None:
        if what == "stopped":
            waiting = tx.deliveries.count()[DeliveryState.pending]
            surface = alerts.courier_stopped(why, tx.now, waiting)
        else:
            surface = alerts.delivery_dead(replace(delivery, error=why))
        raise_alert(tx, desk, f"{what}:{delivery.id}:{uuid4().hex}", surface)

    return alert
