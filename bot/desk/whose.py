"""Whose signal it is: by fixed ids and e-mail domains, never by names or other free text."""

from dataclasses import dataclass

from bot.desk.desk import Desk
from store.customers import Customer
from store.transaction import Transaction

OURS = ("customer", "account")  # such an id may be the customer's name in bellhop.yml itself


@dataclass(frozen=True)
class Whom:
    """By what to find the customer: ids in systems, the surest first; then e-mail addresses."""

    ids: tuple[tuple[str, str], ...] = ()
    emails: tuple[str, ...] = ()


def find(tx: Transaction, desk: Desk, whom: Whom) -> Customer | None:
    """Return the customer that a signal is about; the first id that is known counts."""
    for system, known_as in whom.ids:
        key = desk.by_external.get((system, known_as))
        if key is None and system in OURS:
            key = known_as
        if key is not None and (customer := tx.customers.by_key(key)):
            return customer
    domains = dict.fromkeys(email.rpartition("@")[2] for email in whom.emails if "@" in email)
    return next((one for name in domains if (one := tx.customers.by_domain(name))), None)
