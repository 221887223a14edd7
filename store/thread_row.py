"""The row of a thread."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, ForeignKey, Identity, Index, Table, Text

from store.schema import Id, UtcDateTime, metadata, one_of, only
from store.states import Priority, Resolution, Severity, Status

FIRST_ID = 1001  # references are read aloud: T-1001, not T-1

threads = Table(
    "threads",
    metadata,
    Column("id", Id, Identity(start=FIRST_ID), primary_key=True),
    Column("customer_id", ForeignKey("customers.id")),
    Column("contact_id", ForeignKey("contacts.id"), index=True),
    Column("channel", Text, nullable=False),
    Column("root_ts", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("status", one_of(Status), nullable=False),
    Column("priority", one_of(Priority), nullable=False),
    Column("severity", one_of(Severity)),
    Column("team_id", ForeignKey("teams.id")),
    Column("assignee_id", ForeignKey("agents.id")),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("last_message_at", UtcDateTime, nullable=False),
    Column("last_author", Text, nullable=False),
    Column("has_replies", Boolean, nullable=False),
    Column("waiting_since", UtcDateTime),
    Column("promise_due_at", UtcDateTime),
    Column("first_response_at", UtcDateTime),
    Column("snoozed_until", UtcDateTime),
    Column("resolved_at", UtcDateTime),
    Column("resolution", one_of(Resolution)),
    Column("merged_into", ForeignKey("threads.id")),
    Column("card_channel", Text),
    Column("card_ts", Text),
    Column("assigned_at", UtcDateTime),
    Column("human_asked_at", UtcDateTime),
    Column("previous_assignee_id", ForeignKey("agents.id")),
    Index(None, "channel", "last_message_at"),
    Index(None, "channel", "root_ts"),
    Index(None, "card_channel", "card_ts"),
    Index(None, "status", "id"),
    Index(None, "assignee_id", "status", "id"),
    Index(None, "assignee_id", "assigned_at", **only("assigned_at IS NOT NULL")),
    Index(None, "customer_id", "id"),
    Index(None, "team_id", "id"),
    Index(None, "waiting_since", "id"),
    Index(None, "promise_due_at", "id"),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Thread:
    """One customer conversation.

    `channel` and `root_ts` name the first message in the customer's Slack channel: both may be empty
    in a thread that a signal opened, until somebody writes there; `has_replies` is true once
    a person answered under it there; `waiting_since` is the first customer message that nobody
    has answered; `card_channel` and `card_ts` name the card in the triage channel; `human_asked_at`
    is when the customer asked for a person, until one answers; `promise_due_at` is the first time by
    which a promise has to be kept; `previous_assignee_id` is who handed the thread over, until the
    customer writes again.
    """

    id: int
    customer_id: int | None
    contact_id: int | None
    channel: str
    root_ts: str
    title: str
    status: Status
    priority: Priority
    severity: Severity | None
    team_id: int | None
    assignee_id: int | None
    opened_at: datetime
    last_message_at: datetime
    last_author: str
    has_replies: bool
    waiting_since: datetime | None
    promise_due_at: datetime | None
    first_response_at: datetime | None
    snoozed_until: datetime | None
    resolved_at: datetime | None
    resolution: Resolution | None
    merged_into: int | None
    card_channel: str | None
    card_ts: str | None
    assigned_at: datetime | None
    human_asked_at: datetime | None
    previous_assignee_id: int | None

    @property
    def ref(self) -> str:
        """Return the reference people say: T-1042."""
        return f"T-{self.id}"
