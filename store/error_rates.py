"""Error rates that are too high: for how long, and since when they are low again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.schema import UtcDateTime, metadata
from store.unit import Rows

error_rates = Table(
    "error_rates",
    metadata,
    Column("rule", Text, nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("heard_at", UtcDateTime, nullable=False),
    Column("calm_since", UtcDateTime),
    Column("shadow", Boolean(create_constraint=False), nullable=False),
    Column("told", Integer),
    PrimaryKeyConstraint("rule", "customer_id", "key"),
)


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """A rate that was told as too high; `heard_at`: when there were requests last.

    `told`: how many of a thousand failed when people heard of it last.
    """

    rule: str
    customer_id: int
    key: str
    since: datetime
    heard_at: datetime
    calm_since: datetime | None
    shadow: bool
    told: int | None


_this = and_(
    error_rates.c.rule == bindparam("name"),
    error_rates.c.customer_id == bindparam("customer"),
    error_rates.c.key == bindparam("one"),
)
_begin = insert(error_rates).on_conflict_do_nothing().returning(error_rates.c.rule)
_of_rule = (
    select(*error_rates.c)
    .where(error_rates.c.rule == bindparam("name"))
    .order_by(error_rates.c.customer_id, error_rates.c.key)
    .with_for_update()
)
_save = (
    update(error_rates)
    .where(_this)
    .values(heard_at=bindparam("heard"), calm_since=bindparam("calm"), told=bindparam("said"))
)
_end = delete(error_rates).where(_this)
_keep = delete(error_rates).where(
    error_rates.c.rule.not_in(bindparam("names", expanding=True)),
)


class ErrorRates(Rows):
    """The queries about rates that are too high."""

    def begin(self, rule: str, customer_id: int, key: str, told: int, *, shadow: bool) -> bool:
        """Remember that a rate is too high; False when that is known."""
        values = {"rule": rule, "customer_id": customer_id, "key": key, "shadow": shadow}
        times = {"since": self.now, "heard_at": self.now, "calm_since": None}
        return self.sql(_begin, {**values, **times, "told": told}).first() is not None

    def lock(self, rule: str) -> list[ErrorRate]:
        """Return those of a rule, and hold them."""
        return self.many(ErrorRate, _of_rule, {"name": rule})

    def save(self, rate: ErrorRate) -> None:
        """Write down how one stands that we hold."""
        values = {"heard": rate.heard_at, "calm": rate.calm_since, "said": rate.told}
        self.sql(_save, {**_named(rate), **values})

    def end(self, rate: ErrorRate) -> None:
        """Forget one: the next time that it is too high is another."""
        self.sql(_end, _named(rate))

    def keep(self, rules: Sequence[str]) -> None:
        """Forget those of other rules than these."""
        self.sql(_keep, {"names": rules})


def _named(rate: ErrorRate) -> dict[str, object]:
    return {"name": rate.rule, "customer": rate.customer_id, "one": rate.key}
