"""Offering to keep track of what somebody has promised a customer, with one click, in the room."""

from bot.delivery.outbox import Post, channel_lane, to_team
from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.merged import held_end
from bot.desk.owing.kinds import PROMISE
from bot.desk.paging.paths import team_of
from bot.desk.promises.changing import add
from bot.desk.promises.spotting import Spotted, spot
from bot.desk.promises.times import When
from bot.desk.reminders import Reminder
from bot.desk.room import tell_room
from bot.errors import Refused
from bot.views import promises as views
from bot.views.text import escape
from store.followups import Followup
from store.messages import Author, Message
from store.threads import Status, Thread
from store.transaction import Transaction

Place = tuple[str, str]  # a channel, and a message in it


def offer(tx: Transaction, desk: Desk, thread: Thread, message_id: int) -> None:
    """Offer it in the room when an agent's message promises something that is still to come."""
    message = tx.messages.get(message_id)
    by_agent = message is not None and message.author_kind is Author.agent
    if message is None or not by_agent or thread.status is Status.resolved:
        return
    found = spotted(tx, desk, thread, message)
    if found is not None and found.due_at > tx.now:
        tell_room(tx, desk, thread, f"spotted:{message_id}", spotted=message_id)


def spotted(tx: Transaction, desk: Desk, thread: Thread, message: Message) -> Spotted | None:
    """Return what a message promises, by the clock of who has the thread."""
    team = team_of(tx, thread)
    hours = desk.team_hours(team.key if team else None)
    zone = hours.schedule.timezone if hours else desk.config.desk.timezone
    return spot(message.text, When(message.sent_at, zone, hours))


def offered(tx: Transaction, desk: Desk, message_id: int) -> tuple[Thread, Message, Spotted]:
    """Return what was offered, held; Refused when the message says so no longer."""
    message = tx.messages.get(message_id)
    if message is None or message.thread_id is None or message.deleted_at is not None:
        raise Refused("The message that promised it is gone.")
    thread = held_end(tx, tx.threads.get(message.thread_id))
    found = spotted(tx, desk, thread, message)
    if found is None:
        raise Refused("The message does not promise it any more.")
    return thread, message, found


def take(tx: Transaction, desk: Desk, message_id: int, place: Place, by: By) -> Followup:
    """Keep track of it, for who wrote it; a second click changes nothing."""
    thread, message, found = offered(tx, desk, message_id)
    known = tx.followups.by_key(f"{PROMISE}:{key_of(message_id)}")
    if known is not None:
        raise Refused(views.over(known))
    return keep(tx, desk, _reminder(tx, thread, message, found), place, by)


def keep(tx: Transaction, desk: Desk, reminder: Reminder, place: Place, by: By) -> Followup:
    """Keep track of a promise, and say so in the place of the offer."""
    _, added = add(tx, desk, reminder, by)
    agent = tx.agents.get(added.agent_id)
    put_away(tx, reminder.thread_id, place, views.added(by.name, added, agent))
    return added


def leave(tx: Transaction, desk: Desk, message_id: int, place: Place, by: By) -> None:
    """Leave it untracked."""
    thread, _, _ = offered(tx, desk, message_id)
    put_away(tx, thread.id, place, views.left(by.name))


def key_of(message_id: int) -> str:
    """Return what makes a promise that a message makes happen once."""
    return f"said:{message_id}"


def put_away(tx: Transaction, thread_id: int, place: Place, line: str) -> None:
    """Put a line in the place of an offer's buttons."""
    channel, ts = place
    drawn = views.put_away(line)
    payload = {"text": drawn.text, "blocks": drawn.blocks, "ts": ts}
    name, lane = f"offer_settled:{channel}:{ts}", channel_lane(channel)
    to_team(tx, Post(name, "decided", lane, channel, thread_id, payload))


def _reminder(tx: Transaction, thread: Thread, message: Message, found: Spotted) -> Reminder:
    agent = tx.agents.by_slack(message.author)
    whose, words = agent.id if agent else None, f"“{escape(found.words)}”"
    return Reminder(thread.id, key_of(message.id), found.due_at, words, (), PROMISE, whose)
