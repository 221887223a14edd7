"""What one of us reads outside a thread: whispers, the Home tab, alerts, the channel question."""

from bot.delivery.kinds import Call
from bot.desk.channels import suggestions
from bot.desk.desk import Desk
from bot.desk.outgoing.card import post
from bot.desk.people import name_of
from bot.desk.reports.home import home_of
from bot.views import channel_setup, support
from bot.views.blocks import Surface, sections
from store.channels import Mapping as Mapped
from store.deliveries import Delivery
from store.transaction import Transaction


def whisper(_desk: Desk, _tx: Transaction, delivery: Delivery) -> Call:
    """Show one person what only they read."""
    payload = delivery.payload
    drawn = support.line(payload["line"])
    place = {
        "channel": delivery.channel,
        "user": payload["user"],
        "thread_ts": payload["parent_ts"],
    }
    return Call("chat.postEphemeral", {**place, "text": drawn.text, "blocks": drawn.blocks})


def home(desk: Desk, tx: Transaction, delivery: Delivery) -> Call:
    """Publish a Home tab."""
    view = home_of(tx, desk, delivery.payload)
    return Call("views.publish", {"user_id": delivery.payload["user"], "view": view})


def alert(_desk: Desk, _tx: Transaction, delivery: Delivery) -> Call:
    """Post an alert or a digest, drawn when it was raised."""
    drawn = Surface(delivery.payload["text"], delivery.payload["blocks"])
    return post(drawn, channel=delivery.channel)


def decided(_desk: Desk, _tx: Transaction, delivery: Delivery) -> Call:
    """Put what was decided in the place of the alert that asked."""
    drawn = Surface(delivery.payload["text"], delivery.payload["blocks"])
    place = {"channel": delivery.channel, "ts": delivery.payload["ts"]}
    return Call("chat.update", {**place, "text": drawn.text, "blocks": drawn.blocks})


def notice(_desk: Desk, _tx: Transaction, delivery: Delivery) -> Call:
    """Tell a person or a channel of ours what a workflow has to say."""
    text = delivery.payload["text"]
    return post(Surface(text, sections(text)), channel=delivery.channel)


def channel_question(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Ask which customer a channel belongs to, unless somebody said so meanwhile."""
    payload = delivery.payload
    channel = tx.channels.get(payload["channel"])
    if channel is None or channel.mapping is not Mapped.asked:
        return None
    found = suggestions(tx, channel.name or "", payload["domain"])
    inviter = name_of(tx, payload["inviter"]) if payload["inviter"] else "Someone"
    return post(channel_setup.channel_question(channel, inviter, found), channel=delivery.channel)


def channel_answer(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Put the answer in the place of the question, as it is when this is sent."""
    channel = tx.channels.get(delivery.payload["channel"])
    if channel is None or channel.mapping is Mapped.asked:
        return None
    customer = channel.customer
    by = delivery.payload["by"]
    if customer is None:
        drawn = channel_setup.channel_ignored(channel, by)
    else:
        drawn = channel_setup.channel_mapped(channel, customer, by)
    place = {"channel": delivery.channel, "ts": delivery.payload["ts"]}
    return Call("chat.update", {**place, "text": drawn.text, "blocks": drawn.blocks})
