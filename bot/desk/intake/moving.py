"""Merging threads, splitting them, moving a message, and opening one by hand."""

from collections.abc import Sequence
from dataclasses import replace

from bot.desk.acknowledgement import ACKNOWLEDGE
from bot.desk.bugs.carrying import carry
from bot.desk.desk import Desk
from bot.desk.intake.along import take_along
from bot.desk.intake.intake import said_again
from bot.desk.intake.passing import pass_on
from bot.desk.joining import join
from bot.desk.noise import is_noise
from bot.desk.opening import Opening, open_thread
from bot.desk.people import Person, recognise
from bot.desk.room import say, show_card, tell_room
from bot.desk.sla.clocks import follow
from bot.desk.threads import By, changed, locked, note, unresolved
from bot.errors import Refused
from bot.views import lines
from store.channels import Mapping
from store.links import Links
from store.messages import Author, Kind, Message
from store.thread_list import UNRESOLVED, Filter
from store.threads import Resolution, Status, Thread
from store.transaction import Transaction

OFFERED = 99  # of 100 options that a list may have


def open_by_hand(tx: Transaction, desk: Desk, message: Message, by: Person | By) -> Thread:
    """Open a thread with a message that is in none, whatever the channel's mode."""
    channel = tx.channels.lock(message.channel)
    if channel is None or channel.mapping is not Mapping.mapped or message.ts is None:
        raise Refused("Say first which customer this channel belongs to.")
    message = _as_it_is(tx, message)
    if message.thread_id is not None:
        raise Refused(f"This is in T-{message.thread_id} already.")
    said = said_again(desk, message)
    author = recognise(tx, desk, said.user, said.team)
    why = f"opened by {_who(by)}"
    thread = open_thread(tx, desk, channel, Opening(said, author, why))
    tx.messages.move(message.id, thread.id, why)
    if message.ts == thread.root_ts:
        why = f"joined {thread.ref} with the message it replies to: {why}"
        tx.messages.move_replies(message.channel, message.ts, thread.id, why)
    return thread


def siblings(tx: Transaction, customer_id: int | None, but: int | None = None) -> list[Thread]:
    """Return the unresolved threads of a customer, the newest first, without one of them."""
    if customer_id is None:
        return []
    page = tx.thread_list.page(Filter(UNRESOLVED, customer_id=customer_id), limit=OFFERED)
    return [thread for thread in page.threads if thread.id != but]


def movable(tx: Transaction, thread: Thread) -> list[Message]:
    """Return the last messages of a thread that may go elsewhere, oldest first."""
    return [
        said
        for said in tx.messages.last_of_thread(thread.id, OFFERED)
        if said.kind is Kind.message and said.deleted_at is None and said.ts != thread.root_ts
    ]


def merge(tx: Transaction, desk: Desk, source_id: int, target_id: int, by: By) -> Thread:
    """Put everything of one thread into another of the same customer; the source points to it."""
    if source_id == target_id:
        raise Refused("A thread cannot be merged into itself.")
    source, target = _both(tx, source_id, target_id)
    if source.customer_id != target.customer_id:
        raise Refused(f"{source.ref} and {target.ref} belong to different customers.")
    if source.status is not Status.resolved:
        unresolved(target)  # nobody would look there
    if source.root_ts and not target.root_ts:
        raise Refused(f"Nothing was said in {target.ref} yet: merge it into {source.ref} instead.")
    if tx.incidents.open_of(source.id) is not None:
        raise Refused(f"{source.ref} is an incident: merge {target.ref} into it instead.")
    why = f"; then {source.ref} was merged into {target.ref} by {by.name}"
    tx.messages.move_all(source.id, target.id, why)
    for label in tx.labels.of(source.id):
        tx.labels.add(target.id, label)
    _give_fields(tx, source, target)
    Links(tx).move(source.id, target.id)
    tx.incident_threads.move(source.id, target.id)
    target = take_along(tx, desk, source, target, by)
    target = follow(tx, desk, changed(tx, target, **_taken_over(source, target)))
    source = changed(
        tx,
        source,
        status=Status.resolved,
        resolution=Resolution.merged,
        resolved_at=tx.now,
        merged_into=target.id,
        waiting_since=None,
        snoozed_until=None,
    )
    source = follow(tx, desk, source)
    note(tx, source, "merged", by, after=target.ref)
    note(tx, target, "merged", by, before=source.ref)
    for one in (source, target):
        show_card(tx, desk, one)
        say(tx, desk, one, lines.merged(by.name, source, target))
    return target


def _give_fields(tx: Transaction, source: Thread, target: Thread) -> None:
    """The target keeps what it says of itself, and takes what it lacks."""
    known = tx.fields.of(target.id)
    for name, value in tx.fields.of(source.id).items():
        if name not in known:
            tx.fields.set(target.id, name, value)
    carry(tx, source, target)
    for agent in tx.followers.of(source.id):
        tx.followers.add(target.id, agent.slack_user)


