"""Composing a delivery: from the head of a lane to the call to make."""

from dataclasses import dataclass

from bot.delivery.doubt import can_be_found, question, signed
from bot.delivery.errand import Errand
from bot.delivery.kinds import Call, Outgoing
from bot.delivery.limits import Quota, quotas_of
from bot.delivery.outbox import is_shared
from bot.delivery.settling import Settling
from store.deliveries import Audience, Delivery, DeliveryState, Urgency
from store.transaction import Transaction

SHOWN = {"chat.postMessage", "chat.postEphemeral", "chat.update"}  # what people in a channel read


@dataclass(frozen=True, slots=True)
class Ready:
    """The head of a lane that we hold, and what to call for it."""

    head: Delivery
    call: Outgoing
    urgency: Urgency
    nth: int

    @property
    def asked(self) -> Call | None:
        """What to ask first, when it may have been sent before."""
        if self.head.state is not DeliveryState.leased or not isinstance(self.call, Call):
            return None
        return question(self.call, self.head) if can_be_found(self.call) else None

    @property
    def quotas(self) -> tuple[Quota, ...]:
        """What has to let it through: Slack's limits are Slack's alone."""
        if not isinstance(self.call, Call):
            return ()
        asked = quotas_of(self.asked.method) if self.asked else ()
        return (*quotas_of(self.call.method, self.call.args.get("channel")), *asked)

    def errand(self, leased: Delivery) -> Errand:
        """Return what to carry once it is leased."""
        call = signed(self.call, leased.key)
        return Errand(leased, call, self.asked, self.urgency, self.nth)


def composed(settling: Settling, tx: Transaction, head: Delivery) -> Outgoing | None:
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


def _call(
    settling: Settling, tx: Transaction, head: Delivery
) -> tuple[Outgoing | None, str | None]:
    """Return the call, or why it is never made, or neither when there is nothing to send."""
    if (kind := settling.kinds.get(head.kind)) is None:
        return None, f"there is no kind {head.kind!r}"
    if not kind.waits and head.attempts >= settling.settings.attempts:
        return None, f"given up: none of {head.attempts} attempts was ever finished"
    call = kind.compose(tx, head)
    if call is not None and (shared := _shared(tx, head, call)) is not None:
        return None, f"it is internal, and customers are in {shared} by now"
    return call, None


def _shared(tx: Transaction, head: Delivery, call: Outgoing) -> str | None:
    """Return the customers' channel that internal words would go to: it may be shared since."""
    if head.audience is not Audience.internal or not isinstance(call, Call):
        return None
    shown_in = call.args.get("channel") if call.method in SHOWN else None
    channels = [str(channel) for channel in (head.channel, shown_in) if channel]
    return next((channel for channel in channels if is_shared(tx, channel)), None)
