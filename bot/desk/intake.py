"""Intake: what someone says in a channel, and what that does to its thread."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.delivery.outbox import Post, to_team
from bot.desk import grouping
from bot.desk.desk import Desk
from bot.desk.grouping import Action, Decision, Heard, Rules
from bot.desk.incoming import Outcome, Said, ignored
from bot.desk.merged import end_of_merges, held_end
from bot.desk.noise import is_noise
from bot.desk.notes import take_note
from bot.desk.opening import Opening, open_thread, sent_at, title_of
from bot.desk.people import Person, as_contact, recognise
from bot.desk.room import say, show_card, tell_room
from bot.desk.threads import WAKE, changed
from bot.views import lines
from store.channels import Channel, Mapping, Mode
from store.messages import Author, Kind, Message
from store.threads import Resolution, Status, Thread
from store.transaction import Transaction

LATE = 100  # as far back as we look for what was said after something late
UNMAPPED = "in no thread: nobody has said yet which customer this channel belongs to"
IGNORED = "in no thread: an agent said that this is no customer's channel"


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


def _decided(tx: Transaction, desk: Desk, said: Said, person: Person) -> Decision:
    at = sent_at(said.ts)
    heard = Heard(said.user, person.kind, said.text, bool(said.files), at)
    if said.is_reply:
        return _of_reply(tx, desk, said, heard)
    rules = _rules(desk, said.channel)
    return _of_root(tx, said, person) or grouping.decide(heard, _recent(tx, said, rules), rules)


def _recent(tx: Transaction, said: Said, rules: Rules) -> Sequence[Thread]:
    if rules.mode.mode is not Mode.grouped:
        return ()  # no other mode looks at them
    since = sent_at(said.ts) - max(rules.windows.same_author, rules.windows.others)
    return tx.threads.latest_in_channel(said.channel, since)


def _of_root(tx: Transaction, said: Said, person: Person) -> Decision | None:
    """A message whose Slack replies reached us first belongs to the thread they opened."""
    if person.kind is not Author.customer:
        return None
    if (early := tx.threads.by_root(said.channel, said.ts)) is None:
        return None
    thread = end_of_merges(tx, early)
    return Decision(Action.JOIN, f"joined {thread.ref}: its Slack replies came first", thread)


def _rules(desk: Desk, channel: str) -> Rules:
    config = desk.config
    mode, open_ = desk.mode_of(channel), config.desk.customers_may_open
    return Rules(mode, config.grouping, config.desk.emoji, open_)


def _of_reply(tx: Transaction, desk: Desk, said: Said, heard: Heard) -> Decision:
    """A Slack reply belongs to its root's thread; one under no thread may open its own."""
    parent_ts = said.parent_ts or said.ts
    root = tx.messages.by_ts(said.channel, parent_ts)
    thread_id = root.thread_id if root else None
    thread = tx.threads.get(thread_id) if thread_id else tx.threads.by_root(said.channel, parent_ts)
    if thread is None:
        return grouping.decide_reply(heard, _rules(desk, said.channel))
    thread = end_of_merges(tx, thread)
    noise = is_noise(said.text, bool(said.files))
    return Decision(Action.JOIN, f"joined {thread.ref}: a Slack reply", thread, noise=noise)


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
        _gather(tx, desk, thread, said)
        return Outcome(f"opened {thread.ref}", thread.id)
    thread = held_end(tx, decision.thread)
    message_id = keep(tx, said, person, decision, thread.id)
    _joined(tx, desk, thread, said, person, decision.noise)
    tell_room(tx, desk, thread, f"said:{message_id}", message=message_id)
    return Outcome(f"joined {thread.ref}", thread.id)


