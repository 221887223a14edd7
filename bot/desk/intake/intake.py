"""Intake: what someone says in a channel, and what that does to its thread."""

from datetime import datetime
from typing import Any

from bot.delivery.outbox import Post, to_team
from bot.desk.desk import Desk
from bot.desk.incoming import Outcome, Said, ignored, known
from bot.desk.intake import grouping
from bot.desk.intake.grouping import Action, Decision, Heard, Rules
from bot.desk.intake.notes import take_note
from bot.desk.joining import join
from bot.desk.merged import end_of_merges, held_end
from bot.desk.noise import is_noise
from bot.desk.opening import Opening, open_thread, sent_at
from bot.desk.people import Person, recognise
from bot.desk.promises.offering import offer
from bot.desk.room import tell_room
from bot.desk.warroom.hearing import kept
from store.ahead import Coming
from store.channels import Channel, Mapping, Mode
from store.messages import Author, Kind, Message
from store.threads import Thread
from store.transaction import Transaction

UNMAPPED = "in no thread: nobody has said yet which customer this channel belongs to"
IGNORED = "in no thread: an agent said that this is no customer's channel"


def hear(tx: Transaction, desk: Desk, said: Said) -> Outcome:
    """Take what someone said: a note in an internal room, a message in a customer's channel."""
    if said.channel in desk.rooms:
        return take_note(tx, desk, said)
    channel = tx.channels.lock(said.channel)
    if channel is None:
        unmapped = ignored("a channel that is not mapped; invite the bot again to be asked")
        return kept(tx, said) or unmapped
    nearby = tx.messages.around(said.channel, said.ts)
    if (before := next((one for one in nearby if one.ts == said.ts), None)) is not None:
        return known(before.thread_id)
    person = recognise(tx, desk, said.user, said.team)
    if channel.mapping is not Mapping.mapped:
        why = UNMAPPED if channel.mapping is Mapping.asked else IGNORED
        keep(tx, said, person, Decision(Action.STAY, why), None)
        return Outcome(why)
    decision = _of_root(tx, said, person) if nearby else None
    decision = decision or _decided(tx, desk, said, person)
    outcome = _done(tx, desk, channel, said, person, decision)
    if decision.action is Action.OPEN and (nearby or said.is_reply):
        _gather(tx, desk, held(tx, outcome.thread_id), said)
    return outcome


def expected(desk: Desk, said: Said) -> Coming:
    """Return what the store may look up before the message is taken."""
    since = None if said.is_reply else _joinable_since(desk, said)
    each = desk.mode_of(said.channel).mode is Mode.each_message and not said.is_reply
    theirs = said.team != desk.identity.team and not is_noise(said.text, bool(said.files))
    return Coming(said.channel, said.ts, said.user, since, opens=each and theirs)


def held(tx: Transaction, thread_id: int | None) -> Thread:
    """Hold a thread that we know is there, and return what it is like by now."""
    found = tx.threads.lock(thread_id)
    if found is None:
        raise AssertionError("a thread that is not there")
    return found


def _decided(tx: Transaction, desk: Desk, said: Said, person: Person) -> Decision:
    at = sent_at(said.ts)
    heard = Heard(said.user, person.kind, said.text, bool(said.files), at)
    if said.is_reply:
        return _of_reply(tx, desk, said, heard)
    since = _joinable_since(desk, said)
    recent = () if since is None else tx.threads.latest_in_channel(said.channel, since)
    return grouping.decide(heard, recent, _rules(desk, said.channel))


def _joinable_since(desk: Desk, said: Said) -> datetime | None:
    if desk.mode_of(said.channel).mode is not Mode.grouped:
        return None  # in no other mode it matters what was said before
    windows = desk.config.grouping
    return sent_at(said.ts) - max(windows.same_author, windows.others)


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
        return Outcome(f"opened {thread.ref}", thread.id)
    thread = held_end(tx, decision.thread)
    message_id = keep(tx, said, person, decision, thread.id)
    join(tx, desk, thread, said, person, decision.noise)
    tell_room(tx, desk, thread, f"said:{message_id}", message=message_id)
    if person.agent is not None:
        offer(tx, desk, thread, message_id)
    return Outcome(f"joined {thread.ref}", thread.id)


def _gather(tx: Transaction, desk: Desk, thread: Thread, said: Said) -> None:
    """Take in what was said in its Slack thread while that belonged to none of ours."""
    root = tx.messages.by_ts(thread.channel, thread.root_ts) if said.is_reply else None
    if root is not None and root.thread_id is None:
        tx.messages.move(root.id, thread.id, f"joined {thread.ref}: a customer replied to it")
    loose = [
        reply
        for reply in tx.messages.around(thread.channel, thread.root_ts)
        if reply.thread_id is None
    ]
    for reply in sorted(loose, key=lambda one: one.sent_at):
        hear_again(tx, desk, reply)


def keep(
    tx: Transaction, said: Said, person: Person, decision: Decision, thread_id: int | None
) -> int:
    """Keep a message that we do not know yet, and return its id."""
    message_id = tx.messages.keep(
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


def said_again(desk: Desk, message: Message) -> Said:
    """Return what a message that we kept said, to take it once more."""
    # the workspace only matters for people we do not know, and its author is one of them or ours
    team = "" if message.author_kind is Author.customer else desk.identity.team
    ts, text = message.ts or "", message.text
    return Said(message.channel, ts, message.author, team, text, message.parent_ts, message.files)


def hear_again(tx: Transaction, desk: Desk, message: Message) -> None:
    """Decide anew about a message that is in no thread."""
    before = tx.messages.versions_of(message.id)
    tx.messages.forget(message.id)
    hear(tx, desk, said_again(desk, message))
    if before and (again := tx.messages.by_ts(message.channel, message.ts or "")) is not None:
        for version in before:
            tx.messages.keep_version(again.id, version.text, version.replaced_at)
    if message.edited_ts is not None:
        tx.messages.mark_edited(message.channel, message.ts or "", message.edited_ts)
    if message.deleted_at is not None:
        _delete_again(tx, desk, message)


def _delete_again(tx: Transaction, desk: Desk, message: Message) -> None:
    again = tx.messages.by_ts(message.channel, message.ts or "")
    if again is None:
        return
    tx.messages.delete(again.id)
    thread = tx.threads.get(again.thread_id)
    if thread is not None:
        tell_room(tx, desk, thread, f"deleted:{again.id}", deleted=again.id)
