"""Quotas: how often we may call, shared by all workers; one row for each limit."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import Column, Float, Table, Text, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from store.schema import metadata
from store.statements import put
from store.unit import Rows

quotas = Table(
    "quotas",
    metadata,
    Column("name", Text, primary_key=True),
    Column("full_at", Float(53), nullable=False),
)

_lock = (
    select(quotas.c.name, quotas.c.full_at)
    .where(quotas.c.name.in_(bindparam("names", expanding=True)))
    .order_by(quotas.c.name)  # in one order everywhere, so that two units cannot lock each other
    .with_for_update()
)
_put_once = insert(quotas).on_conflict_do_nothing()
_keep = put(quotas, ["name"], "full_at")


class Quotas(Rows):
    """The queries about quotas."""

    def lock(self, names: Iterable[str]) -> dict[str, datetime]:
        """Return what was kept for every name, now for a new one, and hold them all."""
        wanted = sorted(set(names))
        found = self._locked(wanted)
        if missing := [name for name in wanted if name not in found]:
            now = self.now.timestamp()
            self.sql(_put_once, [{"name": name, "full_at": now} for name in missing])
            found |= self._locked(missing)
        return found

    def keep(self, states: Mapping[str, datetime]) -> None:
        """Write down the states of quotas that are locked."""
        rows = [{"name": name, "full_at": at.timestamp()} for name, at in sorted(states.items())]
        if rows:
            self.sql(_keep, rows)

    def _locked(self, names: list[str]) -> dict[str, datetime]:
        return {
            name: datetime.fromtimestamp(full_at, UTC)
            for name, full_at in self.pairs(_lock, {"names": names})
        }
