"""A workflow's file: from YAML to a workflow, with everything that is wrong with it, by line."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import yaml
from cronsim import CronSim, CronSimError
from pydantic import Field

from bot.config.config import Config
from bot.config.load import told
from bot.config.section import Section, matching
from bot.config.span import Duration
from bot.config.tree import Path, Problem, Tree, grow, unreadable
from bot.workflows.at import Kind
from bot.workflows.files.stepfile import Steps
from bot.workflows.language.conditions import All, Condition
from bot.workflows.language.definition import MANUAL, SCHEDULE, Cron, Trigger, Workflow
from bot.workflows.language.events import EVENTS
from bot.workflows.language.fields import Field as NamedField
from bot.workflows.language.fields import Names, Type
from store.workflows import Mode

FIELDS = 5  # of a cron expression
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NAME = matching("[a-z0-9][a-z0-9-]{0,59}", "a name: lower case letters, digits and -")
# what may be said of an event, and which field it is about
FILTERS: Mapping[str, str] = {
    "author": "message.author",
    "field": "event.field",
    "from": "event.before",
    "to": "event.after",
    "label": "event.after",
    "source": "event.source",
}
LOST = {"label.removed": {"label": "event.before"}}  # what is gone is what was before
FROM_TO = ("from", "to")
FILTERS_OF: Mapping[str, tuple[str, ...]] = {
    "message.created": ("author",),
    "thread.updated": ("field", *FROM_TO),
    "thread.assigned": FROM_TO,
    "thread.status_changed": FROM_TO,
    "thread.priority_changed": FROM_TO,
    "thread.severity_changed": FROM_TO,
    "label.added": ("label",),
    "label.removed": ("label",),
    "webhook.received": ("source",),
    "trigger.fired": ("source",),
}
OF_VALUE = {str: Type.text, bool: Type.truth, int: Type.number, float: Type.number}


class CronText(Section):
    """What is written under `schedule:`."""

    cron: str
    timezone: ZoneInfo | None = Field(default=None, description="None: the desk's")
    again: Annotated[Duration, Field(gt=timedelta())] | None = None


class ManualText(Section):
    """What is written under `manual:`."""

    label: Annotated[str, Field(min_length=1, max_length=75)] | None = None


class Head(Section):
    """A workflow's file without its conditions and steps."""

    description: Annotated[str, Field(min_length=1, max_length=500)]
    mode: Mode = Mode.shadow
    order: int = Field(default=100, ge=0, le=10_000)
    stop_after: bool = False
    when_resolved: Literal["cancel", "continue"] = "cancel"
    shadow: tuple[str, ...] = ()
    vars: dict[str, Any] = Field(default_factory=dict)
    variants: dict[Annotated[str, NAME], Annotated[int, Field(ge=0, le=1000)]] = Field(
        default_factory=dict
    )
    team: str | None = None
    off_after: int = Field(default=5, ge=1, le=1000)
    on: Any
    when: Any = None
    steps: Any


@dataclass(frozen=True)
class Reading:
    """What a file came to: a workflow, unless something is wrong (`file:line: key: message`)."""

    name: str
    source: str
    workflow: Workflow | None
    problems: tuple[str, ...] = ()
    off: bool = False  # says the file, as far as it can be read

    @property
    def digest(self) -> str:
        """Return what tells this version of the file from others."""
        return hashlib.sha256(f"{self.name}\n{self.source}".encode()).hexdigest()[:16]


def read(source: str, name: str, config: Config, kinds: Mapping[str, Kind]) -> Reading:
    """Read a workflow called `name`."""
    try:
        return _read(source, name, config, kinds)
    except RecursionError:
        return Reading(name, source, None, (f"{name}.yml:1: is nested too deeply",))


def _read(source: str, name: str, config: Config, kinds: Mapping[str, Kind]) -> Reading:
    file = f"{name}.yml"
    try:
        tree = grow(source.encode(), typed=True)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Reading(name, source, None, (f"{file}:{line}: {unreadable(error)}",))
    except yaml.YAMLError as error:
        return Reading(name, source, None, (f"{file}:1: {error}",))
    reader = _File(tree, config, kinds)
    workflow = reader.workflow(name)
    if workflow is None or reader.problems:
        return Reading(name, source, None, tuple(told(tree, reader.problems, file)), reader.off)
    return Reading(name, source, workflow, off=reader.off)


