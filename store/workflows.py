"""Workflows as the desk knows them: every version of every file, which are in use, and how."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.schema import Id, Json, UtcDateTime, metadata, one_of
from store.statements import put
from store.unit import Rows


class Mode(StrEnum):
    """What a workflow may do."""

    live = "live"
    shadow = "shadow"  # it says what it would have done
    off = "off"


files = Table(
    "workflow_files",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    UniqueConstraint("name", "digest"),
)
sets = Table(
    "workflow_sets",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("files", Json, nullable=False),
)
switches = Table(
    "workflow_switches",
    metadata,
    Column("name", Text, primary_key=True),
    Column("mode", one_of(Mode)),
    Column("changed_by", Text),
    Column("changed_at", UtcDateTime),
    Column("why", Text),
    Column("failures", Integer, nullable=False),
    Column("next_tick_at", UtcDateTime),
    Column("suggested_at", UtcDateTime),
)


@dataclass(frozen=True, slots=True)
class WorkflowFile:
    """One version of a workflow's file."""

    id: int
    name: str
    digest: str
    source: str
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class WorkflowSet:
    """The files that were in use together, by id, in their order."""

    id: int
    digest: str
    files: list[int]


@dataclass(frozen=True, slots=True)
class Switch:
    """How a workflow is switched, beside what its file says.

    `mode` is what a person (or too many failures, `why`) set it to, None for what the file says;
    `failures` came one after the other; `next_tick_at` is when its schedule is due;
    `suggested_at` is when somebody was asked to take it live.
    """

    name: str
    mode: Mode | None
    changed_by: str | None
    changed_at: datetime | None
    why: str | None
    failures: int
    next_tick_at: datetime | None
    suggested_at: datetime | None


_keep_file = put(files, ["name", "digest"], "source").returning(files.c.id)
_file = select(*files.c).where(files.c.id == bindparam("id"))
_keep_set = put(sets, ["digest"], "files").returning(sets.c.id)
_set = select(*sets.c).where(sets.c.id == bindparam("id"))
_switches = select(*switches.c)
_touched = _switches.where(
    or_(
        switches.c.mode.is_not(None),
        switches.c.failures > 0,
        switches.c.next_tick_at.is_not(None),
    )
)
_switch = select(*switches.c).where(switches.c.name == bindparam("name"))
_insert_switch = insert(switches)
_add_switch = _insert_switch.on_conflict_do_nothing()
_turn = (
    update(switches)
    .where(switches.c.name == bindparam("workflow"))
    .values(
        mode=bindparam("new_mode"),
        changed_by=bindparam("by"),
        changed_at=bindparam("now"),
        why=bindparam("new_why"),
        failures=0,
    )
)
_failed = (
    update(switches)
    .where(switches.c.name == bindparam("workflow"))
    .values(failures=switches.c.failures + 1)
    .returning(switches.c.failures)
)
_succeeded = (
    update(switches)
    .where(switches.c.name == bindparam("workflow"), switches.c.failures > 0)
    .values(failures=0)
)
_tick = (
    update(switches)
    .where(
        switches.c.name == bindparam("workflow"),
        switches.c.next_tick_at <= bindparam("now"),
    )
    .values(next_tick_at=bindparam("following"))
    .returning(switches.c.name)
)
_schedule = (
    update(switches)
    .where(switches.c.name == bindparam("workflow"))
    .values(next_tick_at=bindparam("at"))
)
_suggested = (
    update(switches)
    .where(switches.c.name == bindparam("workflow"))
    .values(suggested_at=bindparam("now"))
)


class Workflows(Rows):
    """The queries about the files of workflows and how they are switched."""

    def keep(self, name: str, source: str) -> int:
        """Keep this version of a file, and return its id."""
        digest = hashlib.sha256(source.encode()).hexdigest()
        values = {"name": name, "digest": digest, "source": source, "first_seen_at": self.now}
        self.sql(_add_switch, {"name": name, "failures": 0})
        return int(self.sql(_keep_file, values).scalar_one())

    def keep_set(self, file_ids: list[int]) -> int:
        """Keep which files are in use, in their order, and return the id of the set."""
        digest = hashlib.sha256(repr(file_ids).encode()).hexdigest()
        return int(self.sql(_keep_set, {"digest": digest, "files": file_ids}).scalar_one())

    def file(self, file_id: int) -> WorkflowFile | None:
        """Return a version of a file."""
        return self.one(WorkflowFile, _file, {"id": file_id})

    def set_of(self, set_id: int) -> WorkflowSet | None:
        """Return which files were in use together."""
        return self.one(WorkflowSet, _set, {"id": set_id})

    def switches(self) -> dict[str, Switch]:
        """Return how each workflow is switched, by name."""
        return {switch.name: switch for switch in self.many(Switch, _switches)}

    def touched(self) -> dict[str, Switch]:
        """Return those that somebody switched, that failed last, or that have a schedule."""
        return {switch.name: switch for switch in self.many(Switch, _touched)}

    def switch(self, name: str) -> Switch | None:
        """Return how a workflow is switched."""
        return self.one(Switch, _switch, {"name": name})

    def turn(self, name: str, mode: Mode | None, by: str, why: str | None = None) -> None:
        """Switch a workflow; None is what its file says. Its failures are forgotten."""
        values = {"workflow": name, "new_mode": mode, "by": by, "now": self.now, "new_why": why}
        self.sql(_turn, values)

    def failed(self, name: str) -> int:
        """Count a failure and return how many came one after the other."""
        return int(self.sql(_failed, {"workflow": name}).scalar() or 0)

    def succeeded(self, name: str) -> None:
        """Forget the failures before."""
        self.sql(_succeeded, {"workflow": name})

    def ticked(self, name: str, following: datetime) -> bool:
        """Take a tick of a schedule that is due; False when another replica did, or it is not."""
        values = {"workflow": name, "now": self.now, "following": following}
        return self.sql(_tick, values).first() is not None

    def schedule(self, name: str, at: datetime | None) -> None:
        """Set when the schedule of a workflow is due next; None when it has none."""
        self.sql(_schedule, {"workflow": name, "at": at})

    def suggested(self, name: str) -> None:
        """Remember that somebody was asked to take a workflow live."""
        self.sql(_suggested, {"workflow": name, "now": self.now})
