"""Records for the views' tests: one of each, to be changed by `replace`."""

from dataclasses import replace
from datetime import timedelta

from store.agents import Agent, Role
from store.channels import Channel, Mapping
from store.clocks import Clock, ClockState, Target
from store.contacts import Contact
from store.customers import Customer
from store.deliveries import Audience, Delivery, DeliveryState
from store.inbox import InboxRow, InboxState
from store.messages import Author, Kind, Message
from store.teams import Team
from store.threads import Priority, Status, Thread
from tests.fakes import START

ADA = Agent(1, "ada", "U0ADA", Role.agent, "Ada", None, active=True, available=True)
BEN = Agent(2, "ben", "U0BEN", Role.agent, "Ben", None, active=True, available=True)
ACME = Customer(1, "acme", "Acme", "enterprise", "ada")
GLOBEX = Customer(2, "globex", "Globex", None, None)
CAROL = Contact(1, "U0CAROL", 1, "Carol", "carol@acme.example", None, None)
TEAM = Team(1, "support", "C0TRIAGE", None)
CHANNEL = Channel("C0NEW", "initech-shared", None, Mapping.asked, True)
LINK = "https://example.slack.com/archives/C0ACME/p1000100"

THREAD = Thread(
    id=1042,
    customer_id=1,
    contact_id=1,
    channel="C0ACME",
    root_ts="1.000100",
    title="The export is broken",
    status=Status.new,
    priority=Priority.normal,
    severity=None,
    team_id=1,
    assignee_id=None,
    opened_at=START,
    last_message_at=START,
    last_author="U0CAROL",
    has_replies=False,
    waiting_since=START,
    promise_due_at=START + timedelta(hours=1),
    first_response_at=None,
    snoozed_until=None,
    resolved_at=None,
    resolution=None,
    merged_into=None,
    card_channel="C0TRIAGE",
    card_ts="2.000100",
    assigned_at=None,
    human_asked_at=None,
    previous_assignee_id=None,
)
CLOCK = Clock(
    id=1,
    thread_id=1042,
    target=Target.first_response,
    state=ClockState.running,
    policy="everyone",
    started_at=START,
    running_since=START,
    counted=[],
    due_at=START + timedelta(hours=1),
)
MESSAGE = Message(
    id=1,
    thread_id=1042,
    kind=Kind.message,
    channel="C0ACME",
    ts="1.000100",
    parent_ts=None,
    author_kind=Author.customer,
    author="U0CAROL",
    text="The export is broken",
    files=[],
    sent_at=START,
    edited_ts=None,
    deleted_at=None,
    decision="opened",
    delivery_key=None,
)
DELIVERY = Delivery(
    id=7,
    key="card:1042",
    lane="C0TRIAGE",
    kind="chat.postMessage",
    audience=Audience.internal,
    channel="C0TRIAGE",
    thread_id=1042,
    payload={},
    coalesce=None,
    state=DeliveryState.dead,
    created_at=START,
    due_at=None,
    attempts=8,
    leased_until=None,
    result_ts=None,
    error="chat.postMessage: channel_not_found",
)
INBOX_ROW = InboxRow(
    3, "slack", "message", "Ev1", "{}", START, InboxState.parked, "KeyError", None, 9, None
)


def thread(**changes: object) -> Thread:
    return replace(THREAD, **changes)  # type: ignore[arg-type]


def message(**changes: object) -> Message:
    return replace(MESSAGE, **changes)  # type: ignore[arg-type]
