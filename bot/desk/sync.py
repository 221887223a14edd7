"""Bringing bellhop.yml into the store, where rows refer to its agents, teams and customers."""

from bot.config.customers import Customer as Settings
from bot.delivery.outbox import is_shared
from bot.desk.desk import Desk
from bot.desk.paging.schedules import ask_schedules
from bot.desk.people import look_up
from bot.desk.product.noting import keep_customers, keep_sources
from bot.desk.room import channel_of
from bot.desk.signals.mode import keep_rules
from bot.desk.threads import BELLHOP, assign
from store.thread_list import UNRESOLVED, Filter
from store.transaction import Transaction


def sync(tx: Transaction, desk: Desk) -> None:
    """Add and change what bellhop.yml names; agents it names no more are no agents any more."""
    _agents_and_teams(tx, desk)
    keep_rules(tx, desk)
    keep_sources(tx, desk)
    ask_schedules(tx, desk)
    for key, customer in desk.config.customers.items():
        _customer(tx, key, customer)
    keep_customers(tx, desk)
    for channel, settings in desk.config.channels.items():
        if settings.customer is not None:
            named = tx.customers.by_key(settings.customer)
            if named is not None:
                tx.channels.put_mapped(channel, named.id)


def _agents_and_teams(tx: Transaction, desk: Desk) -> None:
    config = desk.config
    agents = {
        key: tx.agents.put(key, agent.slack, agent.role) for key, agent in config.agents.items()
    }
    retired = tx.agents.retire_others(list(agents))
    for agent in agents.values():
        look_up(tx, agent.slack_user)  # customers see their name and picture on a reply
    for key in config.teams:
        members = [agents[name].id for name, agent in config.agents.items() if key in agent.teams]
        tx.teams.put(key, config.channel_of(key), members)
    for agent_id in retired:
        _release(tx, desk, agent_id)


def _release(tx: Transaction, desk: Desk, agent_id: int) -> None:
    """Let nobody have what somebody had who is no agent any more: others have to see it."""
    cursor = None
    while True:
        page = tx.thread_list.page(Filter(UNRESOLVED, agent_id), cursor=cursor)
        for thread in page.threads:
            if not is_shared(tx, channel_of(tx, desk, thread)):
                assign(tx, desk, thread.id, None, BELLHOP)
        cursor = page.cursor
        if cursor is None:
            return


def _customer(tx: Transaction, key: str, settings: Settings) -> None:
    name = settings.name or key.replace("_", " ").title()
    customer = tx.customers.put(key, name, settings.tier, settings.owner)
    tx.customers.set_domains(customer.id, list(settings.domains))
    for channel in settings.channels:
        tx.channels.put_mapped(channel, customer.id)
    for contact in settings.contacts:
        tx.contacts.put(contact.slack, customer.id, contact.name, contact.email)
