"""Beginning: a thread that a signal opens. Nothing stands in the customer's channel yet."""

from contextlib import suppress
from typing import Any

from bot.config.triggers import Response, Trigger
from bot.desk.assigning import assign_to_owner
from bot.desk.customers import team_id
from bot.desk.desk import Desk
from bot.desk.episodes.telling import title_of, value_of
from bot.desk.fields import set_field
from bot.desk.grading import graded
from bot.desk.room import show_card
from bot.desk.signals.ending import by_rule
from bot.desk.threads import locked
from bot.errors import Refused
from bot.views import signals as views
from store.customers import Customer
from store.episodes import Became, Episode
from store.labels import clean_label
from store.threads import Priority, Thread
from store.transaction import Transaction

FIRED = "trigger.fired"


def begin_thread(
    tx: Transaction, desk: Desk, rule: Trigger, episode: Episode, customer: Customer | None
) -> Thread:
    """Open a thread about an episode; one about nobody we know is for triage."""
    by = by_rule(episode.rule)
    thread = _opened(tx, desk, rule, episode, customer)
    for label in filter(None, map(clean_label, rule.labels)):
        tx.labels.add(thread.id, label)
    if customer is not None:
        tx.timeline.append(FIRED, by.actor, thread.id, episode.rule, _body(rule, episode, customer))
    for field, fact in rule.fields.items():
        with suppress(Refused):  # what was told is none that the field takes: it stays empty
            set_field(tx, desk, thread.id, field, value_of(episode, fact), by)
    if rule.to_owner:
        with suppress(Refused):  # the owner is away: it waits for whoever looks first
            assign_to_owner(tx, desk, thread.id, by)
    if thread.severity is not None:
        graded(tx, desk, locked(tx, thread.id), None, by)  # a SEV1 calls people, whoever says so
    show_card(tx, desk, thread)
    return thread


def _opened(
    tx: Transaction, desk: Desk, rule: Trigger, episode: Episode, customer: Customer | None
) -> Thread:
    settings = desk.settings_of(customer)
    channels = settings.channels if settings else ()
    title = title_of(rule, episode, customer) if customer else views.unmatched(episode.webhook)
    team = tx.teams.by_key(rule.team) if rule.team and customer else None
    return tx.threads.open(
        customer_id=customer.id if customer else None,
        contact_id=None,
        channel=channels[0] if channels else "",
        root_ts="",
        title=title,
        priority=rule.priority or _priority(desk, customer),
        severity=rule.severity,
        team_id=team.id if team else team_id(tx, desk, customer),
        last_message_at=tx.now,
        last_author=desk.identity.user,
    )


def _priority(desk: Desk, customer: Customer | None) -> Priority:
    tier = desk.tier_of(customer)
    return tier.priority if tier else Priority.normal


def _body(rule: Trigger, episode: Episode, customer: Customer) -> dict[str, Any]:
    """Return what workflows see of it; only a rule that acts lets them begin."""
    facts = {name: said[2] for name, said in episode.told.items() if name.startswith("facts.")}
    return {
        "acts": rule.respond is Response.act and episode.became is Became.opened,
        "webhook": episode.webhook,
        "title": value_of(episode, "title"),
        "type": value_of(episode, "type"),
        "link": value_of(episode, "link"),
        "facts": {name.removeprefix("facts."): value for name, value in facts.items()},
        "customer": customer.key,
        "customer_id": customer.id,
    }
