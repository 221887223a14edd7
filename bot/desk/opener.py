"""The opener: what a customer asked first, which is what a thread is about."""

from bot.desk.noise import is_noise
from store.messages import Author, Kind, Message
from store.threads import Thread
from store.transaction import Transaction


def opener(tx: Transaction, thread: Thread) -> Message | None:
    """Return the root of a thread's Slack thread, or what was asked under it.

    What stands there may be ours, mere thanks, or another thread's of which this was split off.
    """
    root = tx.messages.by_ts(thread.channel, thread.root_ts) if thread.root_ts else None
    if root is None or root.delivery_key is not None or _asks(root, thread):
        return root
    said = tx.messages.of_thread(thread.id)
    return next((one for one in said if _asks(one, thread)), root)


def _asks(message: Message, thread: Thread) -> bool:
    return (
        message.thread_id == thread.id
        and message.kind is Kind.message
        and message.author_kind is Author.customer
        and not is_noise(message.text, bool(message.files))
    )
