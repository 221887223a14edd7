"""Sharing: whether people of other companies read a channel, so that nothing internal gets there."""

from bot.desk import alerts
from bot.desk.desk import Desk
from bot.desk.incoming import Outcome, ignored
from store.transaction import Transaction


def share(tx: Transaction, desk: Desk, channel: str) -> Outcome:
    """Another company is in a channel: nothing internal is sent there any more."""
    known = tx.channels.get(channel)
    ours = channel in desk.internal or tx.incidents.by_channel(channel) is not None
    if known is None and not ours:
        return ignored("a channel that is none of ours was shared")
    if known is not None and known.is_shared:
        return ignored("we know that this channel is shared")
    tx.channels.set_shared(channel, is_shared=True)
    tx.timeline.append("channel.shared", "bellhop", None, after=channel)
    if ours:
        alerts.room_shared(tx, desk, channel)
    return Outcome(f"{channel} is shared with another company")


def unshare(tx: Transaction, channel: str) -> Outcome:
    """Only our own people are in a channel; one of a customer's counts as shared all the same."""
    known = tx.channels.get(channel)
    if known is None or not known.is_shared:
        return ignored("we know of no share of this channel")
    tx.channels.set_shared(channel, is_shared=False)
    tx.timeline.append("channel.unshared", "bellhop", None, after=channel)
    return Outcome(f"{channel} is shared no more")
