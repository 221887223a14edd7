"""Why a message is, or is not, in a thread."""

from bot.desk.desk import Desk
from bot.views.why import Why
from store.transaction import Transaction

UNKNOWN = "I have never seen this message: it is older than my time in this channel, or was missed."


def explain(tx: Transaction, desk: Desk, channel: str, ts: str, text: str = "") -> Why:
    """Return the reason, the thread, the channel's mode and the level that set it."""
    mode = desk.mode_of(channel)
    message = tx.messages.by_ts(channel, ts)
    if message is None:
        return Why(text, UNKNOWN, None, mode.mode, mode.level)
    thread = tx.threads.get(message.thread_id)
    link = desk.permalink(thread.channel, thread.root_ts) if thread else None
    return Why(message.text, message.decision, thread, mode.mode, mode.level, link)
