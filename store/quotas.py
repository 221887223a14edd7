"""Quotas: how often we may call, shared by all workers (GCRA, one row for each limit)."""

from sqlalchemy import Column, Float, Table, Text, bindparam, case, select
from sqlalchemy.dialects.postgresql import insert

from store.schema import metadata
from store.unit import Rows

quotas = Table(
    "quotas",
    metadata,
    Column("name", Text, primary_key=True),
    Column("full_at", Float(53), nullable=False),
)

_insert = insert(quotas)
_take = _insert.on_conflict_do_update(
    index_elements=["name"],
    set_={
        "full_at": case(
            (quotas.c.full_at > bindparam("at"), quotas.c.full_at), else_=bindparam("at")
        )
        + bindparam("spacing")
    },
    where=quotas.c.full_at <= bindparam("latest"),
).returning(quotas.c.full_at)
_get = select(quotas.c.full_at).where(quotas.c.name == bindparam("name"))


class Quotas(Rows):
    """The queries about quotas."""

    def take(self, name: str, spacing: float, burst: float) -> float:
        """Take one call from a quota; return 0, or the seconds to wait when it is used up.

        One call every `spacing` seconds on average, `burst` calls at once at most.
        """
        at = self.now.timestamp()
        allowance = spacing * (burst - 1)
        values = {"name": name, "full_at": at + spacing, "at": at, "spacing": spacing}
        if self.sql(_take, {**values, "latest": at + allowance}).first() is not None:
            return 0.0
        full_at = self.sql(_get, {"name": name}).scalar_one()
        return float(max(full_at - allowance - at, 0.001))
