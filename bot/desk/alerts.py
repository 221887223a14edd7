"""Alerts: telling the alert channel that something is wrong with the desk itself."""

import logging
from dataclasses import replace
from uuid import uuid4

from bot.delivery.kinds import Alert
from bot.delivery.outage import system_of
from bot.delivery.outbox import Post, channel_lane, is_shared, to_team
from bot.desk.desk import Desk
from bot.views import alerts
from bot.views.blocks import Surface
from store.deliveries import Delivery, DeliveryState
from store.tallies import Tallies
from store.transaction import Transaction

log = logging.getLogger(__name__)


def parked(tx: Transaction, desk: Desk, row_id: int) -> None:
    """Say that something that arrived could not be taken."""
    row = tx.inbox.get(row_id)
    if row is not None:
        raise_alert(tx, desk, f"parked:{row_id}:{row.attempts}", alerts.inbox_parked(row))


def room_shared(tx: Transaction, desk: Desk, channel: str) -> None:
    """Say that customers are now in a channel of ours, and that nothing is sent there."""
    raise_alert(tx, desk, f"shared:{channel}:{uuid4().hex}", alerts.room_shared(channel))


def raise_alert(tx: Transaction, desk: Desk, key: str, surface: Surface) -> None:
    """Post to the alert channel; without one, or when customers are in it, to a triage channel."""
    wanted = (desk.config.desk.alerts, desk.config.desk.triage, *sorted(desk.rooms))
    channel = next((one for one in wanted if one and not is_shared(tx, one)), None)
    if channel is None:
        log.error("Nobody could be told, every channel of ours is shared: %s", key)
        return
    payload = {"text": surface.text, "blocks": surface.blocks}
    to_team(tx, Post(f"alert:{key}", "alert", channel_lane(channel), channel, payload=payload))


def for_courier(desk: Desk) -> Alert:
    """Return how the courier says that a delivery died, or that a system gets nothing."""

    def alert(tx: Transaction, what: str, delivery: Delivery, why: str) -> None:
        if what in ("stopped", "out"):
            found = Tallies(tx).waiting().deliveries
            waiting = found[DeliveryState.pending] + found[DeliveryState.leased]  # in doubt
            system = system_of(delivery.lane)
            draw = alerts.courier_stopped if what == "stopped" else alerts.system_out
            surface = draw(system, why, tx.now, waiting)
        else:
            surface = alerts.delivery_dead(replace(delivery, error=why))
        raise_alert(tx, desk, f"{what}:{delivery.id}:{uuid4().hex}", surface)

    return alert
