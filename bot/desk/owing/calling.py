"""Customers who were not content: who looks after them hears at once, and calls them."""

from datetime import timedelta

from bot.config.span import Count, Span
from bot.delivery.outbox import Post, to_team
from bot.desk.by import BELLHOP
from bot.desk.desk import Desk
from bot.desk.owing.kinds import CALL
from bot.desk.paging.showing import hours_of
from bot.desk.room import say, tell_room
from bot.desk.telling.mentions import leads
from bot.views import promises as views
from store.agents import Agent
from store.deliveries import Urgency
from store.followups import Followup
from store.surveys import Survey
from store.threads import Thread
from store.transaction import Transaction

NOT_CONTENT = 2  # this score, or a worse one
WITHIN = Span(timedelta(days=1), Count.business_days)
TIMES = 3  # we say so
DIRECT = "owed"


def hear_score(tx: Transaction, desk: Desk, survey: Survey, thread: Thread, score: int) -> None:
    """Ask for a call after a bad score; a better one instead makes it needless."""
    key = f"{CALL}:{survey.id}"
    if score > NOT_CONTENT:
        tx.followups.cancel(thread.id, CALL)
        return
    contact = tx.contacts.get(survey.contact_id)
    name = (contact.name if contact else None) or "the contact"
    called = _who(tx, thread)
    payload = {"text": views.unhappy(name, _company(tx, thread), score), "by": BELLHOP.name}
    agent_id = called[0].id if called else None
    due = hours_of(tx, desk, thread).due(tx.now, WITHIN)
    tx.followups.schedule(key, CALL, thread.id, due, payload, agent_id=agent_id)
    tx.timeline.append("csat.dissatisfied", BELLHOP.actor, thread.id, after=score)
    found = tx.followups.by_key(key)
    if found is not None:
        _tell(tx, desk, thread, found, called, f"{score}")


def hear_comment(tx: Transaction, survey: Survey, thread: Thread, words: str) -> None:
    """Pass on what somebody adds who was not content."""
    found = tx.followups.by_key(f"{CALL}:{survey.id}")
    if found is None or found.due_at is None:
        return
    payload = {**found.payload, "text": f"{found.payload['text']}{views.because(words)}"}
    tx.followups.schedule(
        found.key, CALL, thread.id, found.due_at, payload, agent_id=found.agent_id
    )
    agent = tx.agents.get(found.agent_id)
    _direct(tx, thread, found, [agent] if agent else [], "comment")


def still_to_call(tx: Transaction, desk: Desk, thread: Thread, followup: Followup) -> None:
    """Say each business day that the call was not made; in the end only the leads can help."""
    times = followup.payload.get("times", 0) + 1
    agent = tx.agents.get(followup.agent_id)
    called = [agent] if agent is not None and agent.active and times < TIMES else _leads(tx, thread)
    tx.timeline.append("followup.late", BELLHOP.actor, thread.id, after=followup.payload["text"])
    if times < TIMES:
        payload = {**followup.payload, "times": times}
        due, agent_id = hours_of(tx, desk, thread).due(tx.now, WITHIN), followup.agent_id
        tx.followups.schedule(followup.key, CALL, thread.id, due, payload, agent_id=agent_id)
        _direct(tx, thread, followup, called, f"late:{times}")
    say(tx, desk, thread, views.not_called(called, followup.payload["text"]))


def _tell(
    tx: Transaction, desk: Desk, thread: Thread, found: Followup, called: list[Agent], key: str
) -> None:
    users = [agent.slack_user for agent in called]
    tell_room(tx, desk, thread, f"{CALL}:{found.id}:{key}", owed=found.id, called=users)
    _direct(tx, thread, found, called, key)


def _direct(
    tx: Transaction, thread: Thread, found: Followup, called: list[Agent], key: str
) -> None:
    for agent in called:
        user = agent.slack_user
        name, lane = f"{DIRECT}:{found.id}:{user}:{key}", f"slack:follow:{user}"
        post = Post(name, DIRECT, lane, user, thread.id, {"owed": found.id}, urgency=Urgency.person)
        to_team(tx, post)


def _who(tx: Transaction, thread: Thread) -> list[Agent]:
    """Return who looks after the customer: the owner, else the leads."""
    customer = tx.customers.get(thread.customer_id)
    owner = tx.agents.by_key(customer.owner) if customer and customer.owner else None
    return [owner] if owner is not None and owner.active else _leads(tx, thread)


def _leads(tx: Transaction, thread: Thread) -> list[Agent]:
    return leads(tx, thread.team_id)


def _company(tx: Transaction, thread: Thread) -> str:
    customer = tx.customers.get(thread.customer_id)
    return customer.name if customer else "a customer"