def _taken_over(source: Thread, target: Thread) -> dict[str, object]:
    """Return what a merge changes: if the customer waits in one they do in both."""
    latest = max(source, target, key=lambda one: one.last_message_at)
    values: dict[str, object] = {"last_message_at": latest.last_message_at}
    values["last_author"] = latest.last_author
    if source.waiting_since is None:
        return values
    waits = source.waiting_since
    values["waiting_since"] = min(waits, target.waiting_since or waits)
    if target.status is Status.waiting_on_customer:
        values["status"] = Status.open
    return values


def split(
    tx: Transaction, desk: Desk, thread_id: int, message_ids: Sequence[int], by: Person | By
) -> Thread:
    """Open a new thread with some messages of another; the first of them is where we answer."""
    for channel in tx.messages.channels_of(message_ids):
        tx.channels.lock(channel)  # before the thread, as whoever writes there does
    source = locked(tx, thread_id)
    moved = _messages(tx, source, message_ids)
    first = next((one for one in moved if one.author_kind is Author.customer and one.ts), None)
    if first is None or first.ts == source.root_ts:
        raise Refused(
            "Choose at least one message of the customer, other than the one that opened this."
        )
    why = f"split from {source.ref} by {_who(by)}"
    tx.messages.move(first.id, None, why)
    fresh = tx.messages.get(first.id)
    if fresh is None:
        raise AssertionError("a message that is not there")
    target = open_by_hand(tx, desk, fresh, by)
    tx.followups.cancel(target.id, ACKNOWLEDGE)  # they have read it in the source, or will
    _moved(tx, desk, source, target, moved, By(by.actor, _name(by)))
    return target


def move(
    tx: Transaction,
    desk: Desk,
    thread_id: int,
    target_id: int,
    message_ids: Sequence[int],
    by: By,
) -> Thread:
    """Put some messages of a thread into another of the same customer."""
    source, target = _both(tx, thread_id, target_id)
    if source.id == target.id:
        raise Refused(f"This is {source.ref}: choose another thread.")
    if source.customer_id != target.customer_id:
        raise Refused(f"{source.ref} and {target.ref} belong to different customers.")
    moved = _messages(tx, source, message_ids)
    if any(one.ts == source.root_ts for one in moved):
        raise Refused("The message that opened a thread stays in it: merge the threads instead.")
    _moved(tx, desk, source, target, moved, by)
    return target


def add(tx: Transaction, desk: Desk, message: Message, target_id: int, by: By) -> Thread:
    """Put a message that is in no thread into one of the same channel's customer."""
    if message.thread_id is not None:
        if message.thread_id == target_id:
            return locked(tx, target_id)
        return move(tx, desk, message.thread_id, target_id, [message.id], by)
    target = locked(tx, target_id)
    channel = tx.channels.get(message.channel)
    if channel is None or channel.customer_id != target.customer_id:
        raise Refused(f"{target.ref} belongs to another customer.")
    tx.messages.move(message.id, target.id, f"added to {target.ref} by {by.name}")
    note(tx, target, "message_added", by, after=message.ts)
    tell_room(tx, desk, target, f"said:{message.id}", message=message.id)
    said = replace(said_again(desk, message), parent_ts=None)  # no reply in the target's own place
    author, noise = recognise(tx, desk, said.user, said.team), is_noise(said.text, bool(said.files))
    join(tx, desk, target, said, author, noise)
    return locked(tx, target_id)


def _as_it_is(tx: Transaction, message: Message) -> Message:
    """Return a message of a channel that we hold: somebody may have been faster."""
    found = tx.messages.by_ts(message.channel, message.ts or "")
    if found is None:
        raise Refused("That message is gone.")
    return found


def _both(tx: Transaction, source_id: int, target_id: int) -> tuple[Thread, Thread]:
    """Hold two threads, always in the same order: two people may move in opposite directions."""
    held = {one: locked(tx, one) for one in sorted({source_id, target_id})}
    return held[source_id], held[target_id]


def _messages(tx: Transaction, source: Thread, message_ids: Sequence[int]) -> list[Message]:
    found = [tx.messages.get(one) for one in sorted(set(message_ids))]
    moved = [one for one in found if one is not None and one.thread_id == source.id]
    if not moved or len(moved) < len(found):
        raise Refused(f"Choose messages that are in {source.ref} now.")
    if any(one.kind is Kind.note for one in moved):
        raise Refused("Notes stay in the room they were written in.")
    return moved


def _moved(
    tx: Transaction,
    desk: Desk,
    source: Thread,
    target: Thread,
    moved: Sequence[Message],
    by: By,
) -> None:
    for message in moved:
        if message.ts == target.root_ts:
            continue  # it opened the target, whose card shows it
        tx.messages.move(message.id, target.id, f"moved from {source.ref} by {by.name}")
        tell_room(tx, desk, target, f"said:{message.id}:{target.id}", message=message.id)
    pass_on(tx, desk, source, target, moved, by)
    note(tx, source, "messages_moved", by, after=target.ref)
    note(tx, target, "messages_moved", by, before=source.ref)
    for one in (source, target):
        say(tx, desk, one, lines.moved(by.name, len(moved), source, target))


def _who(by: Person | By) -> str:
    return by.actor.rpartition(":")[2]


def _name(by: Person | By) -> str:
    if isinstance(by, By):
        return by.name
    return by.agent.name if by.agent else "Someone"
