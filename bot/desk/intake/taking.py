"""Messages that somebody points at: by a shortcut, or as the last one of a channel."""

from datetime import timedelta

from bot.desk.desk import Desk
from bot.desk.incoming import Said
from bot.desk.intake.grouping import Action, Decision
from bot.desk.intake.intake import keep
from bot.desk.intake.moving import open_by_hand
from bot.desk.people import Person, recognise
from bot.desk.telling.whispers import Whisper, whisper
from bot.errors import Refused
from bot.views import lines
from store.messages import Author, Message
from store.threads import Thread
from store.transaction import Transaction

UNHEARD = "in no thread: I never heard it, and was only shown it later"
LATELY = timedelta(days=7)


def taken(tx: Transaction, desk: Desk, said: Said) -> Message:
    """Return a message; one that we never got is kept now, in no thread."""
    if said.channel in desk.rooms:
        raise Refused("This is our own channel: threads come from customers' channels.")
    channel = tx.channels.lock(said.channel)
    if channel is None:
        raise Refused("I do not know this channel: invite me, and say whose it is.")
    if tx.messages.by_ts(said.channel, said.ts) is None:
        person = recognise(tx, desk, said.user, said.team)
        keep(tx, said, person, Decision(Action.STAY, UNHEARD), None)
    message = tx.messages.by_ts(said.channel, said.ts)
    if message is None:
        raise AssertionError(f"{said.channel} {said.ts} was not kept")
    return message


def last_loose(tx: Transaction, channel: str, words: str) -> Message | None:
    """Return the last message of a customer in no thread that has these words, of a week."""
    wanted = words.lower().split()
    found = tx.messages.loose(channel, tx.now - LATELY)
    return next((one for one in found if all(word in one.text.lower() for word in wanted)), None)


def open_pointed(tx: Transaction, desk: Desk, said: Said, by: Person) -> Thread:
    """Open a thread with a message that somebody pointed at; the answer is whispered to them."""
    may_open = by.kind is Author.customer and desk.config.desk.customers_may_open
    if by.agent is None and not may_open:
        raise Refused("Only agents of the support desk can do this.")
    thread = open_by_hand(tx, desk, taken(tx, desk, said), by)
    link = desk.permalink(thread.channel, said.ts, said.parent_ts if said.is_reply else None)
    whisper(tx, Whisper(by.user, said.channel, lines.opened(thread, link)), thread.id)
    return thread
