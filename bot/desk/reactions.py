"""Emoji: 👀 claims, ✅ resolves, 🎫 opens, on a card or on the customer's message."""

from bot.desk import threads
from bot.desk.desk import Desk
from bot.desk.incoming import Outcome, Reacted, ignored
from bot.desk.moving import open_by_hand
from bot.desk.people import Person, name_of, recognise
from bot.desk.refusals import refuse
from bot.desk.room import tell_room
from bot.desk.threads import By
from bot.errors import Refused
from store.messages import Author, Message
from store.threads import Thread
from store.transaction import Transaction


def react(tx: Transaction, desk: Desk, reacted: Reacted, team: str) -> Outcome:
    """Take a reaction: for an agent it may be a command, from anyone else it is news."""
    message = tx.messages.by_ts(reacted.channel, reacted.ts)
    thread = _thread(tx, reacted, message)
    person = recognise(tx, desk, reacted.user, team)
    emoji = desk.config.desk.emoji
    if reacted.added and reacted.emoji == emoji.open and message and message.thread_id is None:
        return _opened(tx, desk, message, person)
    if thread is None:
        return ignored("a reaction to something that is in no thread")
    if reacted.added and reacted.emoji in (emoji.claim, emoji.resolve):
        return _commanded(tx, desk, thread, person, reacted)
    if message is not None and person.kind is not Author.agent:
        key = f"reacted:{message.id}:{reacted.user}:{reacted.emoji}:{reacted.added}:{tx.now}"
        news = {"by": name_of(tx, reacted.user), "emoji": reacted.emoji, "added": reacted.added}
        tell_room(tx, desk, thread, key, reacted=message.id, **news)
        return Outcome(f"told the room of {thread.ref}", thread.id)
    return ignored(f"the emoji {reacted.emoji} means nothing here")


def _thread(tx: Transaction, reacted: Reacted, message: Message | None) -> Thread | None:
    if message is None:
        return tx.threads.by_card(reacted.channel, reacted.ts)
    return None if message.thread_id is None else tx.threads.get(message.thread_id)


def _commanded(
    tx: Transaction, desk: Desk, thread: Thread, person: Person, reacted: Reacted
) -> Outcome:
    claims = reacted.emoji == desk.config.desk.emoji.claim
    if person.agent is None:
        if person.kind is Author.customer:  # 👀 from a customer is just a look
            return ignored("a customer's emoji is no command")
        return refuse(tx, person, thread.id, reacted.channel, "Only agents can do this by emoji.")
    try:
        if claims:
            threads.claim(tx, desk, thread.id, person.agent)
        else:
            threads.resolve(tx, desk, thread.id, By.agent(person.agent))
    except Refused as refusal:
        return refuse(tx, person, thread.id, reacted.channel, str(refusal))
    return Outcome(f"{'claimed' if claims else 'resolved'} {thread.ref}", thread.id)


def _opened(tx: Transaction, desk: Desk, message: Message, person: Person) -> Outcome:
    allowed = desk.config.desk.customers_may_open and person.kind is Author.customer
    if person.agent is None and not allowed:
        return ignored("only agents open threads by emoji here")
    thread = open_by_hand(tx, desk, message, person)
    return Outcome(f"opened {thread.ref}", thread.id)
