"""Replies: what an agent sends to the customer, from the Reply… modal or the API."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.delivery.outbox import tell_customer
from bot.desk.acknowledgement import ACKNOWLEDGE
from bot.desk.desk import Desk
from bot.desk.episodes.speaking import may_begin, reachable
from bot.desk.escalations import taken_by
from bot.desk.joining import answered
from bot.desk.owing.resting import turn
from bot.desk.people import Person
from bot.desk.room import show_card, tell_room
from bot.desk.sla.clocks import follow
from bot.desk.telling.followers import tell_followers
from bot.desk.threads import By, changed, locked, note, unresolved
from bot.errors import Refused
from bot.views.customer import Offer
from bot.views.news import News
from bot.views.text import as_typed, width
from store.agents import Agent
from store.messages import Author, Kind
from store.threads import Status, Thread
from store.transaction import Transaction

LONGEST = 4_000  # what Slack advises for a message; a dialog's field takes 3,000


@dataclass(frozen=True)
class Reply:
    """An answer to send, as it was typed; `key` makes it happen once, however often it is sent.

    `offers` are the buttons under an automatic one; one of these may also be `after_resolving`, and
    the thread stays resolved.
    """

    thread_id: int
    text: str
    key: str
    offers: Sequence[Offer] = ()
    after_resolving: bool = False


def reply(tx: Transaction, desk: Desk, agent: Agent, answer: Reply) -> Thread:
    """Queue an answer to the customer, as the agent, in the customer's Slack thread."""
    thread = unresolved(locked(tx, answer.thread_id))
    reachable(thread)
    person = Person(agent.slack_user, Author.agent, agent=agent)
    key, why = f"reply:{answer.key}", f"an answer sent from {thread.ref}"
    message_id = _keep(tx, thread, key, answer, person, why)
    if message_id is None:
        return thread  # the same click once more
    payload = {"message": message_id, "agent": agent.id}
    tell_customer(tx, key, "reply", thread.channel, thread.id, payload)
    after = changed(
        tx,
        thread,
        **answered(tx, thread, person),
        last_message_at=max(tx.now, thread.last_message_at),
        has_replies=True,
    )
    after = follow(tx, desk, after)
    turn(tx, desk, thread, after)
    if after.assignee_id != thread.assignee_id:
        taken_by(tx, desk, after)
    actor = f"agent:{agent.key}"
    tx.timeline.append("reply.sent", actor, thread.id)
    tell_followers(tx, after, News.answered, actor)
    tell_room(tx, desk, after, f"said:{message_id}", message=message_id)
    show_card(tx, desk, after)
    return after


def reply_as_bellhop(
    tx: Transaction, desk: Desk, answer: Reply, by: By, *, awaits_answer: bool = False
) -> Thread:
    """Queue an automatic answer under the bot's own name; `by` names the workflow.

    It is no first response, and gives the thread to nobody: a person has still to look at it.
    """
    thread = locked(tx, answer.thread_id)
    if not answer.after_resolving:
        unresolved(thread)
    may_begin(tx, desk, thread)
    person = Person(desk.identity.user, Author.bellhop)
    key, why = auto_reply_key(answer.key), f"an automatic answer of {by.name} in {thread.ref}"
    message_id = _keep(tx, thread, key, answer, person, why)
    if message_id is None:
        return thread  # the same step once more
    offers = [list(offer) for offer in answer.offers]
    payload = {"message": message_id, "by": by.name, "offers": offers}
    tell_customer(tx, key, "auto_reply", thread.channel, thread.id, payload)
    tx.followups.cancel(thread.id, ACKNOWLEDGE)  # they know by now that we have their message
    after = changed(tx, thread, **_answered_by_machine(tx, thread, awaits_answer))
    tx.timeline.append("reply.sent", by.actor, thread.id)
    tell_followers(tx, after, News.answered, by.actor)
    if after.status is not thread.status:
        after = _their_turn(tx, desk, thread, after, by)
    tell_room(tx, desk, after, f"said:{message_id}", message=message_id, by=by.name)
    show_card(tx, desk, after)
    return after


def _keep(
    tx: Transaction, thread: Thread, key: str, answer: Reply, author: Person, why: str
) -> int | None:
    """Keep an answer that is to be sent; None when we have it."""
    return tx.messages.add(
        thread_id=thread.id,
        kind=Kind.message,
        channel=thread.channel,
        ts=None,
        parent_ts=thread.root_ts or None,
        author_kind=author.kind,
        author=author.user,
        text=typed(answer.text),
        decision=why,
        delivery_key=key,
    )


def _their_turn(tx: Transaction, desk: Desk, before: Thread, after: Thread, by: By) -> Thread:
    turn(tx, desk, before, after)
    note(tx, after, "status_changed", by, before.status, after.status)
    return follow(tx, desk, after)


def auto_reply_key(key: str) -> str:
    """Return the key of the delivery of an automatic answer."""
    return f"auto_reply:{key}"


def _answered_by_machine(tx: Transaction, thread: Thread, awaits_answer: bool) -> dict[str, object]:
    values: dict[str, object] = {"last_message_at": max(tx.now, thread.last_message_at)}
    if awaits_answer and thread.status in (Status.new, Status.open):
        values["status"] = Status.waiting_on_customer
    return values


def typed(words: str) -> str:
    """Return what somebody typed in Slack's own format; Refused when it is nothing, or too long."""
    text = as_typed(words)
    if not text:
        raise Refused("There is nothing to send yet.")
    if width(text) > LONGEST:
        raise Refused(f"This is longer than the {LONGEST:,} characters that one message holds.")
    return text
