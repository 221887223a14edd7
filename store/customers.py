"""Customers: the companies that write to us, with their e-mail domains."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Column, ForeignKey, Table, Text, bindparam, delete, select

from store.ahead import Ahead
from store.schema import Id, metadata
from store.statements import put
from store.unit import Rows, Unit

customers = Table(
    "customers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("tier", Text),
    Column("owner", Text),
)
domains = Table(
    "customer_domains",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Customer:
    """A company; `key` is its name in bellhop.yml, `owner` the key of an agent."""

    id: int
    key: str
    name: str
    tier: str | None
    owner: str | None


_put = put(customers, ["key"], "name", "tier", "owner").returning(*customers.c)
_get = select(*customers.c).where(customers.c.id == bindparam("id"))
_these = select(*customers.c).where(customers.c.id.in_(bindparam("ids", expanding=True)))
_by_key = select(*customers.c).where(customers.c.key == bindparam("key"))
_all = select(*customers.c).order_by(customers.c.key)
_by_domain = (
    select(*customers.c)
    .join(domains, domains.c.customer_id == customers.c.id)
    .where(domains.c.domain == bindparam("domain"))
)
_forget_domains = delete(domains).where(domains.c.customer_id == bindparam("customer"))
_put_domain = put(domains, ["domain"], "customer_id")


class Customers(Rows):
    """The queries about customers; the same few are asked for many times in a unit."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self.ahead = Ahead(partial(self.by_id, Customer, _get, _these))

    def put(
        self, key: str, name: str, tier: str | None = None, owner: str | None = None
    ) -> Customer:
        """Add a customer, or change the one with this key."""
        values = {"key": key, "name": name, "tier": tier, "owner": owner}
        self.ahead.forget_all()
        return Customer(*self.sql(_put, values).one())

    def set_domains(self, customer_id: int, names: list[str]) -> None:
        """Let `names` be the only e-mail domains of a customer."""
        self.sql(_forget_domains, {"customer": customer_id})
        if names:
            rows = [{"domain": name.lower(), "customer_id": customer_id} for name in names]
            self.sql(_put_domain, rows)

    def get(self, customer_id: int | None) -> Customer | None:
        """Return a customer by id."""
        return None if customer_id is None else self.ahead.get(customer_id)

    def by_key(self, key: str) -> Customer | None:
        """Return a customer by its key in bellhop.yml."""
        return self.one(Customer, _by_key, {"key": key})

    def by_domain(self, domain: str) -> Customer | None:
        """Return the customer that owns an e-mail domain."""
        return self.one(Customer, _by_domain, {"domain": domain.lower()})

    def all(self) -> list[Customer]:
        """Return every customer, by key."""
        return self.many(Customer, _all)
