"""Schedules: who is on call by what another system told us last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Table, Text, bindparam, select

from store.schema import Json, UtcDateTime, metadata
from store.statements import put
from store.unit import Rows

schedules = Table(
    "oncall_schedules",
    metadata,
    Column("name", Text, primary_key=True),
    Column("agents", Json, nullable=False),
    Column("told_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The last answer to who is on call; `agents` are their keys."""

    name: str
    agents: list[str]
    told_at: datetime


_get = select(*schedules.c).where(schedules.c.name == bindparam("name"))
_put = put(schedules, ["name"], "agents", "told_at")


class Schedules(Rows):
    """The queries about schedules."""

    def get(self, name: str) -> Schedule | None:
        """Return what was told last; None when nothing ever was."""
        return self.one(Schedule, _get, {"name": name})

    def put(self, name: str, agents: Sequence[str]) -> None:
        """Keep who is on call now."""
        self.sql(_put, {"name": name, "agents": list(agents), "told_at": self.now})
