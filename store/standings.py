"""Standings: how what a workflow would have done compares with what people did, counted up."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Integer, Table, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from store.schema import metadata, one_of
from store.unit import Rows


class Aspect(StrEnum):
    """What a workflow and people can both do to a thread."""

    labels = "labels"
    assignee = "assignee"
    team = "team"
    priority = "priority"
    severity = "severity"
    reply = "reply"
    resolution = "resolution"


standings = Table(
    "workflow_standings",
    metadata,
    Column("file_id", ForeignKey("workflow_files.id"), primary_key=True),
    Column("runs", Integer, nullable=False),
    Column("threads", Integer, nullable=False),
    Column("handed_over", Integer, nullable=False),
)
tallies = Table(
    "workflow_tallies",
    metadata,
    Column("file_id", ForeignKey("workflow_files.id"), primary_key=True),
    Column("aspect", one_of(Aspect), primary_key=True),
    Column("compared", Integer, nullable=False),
    Column("agreed", Integer, nullable=False),
    Column("correct", Integer, nullable=False),
    Column("wrong", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How often one version of a workflow was compared; `handed_over` of the runs gave up."""

    file_id: int
    runs: int = 0
    threads: int = 0
    handed_over: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """One aspect, over all runs of a version that were compared.

    In `agreed` of `compared` runs nothing was different. Of the effects it would have had,
    `correct` were what people came to and `wrong` were not; `missed` are those only people had.
    """

    compared: int = 0
    agreed: int = 0
    correct: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return both together."""
        names = [field.name for field in fields(self)]
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})


_insert = insert(standings)
_count = _insert.on_conflict_do_update(
    index_elements=["file_id"],
    set_={
        name: standings.c[name] + _insert.excluded[name]
        for name in ("runs", "threads", "handed_over")
    },
).returning(*standings.c)
_insert_tally = insert(tallies)
_add_up = _insert_tally.on_conflict_do_update(
    index_elements=["file_id", "aspect"],
    set_={
        field.name: tallies.c[field.name] + _insert_tally.excluded[field.name]
        for field in fields(Tally)
    },
)
_of = select(*standings.c).where(standings.c.file_id == bindparam("file"))
_tallies_of = (
    select(tallies.c.aspect, *(tallies.c[field.name] for field in fields(Tally)))
    .where(tallies.c.file_id == bindparam("file"))
    .order_by(tallies.c.aspect)
)


class Standings(Rows):
    """The queries about how workflows in shadow stand."""

    def count(self, more: Standing) -> Standing:
        """Add to what was counted of a version, and return all of it."""
        values = {field.name: getattr(more, field.name) for field in fields(Standing)}
        return Standing(*self.sql(_count, values).one())

    def add_up(self, file_id: int, more: Mapping[Aspect, Tally]) -> None:
        """Add to the tallies of a version."""
        for aspect in sorted(more):  # one order, so that no two units wait for each other
            counts = {field.name: getattr(more[aspect], field.name) for field in fields(Tally)}
            self.sql(_add_up, {"file_id": file_id, "aspect": aspect, **counts})

    def of(self, file_id: int) -> Standing:
        """Return how often a version was compared."""
        return self.one(Standing, _of, {"file": file_id}) or Standing(file_id)

    def tallies(self, file_id: int) -> dict[Aspect, Tally]:
        """Return what was counted of a version, by aspect."""
        rows = self.sql(_tallies_of, {"file": file_id})
        return {Aspect(aspect): Tally(*counts) for aspect, *counts in rows}
