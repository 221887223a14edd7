"""Gathering what a surface shows, from the store."""

from collections.abc import Sequence

from bot.desk.desk import Desk
from bot.desk.episodes.saying import told_of
from bot.desk.fields import shown_fields
from bot.desk.opener import opener
from bot.desk.paging.showing import name_of_actor
from bot.desk.people import name_of, names_in
from bot.desk.room import card_link
from bot.desk.tracking.report import configured
from bot.views.card import Card
from bot.views.incidents.lines import on_card
from bot.views.paging import standing
from bot.views.rows import Row
from store.links import Links
from store.messages import Author, Message
from store.threads import Status, Thread
from store.transaction import Transaction


def card_of(tx: Transaction, desk: Desk, thread: Thread) -> Card:
    """Gather the card of a thread."""
    opening, begun_by = opener(tx, thread), None
    link = _link(desk, thread, opening)
    if opening is not None and opening.delivery_key is not None:  # ours: the title says more
        begun_by, opening = _author(tx, opening), None
    return Card(
        thread,
        opening,
        tx.customers.get(thread.customer_id),
        tx.contacts.get(thread.contact_id),
        tx.agents.get(thread.assignee_id),
        tx.labels.of(thread.id),
        link,
        names_in(tx, [opening.text] if opening else []),
        shown_fields(tx, desk, thread.id),
        told_of(tx, desk, thread),
        tx.clocks.open_of(thread.id),
        issues=Links(tx).of_thread(thread.id) if configured(desk) else (),
        begun_by=begun_by,
        paging=_paging(tx, thread),
        incident=_incident(tx, thread),
    )


def _link(desk: Desk, thread: Thread, opening: Message | None) -> str | None:
    if opening is None or opening.ts is None:
        return desk.permalink(thread.channel, thread.root_ts) if thread.root_ts else None
    return desk.permalink(opening.channel, opening.ts, opening.parent_ts)


def _paging(tx: Transaction, thread: Thread) -> str:
    """Return how the last call for help about a thread stands."""
    called = tx.escalations.of(thread.id) if thread.status is not Status.resolved else []
    return standing(called[-1], name_of_actor(tx, called[-1].ended_by or "")) if called else ""


def _incident(tx: Transaction, thread: Thread) -> str:
    """Return which incident is behind a thread, while both go on."""
    known = tx.incident_threads.behind([thread.id]) if thread.status is not Status.resolved else []
    found = tx.incidents.get(known[-1].incident_id) if known else None
    return on_card(found.channel) if found else ""


def _author(tx: Transaction, message: Message) -> str:
    return "Bellhop" if message.author_kind is Author.bellhop else name_of(tx, message.author)


def rows_of(tx: Transaction, desk: Desk, threads: Sequence[Thread]) -> list[Row]:
    """Gather rows for a list of threads; each links to its card, where it can be worked on."""
    customers = {customer.id: customer for customer in tx.customers.all()}
    agents = {agent.id: agent for agent in tx.agents.all()}
    clocks = tx.clocks.open_of_many([thread.id for thread in threads])
    return [
        Row(
            thread,
            customers.get(thread.customer_id or 0),
            agents.get(thread.assignee_id or 0),
            card_link(desk, thread),
            clocks[thread.id],
        )
        for thread in threads
    ]
