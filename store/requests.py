"""Requests that are counted: each once, by the minute, for a rule, a customer and one more key."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    bindparam,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert

from store.schema import metadata
from store.unit import Rows

counted = Table(
    "counted_requests",
    metadata,
    Column("webhook", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("until", Integer, nullable=False),
    Index(None, "until"),
)
counts = Table(
    "request_counts",
    metadata,
    Column("rule", Text, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("unsure", Integer, nullable=False),
    # a window of a rule is one stretch of it
    PrimaryKeyConstraint("rule", "minute", "customer_id", "key"),
    Index(None, "minute"),
)


@dataclass(frozen=True, slots=True)
class RequestCount:
    """Requests of one minute (since 1970); of `unsure` ones nobody knows who told them."""

    rule: str
    minute: int
    customer_id: int
    key: str
    requests: int
    errors: int
    unsure: int


@dataclass(frozen=True, slots=True)
class Total:
    """Requests of several minutes."""

    customer_id: int
    key: str
    requests: int
    errors: int
    unsure: int


COUNTED = ("requests", "errors", "unsure")
# a whole batch in one parameter: a row of VALUES for each would be a new statement each time
_FIRST_SEEN = {
    "sqlite": text(
        "INSERT INTO counted_requests (webhook, key, until) "
        "SELECT :webhook, json_extract(value, '$[0]'), json_extract(value, '$[1]') "
        "FROM json_each(:told) WHERE true ON CONFLICT DO NOTHING RETURNING key"
    ),
    "postgresql": text(
        "INSERT INTO counted_requests (webhook, key, until) "
        "SELECT CAST(:webhook AS text), value ->> 0, CAST(value ->> 1 AS integer) "
        "FROM json_array_elements(CAST(CAST(:told AS text) AS json)) "
        "ON CONFLICT DO NOTHING RETURNING key"
    ),
}
_insert = insert(counts)
_add = _insert.on_conflict_do_update(
    index_elements=["rule", "minute", "customer_id", "key"],
    set_={name: counts.c[name] + _insert.excluded[name] for name in COUNTED},
)
_sums = [func.sum(counts.c[name]) for name in COUNTED]
_since = (counts.c.rule == bindparam("rule"), counts.c.minute >= bindparam("minute"))
_at_least = (
    select(counts.c.customer_id, counts.c.key, *_sums)
    .where(*_since)
    .group_by(counts.c.customer_id, counts.c.key)
    .having(_sums[0] >= bindparam("requests"), _sums[1] >= bindparam("errors"))
    .order_by(counts.c.customer_id, counts.c.key)
)
_of = select(*(func.coalesce(one, 0) for one in _sums)).where(
    *_since, counts.c.customer_id == bindparam("customer"), counts.c.key == bindparam("one")
)
_last_of = (
    select(counts.c.customer_id, func.max(counts.c.minute))
    .where(*_since)
    .group_by(counts.c.customer_id)
    .order_by(counts.c.customer_id)
)
_total = select(func.coalesce(_sums[0], 0))
_oldest = select(func.min(counted.c.until))
_forget_counted = delete(counted).where(counted.c.until == bindparam("minute"))
_oldest_count = select(func.min(counts.c.minute))
_forget_counts = delete(counts).where(counts.c.minute == bindparam("minute"))


class Requests(Rows):
    """The queries about requests that are counted."""

    def first_seen(self, webhook: str, until: Mapping[str, int]) -> Collection[str]:
        """Remember the keys of requests until these minutes; return those that are new."""
        told = json.dumps(sorted(until.items()))  # in one order everywhere: others wait, not lock
        statement = _FIRST_SEEN[self.unit.connection.dialect.name]
        return set(self.sql(statement, {"webhook": webhook, "told": told}).scalars())

    def add(self, more: Sequence[RequestCount]) -> None:
        """Count more requests."""
        if more:
            ordered = sorted(more, key=lambda one: (one.rule, one.minute, one.customer_id, one.key))
            self.sql(_add, [asdict(one) for one in ordered])

    def at_least(self, rule: str, since: int, requests: int, errors: int) -> list[Total]:
        """Return who made so many requests and had so many errors since a minute."""
        values = {"rule": rule, "minute": since, "requests": requests, "errors": errors}
        return self.many(Total, _at_least, values)

    def of(self, rule: str, since: int, customer_id: int, key: str) -> Total:
        """Return the requests of one customer since a minute."""
        values = {"rule": rule, "minute": since, "customer": customer_id, "one": key}
        requests, errors, unsure = self.sql(_of, values).one()
        return Total(customer_id, key, requests, errors, unsure)

    def last_of(self, rule: str, since: int) -> dict[int, int]:
        """Return the last minute of each customer with requests since one."""
        return dict(self.pairs(_last_of, {"rule": rule, "minute": since}))

    def total(self) -> int:
        """Return how many requests are counted, of all rules, in all minutes."""
        return int(self.sql(_total).scalar_one())

    def forget_counted(self, before: int) -> bool:
        """Delete the keys that are oldest, when that is before a minute; say whether there were."""
        oldest = self.sql(_oldest).scalar()
        if oldest is None or oldest >= before:
            return False
        self.sql(_forget_counted, {"minute": oldest})
        return True

    def forget_counts(self, before: int) -> bool:
        """Delete the counts of the oldest minute, when that is before another; say whether."""
        oldest = self.sql(_oldest_count).scalar()
        if oldest is None or oldest >= before:
            return False
        self.sql(_forget_counts, {"minute": oldest})
        return True
