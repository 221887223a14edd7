"""Jobs: when what happens by the clock alone is due next, and who is at it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Table, Text, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from store.schema import Id, UtcDateTime, metadata
from store.statements import put
from store.unit import Rows

jobs = Table(
    "jobs",
    metadata,
    Column("name", Text, primary_key=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("after", Id),
    Column("leased_until", UtcDateTime),
)


@dataclass(frozen=True, slots=True)
class Job:
    """One job; `after` is how far an occurrence came that has begun."""

    name: str
    due_at: datetime
    after: int | None
    leased_until: datetime | None


_all = select(*jobs.c)
_lock = _all.where(jobs.c.name == bindparam("name")).with_for_update(skip_locked=True)
_plan = put(jobs, ["name"], "due_at", "after", "leased_until")
_add = insert(jobs).on_conflict_do_nothing()
_came_to = update(jobs).where(jobs.c.name == bindparam("job")).values(after=bindparam("new_after"))
_lease = update(jobs).where(jobs.c.name == bindparam("job")).values(leased_until=bindparam("until"))


class Jobs(Rows):
    """The queries about jobs."""

    def all(self) -> dict[str, Job]:
        """Return every job that was ever planned, by name."""
        return {job.name: job for job in self.many(Job, _all)}

    def lock(self, name: str) -> Job | None:
        """Return a job and hold it; None when it was never planned, or another is at it."""
        return self.one(Job, _lock, {"name": name})

    def add(self, name: str, due_at: datetime) -> None:
        """Plan a new job."""
        fresh = {"due_at": due_at, "after": None, "leased_until": None}
        self.sql(_add, {"name": name, **fresh})

    def plan(self, name: str, due_at: datetime) -> None:
        """Plan when a job that we hold is due next."""
        fresh = {"due_at": due_at, "after": None, "leased_until": None}
        self.sql(_plan, {"name": name, **fresh})

    def came_to(self, name: str, after: int) -> None:
        """Keep how far an occurrence came."""
        self.sql(_came_to, {"job": name, "new_after": after})

    def lease(self, name: str, until: datetime) -> None:
        """Let nobody else begin this occurrence until then."""
        self.sql(_lease, {"job": name, "until": until})
