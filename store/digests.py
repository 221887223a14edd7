"""Digests: what is outstanding at a team, the most urgent first; of each list how many, and a few."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, case, func, literal, select

from store.schema import UtcDateTime
from store.threads import Status, Thread, threads
from store.unit import Rows


class Late(StrEnum):
    """Why a thread is in a summary."""

    late = "late"
    soon = "soon"  # to be late
    long = "long"  # waiting


@dataclass(frozen=True, slots=True)
class Listed:
    """How many threads belong together, and the most urgent of them."""

    count: int
    threads: list[Thread]


_ours = [
    bindparam(None, status, threads.c.status.type)
    for status in (Status.new, Status.open, Status.waiting_on_engineering)
]
_urgency = (
    threads.c.promise_due_at.asc().nulls_last(),
    threads.c.waiting_since.asc().nulls_last(),
    threads.c.id,
)


def _first_of_each(group: ColumnElement[Any]) -> Select[Any]:
    """Return a statement for the first few threads of each group, with its name and its count."""
    every = (
        select(
            group.label("belongs_to"),
            func.count().over(partition_by=group).label("of_them"),
            func.row_number().over(partition_by=group, order_by=_urgency).label("place"),
            *threads.c,
        )
        .where(
            threads.c.status.in_(_ours),
            threads.c.team_id.is_not_distinct_from(bindparam("team", type_=threads.c.team_id.type)),
        )
        .subquery()
    )
    shown = (every.c.belongs_to, every.c.of_them, *(every.c[one.name] for one in threads.c))
    return select(*shown).where(every.c.place <= bindparam("few")).order_by(every.c.place)


def _before(column: Any, name: str) -> ColumnElement[bool]:  # noqa: ANN401
    return column <= bindparam(name, type_=UtcDateTime)  # type: ignore[no-any-return]


_of_each_assignee = _first_of_each(threads.c.assignee_id)
_by_lateness = _first_of_each(
    case(
        (_before(threads.c.promise_due_at, "now"), literal(Late.late.value, Text)),
        (_before(threads.c.promise_due_at, "soon"), literal(Late.soon.value, Text)),
        (_before(threads.c.waiting_since, "long"), literal(Late.long.value, Text)),
    )
)


class Digests(Rows):
    """The queries about digests: of threads of a team, or of none, in which it is our turn."""

    def of_each_assignee(self, team_id: int | None, few: int) -> dict[int | None, Listed]:
        """Return how many threads each has, None for nobody, and the most urgent few."""
        return self._listed(_of_each_assignee, {"team": team_id, "few": few})

    def by_lateness(
        self, team_id: int | None, soon: datetime, long: datetime, few: int
    ) -> dict[Late, Listed]:
        """Return what is late, what is before `soon`, and who waits since `long`."""
        times = {"now": self.now, "soon": soon, "long": long}
        found = self._listed(_by_lateness, {"team": team_id, "few": few, **times})
        return {late: found[late] for late in Late if late in found}

    def _listed(self, statement: Select[Any], values: dict[str, object]) -> dict[Any, Listed]:
        found: dict[Any, Listed] = {}
        for group, count, *thread in self.sql(statement, values):
            found.setdefault(group, Listed(count, [])).threads.append(Thread(*thread))
        return found
