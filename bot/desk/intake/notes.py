"""Notes: what agents write in the internal room of a thread; no customer ever sees them."""

from datetime import UTC, datetime

from bot.desk.desk import Desk
from bot.desk.incoming import Outcome, Said, ignored, known
from bot.desk.merged import held_end
from bot.desk.people import Person, recognise
from store.messages import Kind
from store.threads import Thread
from store.transaction import Transaction


def take_note(tx: Transaction, desk: Desk, said: Said) -> Outcome:
    """Keep what somebody wrote under a card as a note."""
    thread = _of_card(tx, said.channel, said.parent_ts or said.ts)
    if thread is None or not said.is_reply:
        return ignored("in the triage channel, but under no card")
    thread = held_end(tx, thread)
    person = recognise(tx, desk, said.user, said.team)
    at = datetime.fromtimestamp(float(said.ts), UTC)
    added = tx.messages.add(
        thread_id=thread.id,
        kind=Kind.note,
        channel=said.channel,
        ts=said.ts,
        parent_ts=said.parent_ts,
        author_kind=person.kind,
        author=said.user,
        text=said.text,
        files=said.files,
        sent_at=at,
        decision=f"a note of {thread.ref}: written under its card",
    )
    if added is None:
        return known(thread.id)
    _written(tx, thread, person)
    return Outcome(f"noted in {thread.ref}", thread.id)


def _of_card(tx: Transaction, channel: str, ts: str) -> Thread | None:
    """Return the thread whose card this is, or was until it went to another channel."""
    if (thread := tx.threads.by_card(channel, ts)) is not None:
        return thread
    left = tx.deliveries.thread_of(channel, ts)
    return tx.threads.get(left)


def _written(tx: Transaction, thread: Thread, person: Person) -> None:
    tx.timeline.append("note.added", person.actor, thread.id)
