"""Who acts, and on what, as a request names them."""

from bot.desk.threads import API, By, parse_ref
from bot.errors import Refused
from store.agents import Agent
from store.threads import Thread
from store.transaction import Transaction
from triggers.api.problem import invalid, not_found


def thread_named(tx: Transaction, ref: str, field: str | None = None) -> Thread:
    """Return the thread of an address, or of a field."""
    try:
        thread, why = tx.threads.get(parse_ref(ref)), f"There is no thread {ref}."
    except Refused as refused:
        thread, why = None, str(refused)
    if thread is None:
        raise invalid(field, why) if field else not_found(why)
    return thread


def agent_named(tx: Transaction, key: str, field: str = "agent") -> Agent:
    """Return an agent by key."""
    agent = tx.agents.by_key(key)
    if agent is None:
        raise invalid(field, f"There is no agent {key} in bellhop.yml.")
    return agent


def customer_named(tx: Transaction, key: str | None) -> int | None:
    """Return the id of the customer that a query is about; None where it names none."""
    customer = None if key is None else tx.customers.by_key(key)
    if key is not None and customer is None:
        raise invalid("customer", f"There is no customer {key}.")
    return customer.id if customer else None


def by_of(tx: Transaction, key: str | None) -> By:
    """Return who acts: the agent who is named, else the API itself."""
    return API if key is None else By.agent(agent_named(tx, key))
