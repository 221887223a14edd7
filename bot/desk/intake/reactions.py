"""Emoji: 👀 claims, ✅ resolves, 🎫 opens, on a card or on the customer's message."""

from dataclasses import dataclass

from bot.desk import threads
from bot.desk.closing import Said, close
from bot.desk.desk import Desk
from bot.desk.escalations import acknowledge
from bot.desk.incoming import Outcome, Reacted, ignored
from bot.desk.intake.moving import open_by_hand
from bot.desk.people import Person, name_of, recognise
from bot.desk.room import tell_room
from bot.desk.telling.refusals import refuse
from bot.desk.threads import By
from bot.desk.warroom.hearing import pinned
from bot.errors import Refused
from store.messages import Author, Kind, Message
from store.threads import Thread
from store.transaction import Transaction


def react(tx: Transaction, desk: Desk, reacted: Reacted, team: str) -> Outcome:
    """Take a reaction: for one of us it may be a command, from a customer it is news."""
    message = tx.messages.by_ts(reacted.channel, reacted.ts)
    thread = _thread(tx, reacted, message)
    person = recognise(tx, desk, reacted.user, team)
    try:
        commanded = _answered(tx, desk, reacted, person) or _commanded(
            tx, desk, reacted, Target(message, thread), person
        )
    except Refused as refusal:
        thread_id = thread.id if thread else None
        return refuse(tx, person, thread_id, reacted.channel, str(refusal))
    if commanded is not None:
        return commanded
    if thread is None:
        loose = ignored("a reaction to something that is in no thread")
        return pinned(tx, desk, reacted, person) or loose
    if message is None or message.kind is Kind.note or person.kind is Author.agent:
        return ignored(f"the emoji {reacted.emoji} means nothing here")
    key = f"reacted:{message.id}:{reacted.user}:{reacted.emoji}:{reacted.added}:{tx.now}"
    news = {"by": name_of(tx, reacted.user), "emoji": reacted.emoji, "added": reacted.added}
    tell_room(tx, desk, thread, key, reacted=message.id, **news)
    return Outcome(f"told the room of {thread.ref}", thread.id)


@dataclass(frozen=True)
class Target:
    """What a reaction is put on; the card and what we sent are no messages of our store."""

    message: Message | None
    thread: Thread | None


def _thread(tx: Transaction, reacted: Reacted, message: Message | None) -> Thread | None:
    """Return the thread of a message, of a card, or of anything else that we sent."""
    if message is not None:
        thread_id = message.thread_id
    elif (carded := tx.threads.by_card(reacted.channel, reacted.ts)) is not None:
        return carded  # its delivery may be forgotten by now
    else:
        thread_id = tx.deliveries.thread_of(reacted.channel, reacted.ts)
    return tx.threads.get(thread_id)


def _answered(tx: Transaction, desk: Desk, reacted: Reacted, person: Person) -> Outcome | None:
    """Acknowledge a page; None when it is none, or the emoji orders nothing."""
    if not reacted.added or reacted.emoji != desk.config.desk.emoji.claim or person.agent is None:
        return None
    page = tx.pages.by_message(reacted.channel, reacted.ts)
    if page is None:
        return None
    done = acknowledge(tx, desk, page.escalation_id, By.agent(person.agent))
    return Outcome("acknowledged a page", done.thread_id)


def _commanded(
    tx: Transaction, desk: Desk, reacted: Reacted, target: Target, person: Person
) -> Outcome | None:
    """Do what an emoji orders; None when it orders nothing."""
    emoji, thread, agent = desk.config.desk.emoji, target.thread, person.agent
    if not reacted.added:
        return None
    if reacted.emoji == emoji.open and target.message and target.message.thread_id is None:
        return _opened(tx, desk, target.message, person)
    ordered = reacted.emoji in (emoji.claim, emoji.resolve)
    if thread is None or not ordered or person.kind is Author.customer:
        return None  # 👀 from a customer is just a look
    if agent is None:
        raise Refused("Only agents of the support desk can do this.")
    if reacted.emoji == emoji.claim:
        threads.claim(tx, desk, thread.id, agent)
        return Outcome(f"claimed {thread.ref}", thread.id)
    close(tx, desk, thread.id, Said(), By.agent(agent))
    return Outcome(f"resolved {thread.ref}", thread.id)


def _opened(tx: Transaction, desk: Desk, message: Message, person: Person) -> Outcome:
    allowed = desk.config.desk.customers_may_open and person.kind is Author.customer
    if person.agent is None and not allowed:
        return ignored("only agents open threads by emoji here")
    try:
        thread = open_by_hand(tx, desk, message, person)
    except Refused as refusal:
        return refuse(tx, person, None, message.channel, str(refusal))
    return Outcome(f"opened {thread.ref}", thread.id)
