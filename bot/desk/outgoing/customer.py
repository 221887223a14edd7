"""What a customer reads of us: replies, the acknowledgement and the question how it was."""

from collections.abc import Mapping
from typing import Any

from bot.delivery.kinds import Call
from bot.desk.desk import Desk
from bot.desk.outgoing.card import post, thread_of
from bot.desk.promises.offering import offer
from bot.desk.room import say, show_card
from bot.desk.there import there
from bot.desk.threads import changed, locked
from bot.views import customer, lines
from bot.views.blocks import Surface, sections
from store.agents import Agent
from store.deliveries import Delivery
from store.messages import Message
from store.transaction import Transaction


def reply(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call:
    """Send an agent's words under their own name and picture."""
    thread = thread_of(tx, delivery)
    agent, message = author_of(tx, delivery), message_of(tx, delivery)
    looks = {"username": agent.name, "icon_url": agent.image}
    surface = Surface(message.text, sections(message.text))
    return post(surface, channel=thread.channel, thread_ts=thread.root_ts or None, **looks)


def reply_sent(desk: Desk, tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Remember which message in Slack it became; the first word of a thread is where it goes on."""
    said = tx.messages.delivered(delivery.key, str(answer["ts"]))
    thread = tx.threads.get(delivery.thread_id)
    if thread is not None and not thread.root_ts:
        begun = changed(tx, locked(tx, thread.id), root_ts=str(answer["ts"]))
        show_card(tx, desk, begun)
    if said is not None and thread is not None:
        offer(tx, desk, thread, said.id)


def reply_refused(desk: Desk, tx: Transaction, delivery: Delivery, why: str) -> None:
    """Tell the room, and who wrote it, that the customer never got it."""
    thread = thread_of(tx, delivery)
    tx.timeline.append("reply.failed", "bellhop", thread.id, after=why)
    say(tx, desk, thread, lines.not_sent(author_of(tx, delivery), why))


def auto_reply(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call:
    """Send an automatic answer under the bot's own name, with a way to a person."""
    thread, message = thread_of(tx, delivery), message_of(tx, delivery)
    offers = [customer.Offer(*offer) for offer in delivery.payload.get("offers", ())]
    surface = customer.automatic(message.text, thread.id, offers)
    return post(surface, channel=thread.channel, thread_ts=thread.root_ts or None)


def asked(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Put what became of a question in the place of its buttons, if it ever arrived."""
    message = message_of(tx, delivery)
    if message.ts is None:
        return None
    thread, became = thread_of(tx, delivery), delivery.payload["became"]
    drawn = customer.asked(message.text, thread.id, became)
    place = {"channel": message.channel, "ts": message.ts}
    return Call("chat.update", {**place, "text": drawn.text, "blocks": drawn.blocks})


def auto_reply_refused(desk: Desk, tx: Transaction, delivery: Delivery, why: str) -> None:
    """Tell the room, and who has the thread, that the customer never got it."""
    thread = thread_of(tx, delivery)
    tx.timeline.append("reply.failed", "bellhop", thread.id, after=why)
    agent = tx.agents.get(thread.assignee_id)
    say(tx, desk, thread, lines.auto_not_sent(agent, delivery.payload["by"], why))


def acknowledgement(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call:
    """Tell the customer that we have their message."""
    thread = thread_of(tx, delivery)
    surface = customer.acknowledgement(delivery.payload["text"])
    return post(surface, channel=thread.channel, thread_ts=thread.root_ts or None)


def question(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call:
    """Ask the customer how it was."""
    thread = thread_of(tx, delivery)
    surface = customer.csat_question(delivery.payload["survey"])
    return post(surface, channel=thread.channel, thread_ts=thread.root_ts or None)


def thanks(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Thank the customer in the place of the question."""
    survey = tx.surveys.get(delivery.payload["survey"])
    if survey is None or survey.score is None:
        return None
    commented = survey.comment is not None
    drawn = customer.csat_thanks(survey.score, survey.id, commented=commented)
    place = {"channel": delivery.channel, "ts": delivery.payload["ts"]}
    return Call("chat.update", {**place, "text": drawn.text, "blocks": drawn.blocks})


def author_of(tx: Transaction, delivery: Delivery) -> Agent:
    """Return the agent in whose name it is sent."""
    return there(tx.agents.get(delivery.payload["agent"]), f"the author of {delivery.key}")


def message_of(tx: Transaction, delivery: Delivery) -> Message:
    """Return the message or note that is sent."""
    return there(tx.messages.get(delivery.payload["message"]), f"the text of {delivery.key}")
