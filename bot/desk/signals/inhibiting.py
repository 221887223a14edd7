"""Inhibiting: who talks with us already is not written to, and one matter is one thread.

Whoever suffers from an incident hears of that, and of nothing that may be a part of it: what the
labels of the rule name, or the rule or the incident names nothing.
"""

from bot.config.triggers import Response, Trigger
from bot.desk.warroom.concerning import concerned
from store.customers import Customer
from store.labels import clean_label
from store.thread_list import UNRESOLVED, Filter
from store.threads import Thread
from store.transaction import Transaction


def going_on(tx: Transaction, rule: Trigger, customer: Customer) -> Thread | None:
    """Return the thread of a customer that an episode of this rule belongs to; None: to none."""
    threads = tx.thread_list.page(Filter(UNRESOLVED, customer_id=customer.id)).threads
    if not threads:
        return None
    ids = [thread.id for thread in threads]
    labels, about = tx.labels.of_many(ids), {clean_label(label) for label in rule.labels}
    same = [thread for thread in threads if about & set(labels[thread.id])]
    suffering = concerned(tx, ids, rule.labels)
    suffers = [thread for thread in threads if thread.id in suffering]
    talking = [thread for thread in threads if thread.root_ts]
    found = same or suffers or (talking if rule.respond is Response.reach_out else [])
    return found[0] if found else None
