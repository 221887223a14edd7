"""Why a message is, or is not, in a thread."""

from bot.desk.desk import Desk
from bot.views.why import Why
from store.threads import Thread
from store.transaction import Transaction

UNKNOWN = (
    "I have never seen this message: it is older than my time in this channel, or was missed, or"
    " a bot wrote it."
)
OURS = "I wrote this."
BOT = "A bot wrote this: only what people write becomes a thread."
ROOM = "This is our own channel: threads come from customers' channels."
STRANGE = "I do not know this channel: invite me, and say whose it is."


def explain(
    tx: Transaction, desk: Desk, channel: str, ts: str, text: str = "", *, by_bot: bool = False
) -> Why:
    """Return the reason, the thread, the channel's mode and the level that set it.

    `text` is what a message says that we do not know, `by_bot` whether nobody wrote it.
    """
    mode = desk.mode_of(channel)
    message = tx.messages.by_ts(channel, ts)
    if message is None:
        thread = _of_ours(tx, channel, ts)
        why = OURS if thread else _unknown(tx, desk, channel, by_bot=by_bot)
    else:
        thread, why, text = tx.threads.get(message.thread_id), message.decision, message.text
    link = desk.permalink(thread.channel, thread.root_ts) if thread else None
    return Why(text, why, thread, mode.mode, mode.level, link, is_ours=channel in desk.internal)


def _of_ours(tx: Transaction, channel: str, ts: str) -> Thread | None:
    """Return the thread of a card, or of anything else that we sent and still know of."""
    card = tx.threads.by_card(channel, ts)
    return card or tx.threads.get(tx.deliveries.thread_of(channel, ts))


def _unknown(tx: Transaction, desk: Desk, channel: str, *, by_bot: bool) -> str:
    if by_bot:
        return BOT
    if channel in desk.internal or tx.incidents.by_channel(channel) is not None:
        return ROOM
    return UNKNOWN if tx.channels.get(channel) else STRANGE
