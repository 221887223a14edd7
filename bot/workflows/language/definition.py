"""What a workflow is, once its file was read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from bot.config.section import Section
from bot.workflows.language.conditions import All, Any_, Condition, Leaf, Not
from bot.workflows.language.fields import Names
from store.workflows import Mode

SCHEDULE, MANUAL = "schedule", "manual"


class Args(Section):
    """What is written under the kind of a step."""

    def written(self) -> dict[str, object]:
        """Return what was written, without conditions."""
        given = self.model_dump(mode="python", exclude_defaults=True, warnings=False)
        judged = (Leaf, All, Any_, Not)
        return {
            key: one for key, one in given.items() if not isinstance(getattr(self, key), judged)
        }


class OnError(StrEnum):
    """What happens after a step failed for good; a step's id goes on there instead."""

    carry_on = "continue"
    hand_over = "hand_over"


@dataclass(frozen=True)
class Retry:
    """How often a step is tried, and how long we wait before the second time; then double."""

    attempts: int = 1
    wait: timedelta = timedelta(seconds=2)


@dataclass(frozen=True)
class Block:
    """Steps inside of a step, with what has to be true to take them (None: nothing)."""

    steps: tuple["Step", ...]
    when: Condition | None = None


@dataclass(frozen=True)
class Step:
    """One step; `where` is its place in the file."""

    id: str
    kind: str
    args: Args
    where: str
    when: Condition | None = None
    retry: Retry = Retry()
    timeout: timedelta | None = None
    on_error: str = OnError.hand_over
    confidence: Any = None
    threshold: float | None = None
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Cron:
    """When a schedule is due; a thread is taken again only after `again` (None: never)."""

    expression: str
    timezone: ZoneInfo
    again: timedelta | None


@dataclass(frozen=True)
class Trigger:
    """An event that starts a workflow, with what has to be true of it."""

    event: str
    when: Condition
    cron: Cron | None = None
    label: str | None = None  # of the button that starts it


@dataclass(frozen=True)
class Workflow:
    """A workflow as its file says; `names` are the fields it may name."""

    name: str
    description: str
    triggers: tuple[Trigger, ...]
    when: Condition
    steps: tuple[Step, ...]
    mode: Mode
    names: Names = field(repr=False, compare=False)
    order: int = 100
    stop_after: bool = False
    keep_when_resolved: bool = False
    shadow_steps: frozenset[str] = frozenset()
    constants: Mapping[str, Any] = field(default_factory=dict)
    variants: Mapping[str, int] = field(default_factory=dict)
    team: str | None = None
    off_after: int = 5

    @cached_property
    def by_id(self) -> Mapping[str, Step]:
        """Every step by its id, those inside of others too."""
        return {step.id: step for step in self.all_steps()}

    def all_steps(self) -> Iterator[Step]:
        """Yield every step, in the order of the file."""
        yield from _walk(self.steps)

    @cached_property
    def _outer(self) -> Mapping[str, str]:
        return {
            inner.id: step.id
            for step in self.all_steps()
            for block in step.blocks
            for inner in block.steps
        }

    @cached_property
    def _following(self) -> Mapping[str, str]:
        lists = [self.steps, *(block.steps for step in self.all_steps() for block in step.blocks)]
        return {one.id: after.id for steps in lists for one, after in pairwise(steps)}

    def after(self, step_id: str) -> str | None:
        """Return the step beside this one that comes after it; None when it is the last."""
        return self._following.get(step_id)

    def outside(self, step_id: str) -> Step | None:
        """Return the step that this one is inside of."""
        outer = self._outer.get(step_id)
        return self.by_id[outer] if outer else None


def _walk(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        for block in step.blocks:
            yield from _walk(block.steps)
