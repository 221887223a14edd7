"""Inhibiting: who talks with us already is not written to, and one matter is one thread.

Whoever suffers from an incident hears of that, and of nothing that may be a part of it.
"""

from bot.config.triggers import Response, Trigger
from store.customers import Customer
from store.thread_list import UNRESOLVED, Filter
from store.threads import Thread
from store.transaction import Transaction


def going_on(tx: Transaction, rule: Trigger, customer: Customer) -> Thread | None:
    """Return the thread of a customer that an episode of this rule belongs to; None: to none."""
    page = tx.thread_list.page(Filter(UNRESOLVED, customer_id=customer.id))
    labels = tx.labels.of_many([thread.id for thread in page.threads]) if page.threads else {}
    about = set(rule.labels)
    same = [thread for thread in page.threads if about & set(labels[thread.id])]
    talking = [thread for thread in page.threads if thread.root_ts]
    suffering = tx.incident_threads.suffering([thread.id for thread in page.threads])
    concerned = [thread for thread in page.threads if thread.id in suffering]
    found = same or concerned or (talking if rule.respond is Response.reach_out else [])
    return found[0] if found else None
