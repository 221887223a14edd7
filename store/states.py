"""Where a thread stands, how soon it is worked on, how much harm it does, and why it is done."""

from enum import StrEnum


class Status(StrEnum):
    """Where a thread stands; reopening goes to open."""

    new = "new"
    open = "open"
    waiting_on_customer = "waiting_on_customer"
    waiting_on_engineering = "waiting_on_engineering"
    snoozed = "snoozed"
    resolved = "resolved"


class Priority(StrEnum):
    """The order of work."""

    low = "low"
    normal = "normal"
    high = "high"
    urgent = "urgent"


class Severity(StrEnum):
    """How much harm is done."""

    SEV1 = "SEV1"
    SEV2 = "SEV2"
    SEV3 = "SEV3"
    SEV4 = "SEV4"


class Resolution(StrEnum):
    """Why a thread is resolved."""

    answered = "answered"
    not_a_request = "not_a_request"
    merged = "merged"
