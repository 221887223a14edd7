"""Joining: what words in a thread change about it, even when they reach us late."""

from datetime import datetime

from bot.desk.desk import Desk
from bot.desk.escalations import taken_by
from bot.desk.incoming import Said
from bot.desk.noise import is_noise
from bot.desk.opening import sent_at, title_of
from bot.desk.owing.resting import turn
from bot.desk.people import Person, as_contact
from bot.desk.room import say, show_card
from bot.desk.sla.clocks import follow
from bot.desk.telling.followers import tell_agent, tell_followers
from bot.desk.threads import WAKE, changed, goes_on
from bot.views import lines
from bot.views.news import News
from store.messages import Author, Kind, Message
from store.threads import Resolution, Status, Thread
from store.transaction import Transaction

LATE = 100  # as far back as we look for what was said after something late


def join(
    tx: Transaction, desk: Desk, thread: Thread, said: Said, person: Person, noise: bool
) -> None:
    """Let a thread change by what was said in it; noise changes nothing about who waits."""
    values: dict[str, object] = {"last_message_at": max(thread.last_message_at, sent_at(said.ts))}
    if said.is_reply:
        values["has_replies"] = True
    if person.kind is Author.agent:
        values |= _said_by_agent(tx, thread, said, person)
    elif person.kind is Author.customer:
        as_contact(tx, person, thread.customer_id)
        values |= _said_by_customer(tx, thread, said, noise)
    if thread.status is Status.resolved and "status" in values:
        values |= goes_on(tx, thread, sent_at(said.ts))
    after = changed(tx, thread, **values)
    after = _promised(tx, desk, thread, after, said)
    turn(tx, desk, thread, after)
    if after.assignee_id != thread.assignee_id:
        taken_by(tx, desk, after)
    event = "reply.sent" if person.kind is Author.agent else "message.received"
    tx.timeline.append(event, person.actor, thread.id)
    _tell_followers(tx, thread, after, person)
    shown = (thread.status, thread.assignee_id, thread.title)
    if (after.status, after.assignee_id, after.title) != shown:
        show_card(tx, desk, after)
    if person.kind is Author.customer:
        _tell_owner(tx, desk, thread, after)
        _tell_previous(tx, thread, after, person)


def _promised(tx: Transaction, desk: Desk, before: Thread, after: Thread, said: Said) -> Thread:
    """Let the clocks follow, where words changed anything they go by."""
    if (after.status, after.waiting_since) == (before.status, before.waiting_since):
        return after
    return follow(tx, desk, after, sent_at(said.ts))


def _tell_followers(tx: Transaction, before: Thread, after: Thread, person: Person) -> None:
    if person.kind is Author.agent:
        tell_followers(tx, after, News.answered, person.actor)
    elif person.kind is Author.customer:
        again = before.status is Status.resolved and after.status is not Status.resolved
        tell_followers(tx, after, News.reopened if again else News.wrote, person.actor)


def _said_by_customer(
    tx: Transaction, thread: Thread, said: Said, noise: bool
) -> dict[str, object]:
    values: dict[str, object] = {}
    at = sent_at(said.ts)
    if at >= thread.last_message_at:
        values["last_author"] = said.user
    answered_since = any(one.author_kind is Author.agent for one in _after(tx, thread, at))
    if not noise and not answered_since:
        values |= _asked(tx, thread, said)
    if not noise and thread.previous_assignee_id is not None:
        values["previous_assignee_id"] = None
    if said.ts == thread.root_ts:
        values |= {"title": title_of(said.text, said.files), "opened_at": at}
    return values


def _said_by_agent(
    tx: Transaction, thread: Thread, said: Said, person: Person
) -> dict[str, object]:
    """An answer that reaches us late changes nothing about what was answered, or asked, since."""
    later = _after(tx, thread, sent_at(said.ts))
    if any(one.author_kind is Author.agent for one in later):
        return {}
    asked = (
        one.sent_at
        for one in later
        if one.author_kind is Author.customer and not is_noise(one.text, bool(one.files))
    )
    return answered(tx, thread, person, min(asked, default=None))


def _after(tx: Transaction, thread: Thread, at: datetime) -> list[Message]:
    """Return what was said after something that reaches us late."""
    if at >= thread.last_message_at:
        return []
    said = tx.messages.last_of_thread(thread.id, LATE)
    return [one for one in said if one.kind is Kind.message and one.sent_at > at]


def answered(
    tx: Transaction, thread: Thread, person: Person, asked_since: datetime | None = None
) -> dict[str, object]:
    """Return what an agent's answer changes: the customer waits no more, somebody has it."""
    tx.followups.cancel(thread.id, "acknowledge")
    values: dict[str, object] = {"waiting_since": asked_since}
    values["human_asked_at"] = None
    if thread.first_response_at is None:
        values["first_response_at"] = tx.now
    if thread.assignee_id is None and person.agent is not None:
        values["assignee_id"] = person.agent.id
        tx.timeline.append("thread.assigned", person.actor, thread.id, after=person.agent.name)
    if thread.status in (Status.new, Status.open):
        after = Status.waiting_on_customer if asked_since is None else Status.open
        values["status"] = after
        if after is not thread.status:
            _status_changed(tx, thread, person.actor, after)
    return values


def _asked(tx: Transaction, thread: Thread, said: Said) -> dict[str, object]:
    """Return what a customer's new words change: it is open again, and somebody waits."""
    values: dict[str, object] = {}
    at = sent_at(said.ts)
    values["waiting_since"] = min(thread.waiting_since or at, at)
    if thread.status in (Status.waiting_on_customer, Status.snoozed, Status.resolved):
        values |= {"status": Status.open, "snoozed_until": None}
        tx.followups.cancel(thread.id, WAKE, "csat")
        _status_changed(tx, thread, f"customer:{said.user}", Status.open)
    return values


def _status_changed(tx: Transaction, thread: Thread, actor: str, after: Status) -> None:
    event = "thread.reopened" if thread.status is Status.resolved else "thread.status_changed"
    tx.timeline.append(event, actor, thread.id, thread.status, after)


def _tell_previous(tx: Transaction, before: Thread, after: Thread, person: Person) -> None:
    """Whoever handed it over hears that the customer came back, in case it is to them."""
    previous = before.previous_assignee_id
    if previous is None or after.previous_assignee_id is not None:
        return
    agent = tx.agents.get(previous)
    if agent is None or not agent.active or agent.id == after.assignee_id:
        return
    if agent not in tx.followers.of(after.id):
        tell_agent(tx, after, agent, News.came_back, person.actor)


def _tell_owner(tx: Transaction, desk: Desk, before: Thread, after: Thread) -> None:
    """Mention who has a thread when the customer came back to it."""
    if before.status is after.status or after.assignee_id is None:
        return
    agent = tx.agents.get(after.assignee_id)
    if agent is None:
        return
    came_back = {Status.resolved: lines.came_back_resolved, Status.snoozed: lines.came_back_snoozed}
    if before.status in came_back and before.resolution is not Resolution.merged:
        say(tx, desk, after, came_back[before.status](agent))
