"""Intake: what someone says in a channel, and what that does to its thread."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.delivery.outbox import Post, to_team
from bot.desk import grouping
from bot.desk.acknowledgement import schedule_acknowledgement
from bot.desk.desk import Desk
from bot.desk.grouping import Action, Decision, Heard, Rules, has_emoji
from bot.desk.incoming import Outcome, Said, ignored
from bot.desk.noise import is_noise
from bot.desk.notes import take_note
from bot.desk.people import Person, as_contact, recognise
from bot.desk.room import say, show_card, tell_room
from bot.desk.sla import response_due
from bot.desk.threads import WAKE, changed
from bot.views import lines
from store.channels import Channel, Mapping, Mode
from store.customers import Customer
from store.messages import Author, Kind, Message
from store.threads import Priority, Resolution, Status, Thread
from store.transaction import Transaction

UNMAPPED = "in no thread: nobody has said yet which customer this channel belongs to"
IGNORED = "in no thread: an agent said that this is no customer's channel"
TITLE = 200


def hear(tx: Transaction, desk: Desk, said: Said) -> Outcome:
    """Take what someone said: a note in an internal room, a message in a customer's channel."""
    if said.channel in desk.rooms:
        return take_note(tx, desk, said)
    channel = tx.channels.lock(said.channel)
    if channel is None:
        return ignored("a channel that is not mapped; invite the bot again to be asked")
    if (known := tx.messages.by_ts(said.channel, said.ts)) is not None:
        return Outcome("known already", known.thread_id)
    person = recognise(tx, desk, said.user, said.team)
    if channel.mapping is not Mapping.mapped:
        why = UNMAPPED if channel.mapping is Mapping.asked else IGNORED
        keep(tx, said, person, Decision(Action.STAY, why), None)
        return Outcome(why)
    decision = _decided(tx, desk, said, person)
    return _done(tx, desk, channel, said, person, decision)


def held(tx: Transaction, thread: Thread | None) -> Thread:
    """Hold a thread that we know is there, and return what it is like by now."""
    found = None if thread is None else tx.threads.lock(thread.id)
    if found is None:
        raise AssertionError("a thread that is not there")
    return found


def sent_at(ts: str) -> datetime:
    """Return when a message was sent, which is what its ts says."""
    return datetime.fromtimestamp(float(ts), UTC)


def _decided(tx: Transaction, desk: Desk, said: Said, person: Person) -> Decision:
    if said.is_reply:
        return _of_reply(tx, desk, said, person)
    windows = desk.config.grouping
    at = sent_at(said.ts)
    since = at - max(windows.same_author, windows.others)
    recent = tx.threads.latest_in_channel(said.channel, since)
    heard = Heard(said.user, person.kind, said.text, bool(said.files), at)
    rules = Rules(desk.mode_of(said.channel), windows, desk.config.desk.emoji)
    return grouping.decide(heard, recent, rules)


def _of_reply(tx: Transaction, desk: Desk, said: Said, person: Person) -> Decision:
    """A Slack reply belongs to its root's thread; one under no thread may open its own."""
    parent_ts = said.parent_ts or said.ts
    root = tx.messages.by_ts(said.channel, parent_ts)
    thread_id = root.thread_id if root else None
    thread = tx.threads.get(thread_id) if thread_id else tx.threads.by_root(said.channel, parent_ts)
    noise = is_noise(said.text, bool(said.files))
    if thread is not None:
        thread = _end_of_merges(tx, thread)
        return Decision(Action.JOIN, f"joined {thread.ref}: a Slack reply", thread, noise=noise)
    if person.kind is not Author.customer:
        return Decision(Action.STAY, "in no thread: a reply of ours under a message in no thread")
    mode = desk.mode_of(said.channel)
    forced = has_emoji(said.text, desk.config.desk.emoji.open)
    if not forced and (noise or mode.mode in (Mode.off, Mode.manual)):
        why = f"in no thread: a reply under a message in no thread (mode {mode.mode}, {mode.level})"
        return Decision(Action.STAY, why, noise=noise)
    return Decision(Action.OPEN, "opened: a customer's reply under a message in no thread")


def _end_of_merges(tx: Transaction, thread: Thread) -> Thread:
    while thread.merged_into is not None:
        following = tx.threads.get(thread.merged_into)
        if following is None:
            return thread
        thread = following
    return thread


def _done(
    tx: Transaction,
    desk: Desk,
    channel: Channel,
    said: Said,
    person: Person,
    decision: Decision,
) -> Outcome:
    if decision.action is Action.STAY:
        keep(tx, said, person, decision, None)
        return Outcome(decision.why)
    if decision.action is Action.OPEN:
        thread = open_thread(tx, desk, channel, Opening(said, person, decision.why))
        keep(tx, said, person, decision, thread.id)
        return Outcome(f"opened {thread.ref}", thread.id)
    thread = held(tx, decision.thread)
    message_id = keep(tx, said, person, decision, thread.id)
    _joined(tx, desk, thread, said, person, decision.noise)
    tell_room(tx, desk, thread, f"said:{message_id}", message=message_id)
    return Outcome(f"joined {thread.ref}", thread.id)


@dataclass(frozen=True)
class Opening:
    """What opens a thread: the message, who wrote it, and why it does."""

    said: Said
    person: Person
    why: str


