"""What a page shows, gathered from the store."""

from collections.abc import Sequence

from bot.delivery.outbox import is_shared
from bot.desk.by import API, BELLHOP
from bot.desk.desk import Desk
from bot.desk.hours import ROUND_THE_CLOCK, Hours
from bot.desk.paging.paths import ANSWER_WITHIN, team_of
from bot.desk.people import name_of
from bot.desk.room import card_link, channel_of, say, show_card
from bot.desk.there import there
from bot.views.paging import Paged
from bot.views.text import person
from store.escalations import Escalation
from store.threads import Thread
from store.transaction import Transaction


def paged_about(
    tx: Transaction,
    desk: Desk,
    escalation: Escalation,
    users: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> Paged:
    """Gather what a page shows; `users` and `groups` are mentioned in it."""
    thread = there(
        tx.threads.get(escalation.thread_id), f"the thread of escalation {escalation.id}"
    )
    customer = tx.customers.get(thread.customer_id)
    hours = hours_of(tx, desk, thread)
    within = ANSWER_WITHIN.get(thread.severity) if thread.severity else None
    calls = {(page.step, page.round) for page in tx.pages.of(escalation.id)}
    return Paged(
        escalation,
        thread,
        customer.name if customer else "A customer",
        name_of_actor(tx, escalation.started_by),
        len(calls),
        [*map(person, users), *(f"<!subteam^{group}>" for group in groups)],
        hours.due(escalation.started_at, within) if within else None,
        name_of_actor(tx, escalation.ended_by or ""),
        card_link(desk, thread),
        incident.channel if (incident := tx.incidents.open_of(thread.id)) else None,
    )


def tell(tx: Transaction, desk: Desk, thread: Thread, line: str) -> None:
    """Say it in the room, and show it on the card.

    A room that customers came into hears nothing: people are called, and answer, all the same.
    """
    if not is_shared(tx, channel_of(tx, desk, thread)):
        say(tx, desk, thread, line)
        show_card(tx, desk, thread)


def name_of_actor(tx: Transaction, actor: str) -> str:
    """Return who somebody of the timeline is, in words."""
    kind, _, key = actor.partition(":")
    if kind == "agent":
        agent = tx.agents.by_key(key)
        return agent.name if agent else key
    if kind == "workflow":
        return f"The workflow {key}"
    if kind in ("customer", "outsider"):
        return name_of(tx, key)
    return API.name if actor == API.actor else key or BELLHOP.name


def hours_of(tx: Transaction, desk: Desk, thread: Thread) -> Hours:
    """Return when those who have a thread are there."""
    team = team_of(tx, thread)
    return desk.team_hours(team.key if team else None) or ROUND_THE_CLOCK
