"""Opening: what makes a message of a customer a thread."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.desk.acknowledgement import schedule_acknowledgement
from bot.desk.customers import team_id
from bot.desk.desk import Desk
from bot.desk.episodes.context import attach_context
from bot.desk.incoming import Said
from bot.desk.known_issues import suggest
from bot.desk.people import Person, as_contact
from bot.desk.room import show_card
from bot.desk.sla.clocks import at_first, nearest
from bot.desk.sla.policies import terms_at_first
from store.channels import Channel
from store.customers import Customer
from store.messages import Author
from store.threads import Priority, Thread
from store.transaction import Transaction

TITLE = 200


@dataclass(frozen=True)
class Opening:
    """What opens a thread: the message, who wrote it, and why it does."""

    said: Said
    person: Person
    why: str


def open_thread(tx: Transaction, desk: Desk, channel: Channel, opening: Opening) -> Thread:
    """Open a thread; in a Slack thread, its root is where we answer. The message is not kept."""
    said, person = opening.said, opening.person
    customer = channel.customer
    contact = as_contact(tx, person, channel.customer_id)
    at, priority = sent_at(said.ts), _priority(desk, customer)
    clocks = at_first(desk, terms_at_first(desk, customer, priority), at)
    thread = tx.threads.open(
        customer_id=channel.customer_id,
        contact_id=contact.id if contact else None,
        channel=said.channel,
        root_ts=said.parent_ts or said.ts,
        title=title_of(said.text, said.files),
        priority=priority,
        team_id=team_id(tx, desk, customer),
        opened_at=at,
        last_message_at=at,
        last_author=said.user,
        has_replies=said.is_reply,
        waiting_since=at,
        promise_due_at=nearest(clocks),
    )
    tx.clocks.save(replace(clock, thread_id=thread.id) for clock in clocks)
    tx.timeline.append("thread.created", person.actor, thread.id, after={"why": opening.why})
    if person.kind is Author.customer:  # what one of us wrote needs no thanks
        schedule_acknowledgement(tx, desk, thread, customer)
    show_card(tx, desk, thread)
    attach_context(tx, desk, thread, customer)
    suggest(tx, desk, thread, said.text)
    return thread


def title_of(text: str, files: list[dict[str, Any]]) -> str:
    """Return the first words of a message, or the name of what was sent."""
    words = " ".join(text.split())[:TITLE]
    return words or ", ".join(str(file.get("name", "a file")) for file in files)[:TITLE] or "…"


def _priority(desk: Desk, customer: Customer | None) -> Priority:
    tier = desk.tier_of(customer)
    return tier.priority if tier else Priority.normal


def sent_at(ts: str) -> datetime:
    """Return when a message was sent, which is what its ts says."""
    return datetime.fromtimestamp(float(ts), UTC)
