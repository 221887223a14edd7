"""Composing a delivery: from the head of a lane to the call to make."""

from dataclasses import dataclass

from bot.delivery.errand import Errand
from bot.delivery.kinds import SLACK, Call
from bot.delivery.outbox import is_shared
from bot.delivery.settling import Settling
from bot.delivery.ways.files import FILES
from store.deliveries import Audience, Delivery, DeliveryState, Urgency
from store.transaction import Transaction

SHOWN = {"chat.postMessage", "chat.postEphemeral", "chat.update"}  # what people in a channel read


@dataclass(frozen=True, slots=True)
class Ready:
    """The head of a lane that we hold, and what to call for it."""

    head: Delivery
    call: Call
    urgency: Urgency
    nth: int

    @property
    def in_doubt(self) -> bool:
        """Whether it may have been sent before."""
        return self.head.state is DeliveryState.leased

    def errand(self, leased: Delivery) -> Errand:
        """Return what to carry once it is leased."""
        return Errand(leased, self.call, self.in_doubt, self.urgency, self.nth)


def composed(settling: Settling, tx: Transaction, head: Delivery) -> Call | None:
    """Return the call of a delivery; without one it is settled: nothing to send, or dead."""
    call, why = _call(settling, tx, head)
    if call is not None:
        return call
    leased = tx.deliveries.lease(head.id, settling.settings.lease)
    if why is None:
        tx.deliveries.settle(leased, DeliveryState.delivered, forgiven=True)
    else:
        settling.bury(tx, leased, why, in_doubt=head.state is DeliveryState.leased)
    tx.flush()  # now, so that what breaks is known to be this delivery
    return None


def _call(settling: Settling, tx: Transaction, head: Delivery) -> tuple[Call | None, str | None]:
    """Return the call, or why it is never made, or neither when there is nothing to send."""
    if (kind := settling.kinds.get(head.kind)) is None:
        return None, f"there is no kind {head.kind!r}"
    if not kind.waits and (lost := _unfinished(tx, head, settling.settings.attempts)):
        return None, f"given up: none of {lost} attempts was ever finished"
    call = kind.compose(tx, head)
    if call is not None and call.way not in settling.ways:
        return None, f"bellhop.yml has no {call.way} any more"
    if call is not None and (shared := _shared(tx, head, call)) is not None:
        return None, f"it is internal, and customers are in {shared} by now"
    return call, None


def _unfinished(tx: Transaction, head: Delivery, most: int) -> int:
    """Return how many attempts in a row nobody came back from, when they are too many."""
    if head.attempts < most:
        return 0
    count = head.attempts - sum(one.number for one in tx.deliveries.attempts(head.id)[-1:])
    return count if count >= most else 0


def _shared(tx: Transaction, head: Delivery, call: Call) -> str | None:
    """Return the customers' channel that internal words would go to: it may be shared since."""
    if head.audience is not Audience.internal or call.way not in (SLACK, FILES):
        return None
    shown_in = call.args.get("channel") if call.method in SHOWN else None
    channels = [str(channel) for channel in (head.channel, shown_in) if channel]
    return next((channel for channel in channels if is_shared(tx, channel)), None)
