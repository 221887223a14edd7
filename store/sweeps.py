"""Sweeps: how far a tick of a schedule came with looking at every unresolved thread."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Integer,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from store.schema import Id, UtcDateTime, metadata
from store.statements import walk
from store.threads import Status, threads
from store.unit import Rows

sweeps = Table(
    "workflow_sweeps",
    metadata,
    Column("workflow", Text, primary_key=True),
    Column("tick_at", UtcDateTime, nullable=False),
    Column("occurrence_id", Id, nullable=False),
    Column("after", Id, nullable=False),
    Column("looked", Integer, nullable=False),
    Column("matched", Integer, nullable=False),
    Column("began", Integer, nullable=False),
    Column("error", Text),
)


@dataclass(frozen=True, slots=True)
class Sweep:
    """A tick at work; `after` is the last thread that was looked at."""

    workflow: str
    tick_at: datetime
    occurrence_id: int
    after: int = 0
    looked: int = 0
    matched: int = 0
    began: int = 0
    error: str | None = None


SAVED = ("after", "looked", "matched", "began", "error")
_names = select(sweeps.c.workflow)
_lock = select(*sweeps.c).where(sweeps.c.workflow == bindparam("name")).with_for_update()
_begin = insert(sweeps)
_save = (
    update(sweeps)
    .where(sweeps.c.workflow == bindparam("name"))
    .values({name: bindparam(f"new_{name}") for name in SAVED})
)
_end = delete(sweeps).where(sweeps.c.workflow == bindparam("name"))
_unresolved = walk(threads, threads.c.status, [one for one in Status if one is not Status.resolved])


class Sweeps(Rows):
    """The queries about sweeps."""

    def names(self) -> list[str]:
        """Return the workflows whose tick is not done yet."""
        return list(self.sql(_names).scalars())

    def lock(self, workflow: str) -> Sweep | None:
        """Return how far a tick came, and hold it."""
        return self.one(Sweep, _lock, {"name": workflow})

    def begin(self, sweep: Sweep) -> Sweep:
        """Begin a sweep; nobody else may have begun one of this workflow."""
        self.sql(_begin, asdict(sweep))
        return sweep

    def save(self, sweep: Sweep) -> None:
        """Write down how far it came."""
        values = asdict(sweep)
        self.sql(_save, {"name": sweep.workflow, **{f"new_{one}": values[one] for one in SAVED}})

    def end(self, workflow: str) -> None:
        """Forget a sweep that is done, or makes no sense any more."""
        self.sql(_end, {"name": workflow})

    def unresolved(self, after: int, limit: int) -> list[int]:
        """Return the ids of unresolved threads behind one, in their order."""
        return list(self.sql(_unresolved, {"after": after, "limit": limit}).scalars())
