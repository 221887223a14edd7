"""A way to a human: whoever gets an automatic answer may ask for a person."""

from bot.desk.csat import CSAT
from bot.desk.desk import Desk
from bot.desk.merged import held_end
from bot.desk.people import Person, name_of
from bot.desk.room import say, show_card
from bot.desk.sla.clocks import follow
from bot.desk.telling.followers import tell_followers
from bot.desk.telling.mentions import whose
from bot.desk.telling.whispers import Whisper, whisper
from bot.desk.threads import WAKE, By, changed, goes_on, note
from bot.errors import Refused
from bot.views import lines
from bot.views.news import News
from store.threads import Priority, Status, Thread
from store.transaction import Transaction

RUNNING = (Status.new, Status.open, Status.waiting_on_engineering)


def ask_for_human(tx: Transaction, desk: Desk, thread_id: int, person: Person) -> Thread:
    """Bring a thread before a person, soon; to ask again before one answers changes nothing."""
    thread = held_end(tx, tx.threads.get(thread_id))
    if not is_concerned(thread, person):
        raise Refused("Only the people whom this conversation is with can ask for that.")
    if thread.human_asked_at is None:
        thread = _asked(tx, desk, thread, By(person.actor, name_of(tx, person.user)))
    thanks = Whisper(person.user, thread.channel, lines.human_comes(), thread.root_ts)
    whisper(tx, thanks, thread.id)
    return thread


def is_concerned(thread: Thread, person: Person) -> bool:
    """Whether a thread is with somebody: one of us, or a contact of its customer."""
    if person.agent is not None:
        return True
    contact = person.contact
    return (
        contact is not None
        and contact.customer_id is not None
        and (contact.customer_id == thread.customer_id)
    )


def _asked(tx: Transaction, desk: Desk, thread: Thread, by: By) -> Thread:
    after = follow(tx, desk, changed(tx, thread, **_urgent(tx, thread)))
    note(tx, after, "human_asked", by)
    if thread.status is Status.resolved:
        note(tx, after, "reopened", by, thread.status, after.status)
        tell_followers(tx, after, News.reopened, by.actor)
    elif after.status is not thread.status:
        note(tx, after, "status_changed", by, thread.status, after.status)
    if after.priority is not thread.priority:
        note(tx, after, "priority_changed", by, thread.priority, after.priority)
    show_card(tx, desk, after)
    say(tx, desk, after, lines.human_asked(by.name, whose(tx, after)))
    return after


def _urgent(tx: Transaction, thread: Thread) -> dict[str, object]:
    """Return what changes: it is open and somebody waits, even where all was said and done."""
    values: dict[str, object] = {}
    if thread.status is Status.resolved:
        tx.followups.cancel(thread.id, CSAT)
        values |= goes_on(tx, thread, tx.now)
    elif thread.status not in RUNNING:
        tx.followups.cancel(thread.id, WAKE)
        values |= {"status": Status.open, "snoozed_until": None}
    if thread.priority in (Priority.low, Priority.normal):
        values["priority"] = Priority.high
    values["waiting_since"] = thread.waiting_since or tx.now
    values["human_asked_at"] = tx.now
    return values
