"""Edits and deletions of what was said, in whatever order they reach us."""

from datetime import timedelta

from bot.desk.desk import Desk
from bot.desk.incoming import Deleted, Edited, Outcome, Said, ignored
from bot.desk.intake.intake import hear, hear_again, held, said_again
from bot.desk.joining import join
from bot.desk.noise import is_noise
from bot.desk.opener import opener
from bot.desk.opening import sent_at, title_of
from bot.desk.people import recognise
from bot.desk.promises.offering import offer
from bot.desk.room import show_card, tell_room
from bot.desk.threads import changed
from bot.desk.tracking.telling import say_it_was_sent
from bot.desk.warroom import hearing
from store.messages import Author, Kind, Message
from store.threads import Thread
from store.transaction import Transaction

OUT_OF_ORDER = timedelta(days=1)  # Slack tries for some hours
NOTHING_HEARD = timedelta(days=7)
UNHEARD = "a deletion of something that we never got to hear"


def edit(tx: Transaction, desk: Desk, edited: Edited) -> Outcome:
    """Take an edit; one that comes before its message brings the message along."""
    said = edited.said
    message = _known(tx, desk, said, edited.before)
    if message is None:
        unheard = ignored("an edit of something that we never got to hear")
        return hearing.edited(tx, edited) or unheard
    if (why := _changes_nothing(tx, message, edited)) is not None:
        return ignored(why)
    tx.messages.edit(message, said.text, edited.edited_ts)
    thread = tx.threads.get(message.thread_id)
    if thread is None:
        return _decided_anew(tx, desk, message, said)
    if message.deleted_at is not None:
        _retitled(tx, thread, message, said)
        return Outcome(f"edited a message of {thread.ref} before it was deleted", thread.id)
    _edited(tx, desk, thread, message, edited)
    return Outcome(f"edited a message of {thread.ref}", thread.id)


def delete(tx: Transaction, desk: Desk, deleted: Deleted) -> Outcome:
    """Take a deletion; one that comes before its message leaves a tombstone."""
    said = deleted.said
    message = _known(tx, desk, said, said.text)
    if message is None:
        return hearing.deleted(tx, deleted) or ignored(UNHEARD)
    if not tx.messages.delete(message.id):
        return ignored("deleted already")
    thread = tx.threads.get(message.thread_id)
    if thread is None:
        return Outcome("deleted a message that is in no thread")
    tx.timeline.append("message.deleted", f"{message.author_kind}:{message.author}", thread.id)
    if message.kind is Kind.message:
        tell_room(tx, desk, thread, f"deleted:{message.id}", deleted=message.id)
        if message.author_kind is Author.customer:
            show_card(tx, desk, thread)
    return Outcome(f"deleted a message of {thread.ref}", thread.id)


def delete_at(tx: Transaction, desk: Desk, channel: str, ts: str) -> Outcome:
    """Take a deletion of which we are told no more than its place."""
    known = tx.messages.by_ts(channel, ts)
    if known is not None:
        return delete(tx, desk, Deleted(said_again(desk, known)))
    gone = Deleted(Said(channel, ts, "", desk.identity.team, ""))
    return hearing.deleted(tx, gone) or ignored(UNHEARD)


def _changes_nothing(tx: Transaction, message: Message, edited: Edited) -> str | None:
    if message.edited_ts is not None and float(message.edited_ts) >= float(edited.edited_ts):
        return "an edit older than the one we know"
    if message.text != edited.said.text:
        return None
    # an older edit that is still on its way must not undo this one
    tx.messages.mark_edited(edited.said.channel, edited.said.ts, edited.edited_ts)
    return "nothing that was said changed"


def _decided_anew(tx: Transaction, desk: Desk, message: Message, said: Said) -> Outcome:
    """What was a mere greeting may have become a request."""
    edited = tx.messages.by_ts(said.channel, said.ts)
    if edited is None or edited.deleted_at is not None or message.kind is Kind.note:
        return Outcome("edited a message that is in no thread")
    hear_again(tx, desk, edited)
    again = tx.messages.by_ts(said.channel, said.ts)
    if again is None:
        raise AssertionError(f"{said.channel} {said.ts} was not taken again")
    return Outcome(f"edited a message: it is {again.decision}", again.thread_id)


def _known(tx: Transaction, desk: Desk, said: Said, text: str) -> Message | None:
    """Return the message that changed; one we should have got is taken first, as it was."""
    tx.channels.lock(said.channel)  # before its threads and messages, as whoever writes there does
    before = tx.messages.by_ts(said.channel, said.ts)
    if before is not None and before.thread_id is not None:
        tx.threads.lock(before.thread_id)
    message = tx.messages.lock(said.channel, said.ts)
    if message is None and not _before_our_time(tx, said):
        first = Said(said.channel, said.ts, said.user, said.team, text, said.parent_ts, said.files)
        hear(tx, desk, first)
        message = tx.messages.lock(said.channel, said.ts)
    return message


def _before_our_time(tx: Transaction, said: Said) -> bool:
    """Whether it is older than all that we ever heard in its channel."""
    first = tx.history.first_ts(said.channel)
    begun = tx.now - NOTHING_HEARD if first is None else sent_at(first) - OUT_OF_ORDER
    return sent_at(said.ts) < begun


def _edited(tx: Transaction, desk: Desk, thread: Thread, message: Message, edited: Edited) -> None:
    actor = f"{message.author_kind}:{message.author}"
    tx.timeline.append("message.edited", actor, thread.id, message.text, edited.said.text)
    if message.kind is Kind.note:
        say_it_was_sent(tx, desk, thread, message)
        return
    answered = message.author_kind is Author.customer and _answered(thread, message)
    key = f"edited:{message.id}:{edited.edited_ts}"
    change = {"before": message.text, "answered": answered}
    tell_room(tx, desk, thread, key, edited=message.id, **change)
    if message.author_kind is Author.customer and _asks_now(message, edited.said):
        person = recognise(tx, desk, edited.said.user, edited.said.team)
        join(tx, desk, thread, edited.said, person, noise=False)
    if message.author_kind is Author.agent:
        offer(tx, desk, thread, message.id)
    if message.author_kind is Author.customer:
        _retitled(tx, thread, message, edited.said)
        show_card(tx, desk, thread)


def _asks_now(message: Message, said: Said) -> bool:
    """Whether thanks became a request."""
    return is_noise(message.text, bool(message.files)) and not is_noise(said.text, bool(said.files))


def _retitled(tx: Transaction, thread: Thread, message: Message, said: Said) -> None:
    opening = opener(tx, thread)
    if opening is not None and opening.id == message.id:
        changed(tx, held(tx, thread.id), title=title_of(said.text, message.files))


def _answered(thread: Thread, message: Message) -> bool:
    """Whether somebody answered since it was said: nobody waits any more, or only since later."""
    if thread.first_response_at is None:
        return False
    return thread.waiting_since is None or message.sent_at < thread.waiting_since
