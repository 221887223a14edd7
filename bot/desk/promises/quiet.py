"""Quiet customers: asked once more, and in the end their thread is closed; any answer ends it."""

from datetime import datetime

from bot.delivery.outbox import tell_customer
from bot.desk.by import BELLHOP, By
from bot.desk.desk import Desk
from bot.desk.humans import is_concerned
from bot.desk.merged import held_end
from bot.desk.owing.kinds import FIXED, PROMISE
from bot.desk.owing.resting import rest, rest_on, waiting_of
from bot.desk.people import Person, name_of
from bot.desk.replies import Reply, reply_as_bellhop
from bot.desk.room import say
from bot.desk.threads import resolve
from bot.errors import Refused
from bot.views import ids
from bot.views import promises as views
from bot.views.customer import Offer
from store.followups import UNSETTLED, Followup
from store.links import OVER, Links
from store.messages import Author, Kind
from store.threads import Severity, Status, Thread
from store.transaction import Transaction

GRAVE = (Severity.SEV1, Severity.SEV2)
LOOKED_AT = 50  # messages, for the last word that was ours or theirs


def fall_quiet(tx: Transaction, desk: Desk, thread: Thread, followup: Followup) -> None:
    """Nudge or close, if it still is the customer's turn; what was said since begins it anew."""
    waiting = waiting_of(tx, desk, thread)
    if thread.status is not Status.waiting_on_customer or waiting is None:
        return
    begun = datetime.fromisoformat(followup.payload["since"])
    since = _last_word(tx, thread, begun)
    if since > begun:
        rest(tx, desk, thread, since)
    elif _must_stay(tx, thread, since):
        rest(tx, desk, thread, tx.now)
    elif waiting.nudge and not followup.payload["nudged"]:
        solved = Offer("It is solved", ids.SOLVED, str(thread.id))
        key = f"nudge:{thread.id}:{followup.due_at}"
        if _said(tx, desk, Reply(thread.id, waiting.nudge_text, key, [solved])) and waiting.close:
            rest_on(tx, desk, thread, since, waiting.close)
    elif waiting.close:
        _close(tx, desk, thread, Reply(thread.id, waiting.close_text, f"close:{followup.due_at}"))


def solved(tx: Transaction, desk: Desk, thread_id: int, person: Person, ts: str) -> Thread:
    """Resolve a thread because its customer says so."""
    thread = held_end(tx, tx.threads.get(thread_id))
    if not is_concerned(thread, person):
        raise Refused("Only the people whom this conversation is with can say that.")
    by = By(person.actor, name_of(tx, person.user))
    thread = resolve(tx, desk, thread.id, by)
    nudge = tx.messages.by_ts(thread.channel, ts)
    if nudge is not None:
        payload = {"message": nudge.id, "became": views.THANKS}
        tell_customer(tx, f"solved:{nudge.id}", "asked", thread.channel, thread.id, payload)
    return thread


def _close(tx: Transaction, desk: Desk, thread: Thread, goodbye: Reply) -> None:
    if _said(tx, desk, goodbye):
        tx.timeline.append("thread.closed_unanswered", BELLHOP.actor, thread.id)
        resolve(tx, desk, thread.id, BELLHOP)


def _said(tx: Transaction, desk: Desk, words: Reply) -> bool:
    """Say it to the customer; where we may not, the room hears that nobody asks them."""
    try:
        reply_as_bellhop(tx, desk, words, BELLHOP)
    except Refused as refused:
        thread = held_end(tx, tx.threads.get(words.thread_id))
        say(tx, desk, thread, views.not_nudged(str(refused)))
        return False
    return True


def _last_word(tx: Transaction, thread: Thread, begun: datetime) -> datetime:
    """Return when a person last said something to another."""
    said = tx.messages.last_of_thread(thread.id, LOOKED_AT)
    people = (Author.agent, Author.customer)
    words = (one for one in said if one.kind is Kind.message and one.author_kind in people)
    return max((one.sent_at for one in words), default=begun)


def _must_stay(tx: Transaction, thread: Thread, since: datetime) -> bool:
    """Whether it is too grave to be closed by a clock, or one of us still has to come back to it."""
    working = (link for link in Links(tx).of_thread(thread.id) if link.stage not in OVER)
    return thread.severity in GRAVE or any(working) or _owes(tx, thread, since)


def _owes(tx: Transaction, thread: Thread, since: datetime) -> bool:
    """Whether we promised the customer something; late counts too, unless somebody wrote since."""
    promised = (
        one
        for one in tx.followups.of(thread.id)
        if one.kind in (PROMISE, FIXED) and one.state in UNSETTLED
    )
    return any(
        one.due_at is not None or datetime.fromisoformat(one.payload["since"]) >= since
        for one in promised
    )