def open_thread(tx: Transaction, desk: Desk, channel: Channel, opening: Opening) -> Thread:
    """Open a thread; in a Slack thread, its root is where we answer. The message is not kept."""
    said, person = opening.said, opening.person
    customer = None if channel.customer_id is None else tx.customers.get(channel.customer_id)
    contact = as_contact(tx, person, channel.customer_id)
    at = sent_at(said.ts)
    thread = tx.threads.open(
        customer_id=channel.customer_id,
        contact_id=contact.id if contact else None,
        channel=said.channel,
        root_ts=said.parent_ts or said.ts,
        title=title_of(said.text, said.files),
        priority=_priority(desk, customer),
        opened_at=at,
        last_message_at=at,
        last_author=said.user,
        has_replies=said.is_reply,
        waiting_since=at,
        response_due_at=response_due(desk, customer, None, None, at),
    )
    tx.timeline.append("thread.created", person.actor, thread.id, after={"why": opening.why})
    schedule_acknowledgement(tx, desk, thread, customer)
    show_card(tx, desk, thread)
    return thread


def title_of(text: str, files: list[dict[str, Any]]) -> str:
    """Return the first words of a message, or the name of what was sent."""
    words = " ".join(text.split())[:TITLE]
    return words or ", ".join(str(file.get("name", "a file")) for file in files)[:TITLE] or "…"


def _priority(desk: Desk, customer: Customer | None) -> Priority:
    tier = desk.config.tiers.get(customer.tier or "") if customer else None
    return tier.priority if tier else Priority.normal


def keep(
    tx: Transaction, said: Said, person: Person, decision: Decision, thread_id: int | None
) -> int:
    """Keep a message that we do not know yet, and return its id."""
    message_id = tx.messages.add(
        thread_id=thread_id,
        kind=Kind.message,
        channel=said.channel,
        ts=said.ts,
        parent_ts=said.parent_ts if said.is_reply else None,
        author_kind=person.kind,
        author=said.user,
        text=said.text,
        files=said.files,
        sent_at=sent_at(said.ts),
        decision=decision.why,
    )
    if message_id is None:  # its channel is held: nobody can have been faster
        raise AssertionError(f"{said.channel} {said.ts} is known already")
    look_up_files(tx, message_id, thread_id, said.files)
    return message_id


def look_up_files(
    tx: Transaction, message_id: int, thread_id: int | None, files: list[dict[str, Any]]
) -> None:
    """Ask Slack about files of which an event in a shared channel tells only the id."""
    for file in files:
        if file.get("name") is None:
            payload = {"message": message_id, "file": file["id"]}
            key = f"file:{message_id}:{file['id']}"
            to_team(tx, Post(key, "file", "slack:files", None, thread_id, payload))


def _joined(
    tx: Transaction, desk: Desk, thread: Thread, said: Said, person: Person, noise: bool
) -> None:
    values: dict[str, object] = {"last_message_at": max(thread.last_message_at, sent_at(said.ts))}
    if said.is_reply and said.parent_ts == thread.root_ts:
        values["has_replies"] = True
    if person.kind is Author.agent:
        values |= answered(tx, thread, person)
    elif person.kind is Author.customer:
        as_contact(tx, person, thread.customer_id)
        values["last_author"] = said.user
        if not noise:
            values |= _asked(tx, thread, said)
    after = changed(tx, thread, **values)
    event = "reply.sent" if person.kind is Author.agent else "message.received"
    tx.timeline.append(event, person.actor, thread.id)
    if (after.status, after.assignee_id) != (thread.status, thread.assignee_id):
        show_card(tx, desk, after)
    if person.kind is Author.customer:
        _tell_owner(tx, desk, thread, after)


def answered(tx: Transaction, thread: Thread, person: Person) -> dict[str, object]:
    """Return what an agent's answer changes: the customer waits no more, somebody has it."""
    tx.followups.cancel(thread.id, "acknowledge")
    values: dict[str, object] = {"waiting_since": None, "response_due_at": None}
    if thread.first_response_at is None:
        values["first_response_at"] = tx.now
    if thread.assignee_id is None and person.agent is not None:
        values["assignee_id"] = person.agent.id
        tx.timeline.append("thread.assigned", person.actor, thread.id, after=person.agent.name)
    if thread.status in (Status.new, Status.open):
        values["status"] = Status.waiting_on_customer
        _status_changed(tx, thread, person.actor, Status.waiting_on_customer)
    return values


def _asked(tx: Transaction, thread: Thread, said: Said) -> dict[str, object]:
    """Return what a customer's new words change: it is open again, and somebody waits."""
    values: dict[str, object] = {}
    if thread.waiting_since is None:
        values["waiting_since"] = sent_at(said.ts)
    if thread.status in (Status.waiting_on_customer, Status.snoozed, Status.resolved):
        values |= {"status": Status.open, "snoozed_until": None}
        values |= {"resolved_at": None, "resolution": None}
        tx.followups.cancel(thread.id, WAKE, "csat")
        _status_changed(tx, thread, f"customer:{said.user}", Status.open)
    return values


def _status_changed(tx: Transaction, thread: Thread, actor: str, after: Status) -> None:
    event = "thread.reopened" if thread.status is Status.resolved else "thread.status_changed"
    tx.timeline.append(event, actor, thread.id, thread.status, after)


def _tell_owner(tx: Transaction, desk: Desk, before: Thread, after: Thread) -> None:
    """Mention who has a thread when the customer came back to it."""
    if before.status is after.status or after.assignee_id is None:
        return
    agent = tx.agents.get(after.assignee_id)
    if agent is None:
        return
    came_back = {Status.resolved: lines.came_back_resolved, Status.snoozed: lines.came_back_snoozed}
    if before.status in came_back and before.resolution is not Resolution.merged:
        say(tx, desk, after, came_back[before.status](agent))


def said_again(message: Message, team: str) -> Said:
    """Return what a message that we kept said, to take it once more."""
    ts = message.ts or ""
    return Said(
        message.channel, ts, message.author, team, message.text, message.parent_ts, message.files
    )
