"""The steps that runs took, for people to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, bindparam, insert, select

from store.schema import Id, Json, UtcDateTime, metadata, one_of
from store.unit import Rows


class StepStatus(StrEnum):
    """How a step ended."""

    done = "done"
    would = "would"  # in shadow: computed, not done
    skipped = "skipped"  # its `if` said no
    waiting = "waiting"
    failed = "failed"


run_steps = Table(
    "run_steps",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", one_of(StepStatus), nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("input", Json),
    Column("output", Json),
    Column("error", Text),
    Index(None, "run_id", "id"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step that a run took: what went in, what came out, secrets left out, long texts cut."""

    id: int
    run_id: int
    step: str
    kind: str
    status: StepStatus
    began_at: datetime
    ended_at: datetime
    attempts: int
    input: Any
    output: Any
    error: str | None


_add_step = insert(run_steps)
_steps_of = select(*run_steps.c).where(run_steps.c.run_id == bindparam("run")).order_by("id")


class RunSteps(Rows):
    """The queries about the steps that runs took; steps are written together."""

    def add(self, rows: Sequence[dict[str, object]]) -> None:
        """Keep steps; each row has the columns but the id."""
        self.later(_add_step, rows)

    def of(self, run_id: int) -> list[Step]:
        """Return the steps of a run, in the order they were taken."""
        return self.many(Step, _steps_of, {"run": run_id})
