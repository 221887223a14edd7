"""Renumbering: Slack gives a private channel another id when it is shared with a company."""

from uuid import uuid4

from bot.delivery.outbox import channel_lane
from bot.desk.alerts import raise_alert
from bot.desk.channels import join, take_waiting
from bot.desk.desk import Desk
from bot.desk.incoming import Joined, Outcome, ignored
from bot.views import alerts
from store.channels import Mapping
from store.transaction import Transaction


def renumber(tx: Transaction, desk: Desk, old: str, new: str) -> Outcome:
    """Go on in a channel under its new id; the old one leads nowhere any more."""
    channel = tx.channels.lock(old)
    if channel is None and old not in desk.internal:
        return ignored("a channel that is none of ours got another id")
    raise_alert(tx, desk, f"renumbered:{uuid4().hex}", alerts.channel_renumbered(old, new))
    if channel is None:
        return Outcome(f"told that {old} is {new} from now on")
    tx.timeline.append("channel.renumbered", "bellhop", None, old, new)
    tx.channels.renumber(old, new)
    tx.threads.renumber(old, new)
    tx.messages.renumber(old, new)
    tx.deliveries.renumber((old, channel_lane(old)), (new, channel_lane(new)))
    if channel.mapping is Mapping.mapped:
        take_waiting(tx, desk, new)
    elif channel.mapping is Mapping.asked:  # the buttons of the question name the old id
        tx.channels.forget(new)
        join(tx, desk, Joined(new, desk.identity.user, desk.identity.team, None))
    return Outcome(f"{old} is {new} from now on")
