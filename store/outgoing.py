"""Who may read a delivery, how soon it goes, and where it stands."""

from enum import IntEnum, StrEnum


class Audience(StrEnum):
    """Who may read a delivery."""

    customer = "customer"
    internal = "internal"


class Urgency(IntEnum):
    """Which lane goes first when several are due."""

    page = 0
    person = 1  # someone waits for it: a customer, or who just pressed a button
    routine = 2


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    pending = "pending"
    leased = "leased"  # someone is sending it; when the lease ran out: in doubt
    delivered = "delivered"
    dead = "dead"
    cancelled = "cancelled"  # before it was sent: nobody needs it any more