def _gather(tx: Transaction, desk: Desk, thread: Thread, said: Said) -> None:
    """Take in what was said in its Slack thread while that belonged to none of ours."""
    root = tx.messages.by_ts(thread.channel, thread.root_ts) if said.is_reply else None
    if root is not None and root.thread_id is None:
        tx.messages.move(root.id, thread.id, f"joined {thread.ref}: a customer replied to it")
    loose = [
        reply
        for reply in tx.messages.replies(thread.channel, thread.root_ts)
        if reply.thread_id is None and reply.deleted_at is None
    ]
    for reply in sorted(loose, key=lambda one: one.sent_at):
        hear_again(tx, desk, reply)


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
    if said.is_reply:
        values["has_replies"] = True
    if person.kind is Author.agent:
        values |= _said_by_agent(tx, thread, said, person)
    elif person.kind is Author.customer:
        as_contact(tx, person, thread.customer_id)
        values |= _said_by_customer(tx, thread, said, noise)
    after = changed(tx, thread, **values)
    event = "reply.sent" if person.kind is Author.agent else "message.received"
    tx.timeline.append(event, person.actor, thread.id)
    shown = (thread.status, thread.assignee_id, thread.title)
    if (after.status, after.assignee_id, after.title) != shown:
        show_card(tx, desk, after)
    if person.kind is Author.customer:
        _tell_owner(tx, desk, thread, after)


def _said_by_customer(
    tx: Transaction, thread: Thread, said: Said, noise: bool
) -> dict[str, object]:
    values: dict[str, object] = {}
    at = sent_at(said.ts)
    if at >= thread.last_message_at:
        values["last_author"] = said.user
    answered_since = any(one.author_kind is Author.agent for one in _after(tx, thread, at))
    if not noise and not answered_since:
        values |= _asked(tx, thread, said)
    if said.ts == thread.root_ts:
        values |= {"title": title_of(said.text, said.files), "opened_at": at}
    return values


def _said_by_agent(
    tx: Transaction, thread: Thread, said: Said, person: Person
) -> dict[str, object]:
    """An answer that reaches us late changes nothing about what was answered, or asked, since."""
    later = _after(tx, thread, sent_at(said.ts))
    if any(one.author_kind is Author.agent for one in later):
        return {}
    asked = (
        one.sent_at
        for one in later
        if one.author_kind is Author.customer and not is_noise(one.text, bool(one.files))
    )
    return answered(tx, thread, person, min(asked, default=None))


def _after(tx: Transaction, thread: Thread, at: datetime) -> list[Message]:
    """Return what was said after something that reaches us late."""
    if at >= thread.last_message_at:
        return []
    said = tx.messages.last_of_thread(thread.id, LATE)
    return [one for one in said if one.kind is Kind.message and one.sent_at > at]


def answered(
    tx: Transaction, thread: Thread, person: Person, asked_since: datetime | None = None
) -> dict[str, object]:
    """Return what an agent's answer changes: the customer waits no more, somebody has it."""
    tx.followups.cancel(thread.id, "acknowledge")
    values: dict[str, object] = {"waiting_since": asked_since, "response_due_at": None}
    if thread.first_response_at is None:
        values["first_response_at"] = tx.now
    if thread.assignee_id is None and person.agent is not None:
        values["assignee_id"] = person.agent.id
        tx.timeline.append("thread.assigned", person.actor, thread.id, after=person.agent.name)
    if thread.status in (Status.new, Status.open):
        after = Status.waiting_on_customer if asked_since is None else Status.open
        values["status"] = after
        if after is not thread.status:
            _status_changed(tx, thread, person.actor, after)
    return values


def _asked(tx: Transaction, thread: Thread, said: Said) -> dict[str, object]:
    """Return what a customer's new words change: it is open again, and somebody waits."""
    values: dict[str, object] = {}
    at = sent_at(said.ts)
    values["waiting_since"] = min(thread.waiting_since or at, at)
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


def said_again(desk: Desk, message: Message) -> Said:
    """Return what a message that we kept said, to take it once more."""
    # the workspace only matters for people we do not know, and its author is one of them or ours
    team = "" if message.author_kind is Author.customer else desk.identity.team
    ts, text = message.ts or "", message.text
    return Said(message.channel, ts, message.author, team, text, message.parent_ts, message.files)


def hear_again(tx: Transaction, desk: Desk, message: Message) -> None:
    """Decide anew about a message that is in no thread."""
    tx.messages.forget(message.id)
    hear(tx, desk, said_again(desk, message))
    if message.edited_ts is not None:
        tx.messages.mark_edited(message.channel, message.ts or "", message.edited_ts)