class _File:
    def __init__(self, tree: Tree, config: Config, kinds: Mapping[str, Kind]) -> None:
        self.steps = Steps(tree, config, kinds, Names.of(config), list(tree.problems))
        self.problems = self.steps.problems
        self._config = config
        self._kinds = kinds
        self._tree = tree
        self.off = False

    def workflow(self, name: str) -> Workflow | None:
        head = self.steps.model(Head, self._tree.value, ())
        if head is None:
            return None
        self.off = head.mode is Mode.off
        self._check(head, name)
        self._name_constants(head)
        triggers = tuple(self._triggers(head.on))
        when = All(()) if head.when is None else self.steps.condition(head.when, ("when",))
        steps = self.steps.read(head.steps, ("steps",))
        self.steps.check_jumps()
        return Workflow(
            name=name,
            description=head.description,
            triggers=triggers,
            when=when,
            steps=steps,
            mode=head.mode,
            names=self.steps.names.plus(self.steps.items),
            order=head.order,
            stop_after=head.stop_after,
            keep_when_resolved=head.when_resolved == "continue",
            shadow_steps=frozenset(head.shadow),
            constants=head.vars,
            variants=head.variants,
            team=head.team,
            off_after=head.off_after,
        )

    def _check(self, head: Head, name: str) -> None:
        try:
            NAME.func(name)  # type: ignore[call-arg]
        except ValueError as error:
            self._wrong((), f"the file is called {error}")
        for n, kind in enumerate(head.shadow):
            if kind not in self._kinds:
                self._wrong(("shadow", n), f"there is no kind of step {kind}")
            elif self._kinds[kind].guides:
                self._wrong(("shadow", n), f"{kind} changes nothing that shadow could hold back")
        if head.team is not None and head.team not in self._config.teams:
            self._wrong(("team",), f"{head.team!r} is not among the teams of bellhop.yml")
        if head.variants and not sum(head.variants.values()):
            self._wrong(("variants",), "have no weight at all")

    def _name_constants(self, head: Head) -> None:
        known = {f"vars.{key}": _field(value) for key, value in head.vars.items()}
        if head.variants:
            known["run.variant"] = NamedField(Type.text, "", tuple(head.variants))
        self.steps.names = self.steps.names.plus(known)

    def _triggers(self, on: object) -> Iterable[Trigger]:
        if isinstance(on, str):
            on = [on]
        if isinstance(on, list):
            for n, name in enumerate(on):
                yield from self._trigger(name, None, ("on", n))
        elif isinstance(on, dict) and on:
            for name, spec in on.items():
                yield from self._trigger(name, spec, ("on", name))
        else:
            self._wrong(("on",), "has to name one event, or several")

    def _trigger(self, name: object, spec: object, path: Path) -> Iterable[Trigger]:
        if name not in EVENTS or not isinstance(name, str):
            close = get_close_matches(str(name), EVENTS, 1, 0.8)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(EVENTS)}"
            self._wrong(path, f"there is no event {name}; {hint}")
        elif name == SCHEDULE:
            if (cron := self._cron(spec, path)) is not None:
                yield Trigger(name, All(()), cron)
        elif name == MANUAL:
            given = self.steps.model(ManualText, spec or {}, path)
            yield Trigger(name, All(()), label=given.label if given else None)
        else:
            yield Trigger(name, self._filters(name, spec, path))

    def _filters(self, name: str, spec: object, path: Path) -> Condition:
        if spec is None:
            return All(())
        known = FILTERS_OF.get(name, ())
        if not isinstance(spec, dict) or set(spec) - set(known):
            may = f"only {', '.join(known)}" if known else "nothing"
            self._wrong(path, f"{may} may be said of {name}; the rest belongs to when:")
            return All(())
        fields = {**FILTERS, **LOST.get(name, {})}
        parts = [
            self.steps.condition({fields[key]: value}, (*path, key)) for key, value in spec.items()
        ]
        return All(tuple(parts))

    def _cron(self, spec: object, path: Path) -> Cron | None:
        given = self.steps.model(CronText, spec or {}, path)
        if given is None:
            return None
        if (why := _no_cron(given.cron)) is not None:
            self._wrong((*path, "cron"), f"{given.cron!r} {why}")
            return None
        return Cron(given.cron, given.timezone or self._config.desk.timezone, given.again)

    def _wrong(self, path: Path, message: str) -> None:
        self.problems.append(Problem(path, message))


def _no_cron(expression: str) -> str | None:
    """Say what is wrong with a cron expression; seconds are, too."""
    if len(expression.split()) != FIELDS:
        return "is no cron expression: it needs minute, hour, day, month and day of the week"
    try:
        first = next(CronSim(expression, EPOCH), None)
    except CronSimError as error:
        return f"is no cron expression: {error}"
    return None if first else "never comes"


def _field(value: object) -> NamedField:
    return NamedField(OF_VALUE.get(type(value), Type.anything))
