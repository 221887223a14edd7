"""The steps of a workflow's file: what each is, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from typing import Annotated, TypeVar

from pydantic import Field, ValidationError

from bot.config.config import Config
from bot.config.load import problem_of
from bot.config.section import Section, matching
from bot.config.span import Duration
from bot.config.tree import Path, Problem, Tree, dotted
from bot.workflows.at import Kind
from bot.workflows.files.reading import Conditions
from bot.workflows.language.conditions import Condition
from bot.workflows.language.definition import Args, Block, OnError, Retry, Step
from bot.workflows.language.fields import ANYTHING, TEXT, TRUTH, Names
from bot.workflows.language.fields import Field as NamedField
from bot.workflows.language.marks import Judged, Named, marks_of
from bot.workflows.language.templates import has_template, is_template, problems

BRANCH, FOR_EACH = "branch", "for_each"
MOST_STEPS = 200
M = TypeVar("M", bound=Section)
Id = Annotated[str, matching("[a-z][a-z0-9_]{0,39}", "an id: lower case letters, digits and _")]


class RetryText(Section):
    """`retry:` of a step."""

    attempts: int = Field(default=3, ge=1, le=20)
    wait: Annotated[Duration, Field(gt=timedelta(), le=timedelta(days=1))] = timedelta(seconds=2)


class Common(Section):
    """What every step may say, whatever its kind."""

    id: Id
    retry: RetryText | None = None
    timeout: Annotated[Duration, Field(gt=timedelta())] | None = None
    on_error: str = OnError.hand_over
    confidence: float | str | None = None
    threshold: float | None = Field(default=None, ge=0, le=1)


COMMON = {*Common.model_fields, "if"}


@dataclass
class Steps:
    """Reads steps; `names` grow with what each of them leaves for the later ones."""

    tree: Tree
    config: Config
    kinds: Mapping[str, Kind]
    names: Names
    problems: list[Problem] = field(default_factory=list)
    seen: dict[str, Path] = field(default_factory=dict)
    jumps: list[tuple[str, str, Path]] = field(default_factory=list)
    items: dict[str, NamedField] = field(default_factory=dict)  # of loops, for their steps alone

    def read(self, value: object, path: Path) -> tuple[Step, ...]:
        """Return a list of steps; what is wrong with them is among the problems."""
        if not isinstance(value, list) or not value:
            self._wrong(path, "has to be a list of steps, with one at least")
            return ()
        found = [self._step(one, (*path, n)) for n, one in enumerate(value)]
        return tuple(step for step in found if step is not None)

    def check_jumps(self) -> None:
        """Find jumps to nowhere, and those that go back: they would never end."""
        order = list(self.seen)
        if len(order) > MOST_STEPS:
            self._wrong(("steps",), f"are more than {MOST_STEPS}: split the workflow")
        for source, target, path in self.jumps:
            if target not in order:
                close = get_close_matches(target, order, n=1)
                hint = f"; did you mean {close[0]}?" if close else ""
                self._wrong(path, f"{target} is no step: continue, hand_over or a step's id{hint}")
            elif order.index(target) <= order.index(source):
                self._wrong(path, f"goes back to {target}, and would go round in circles")
            elif self.seen[target][:-1] != self.seen[source][: len(self.seen[target]) - 1]:
                self._wrong(path, f"goes into the middle of the steps around {target}")

    def _step(self, value: object, path: Path) -> Step | None:
        if not isinstance(value, dict):
            self._wrong(path, "is no step: write an id and what it does")
            return None
        common = self.model(Common, {k: v for k, v in value.items() if k in COMMON - {"if"}}, path)
        kind = self._kind(value, path)
        if common is None or kind is None:
            return None
        self._note_id(common, path)
        when = self.condition(value["if"], (*path, "if")) if "if" in value else None
        args = self._args(kind, value[kind.name], (*path, kind.name))
        blocks = tuple(self._blocks(kind, value[kind.name], (*path, kind.name)))
        self._leave(common.id, kind, args)
        args = None if args is None else self._marked(args, (*path, kind.name))
        self._check_text(common.confidence, (*path, "confidence"))
        if common.threshold is not None and common.confidence is None:
            self._wrong(path, "has a threshold, but no confidence to compare with it")
        if args is None:
            return None
        retry = Retry(common.retry.attempts, common.retry.wait) if common.retry else kind.retry
        return Step(
            common.id,
            kind.name,
            args,
            dotted(path),
            when,
            retry,
            common.timeout,
            common.on_error,
            common.confidence,
            common.threshold,
            blocks,
        )

    def _note_id(self, common: Common, path: Path) -> None:
        if common.id in self.seen:
            first = self.tree.line(self.seen[common.id])
            self._wrong((*path, "id"), f"{common.id} is already the step in line {first}")
        self.seen.setdefault(common.id, path)
        if common.on_error not in tuple(OnError):
            self.jumps.append((common.id, common.on_error, (*path, "on_error")))

    def _kind(self, value: Mapping[str, object], path: Path) -> Kind | None:
        words = [key for key in value if key not in COMMON]
        if len(words) == 1 and words[0] in self.kinds:
            return self.kinds[words[0]]
        for word in words:
            if word not in self.kinds:
                close = get_close_matches(word, [*self.kinds, *COMMON], n=1)
                hint = f"; did you mean {close[0]}?" if close else ""
                self._wrong((*path, word), f"is not a kind of step that Bellhop knows{hint}")
        if not words:
            self._wrong(path, f"does nothing: write one of {', '.join(sorted(self.kinds))}")
        if len(words) > 1:
            self._wrong(path, f"is of several kinds: {', '.join(words)}; make it several steps")
        return None

    def _args(self, kind: Kind, value: object, path: Path) -> Args | None:
        if kind.name == BRANCH:
            return Args()
        if kind.short is not None and not isinstance(value, dict):
            value = {kind.short: value}
        if isinstance(value, dict) and kind.name == FOR_EACH:
            value = {key: one for key, one in value.items() if key != "steps"}
        args = self.model(kind.args, value, path)
        if args is None:
            return None
        self._check_text(value, path)
        why = kind.wrong(args) if kind.wrong is not None and not has_template(value) else None
        if why is not None:
            self._wrong(path, why)
        return args

    def _marked(self, args: Args, path: Path) -> Args:
        """Check the names among the arguments, and read the conditions."""
        judged: dict[str, Condition] = {}
        marks = [
            (name, mark)
            for name, info in type(args).model_fields.items()
            for mark in marks_of(info)
            if getattr(args, name) is not None
        ]
        for name, mark in marks:
            if isinstance(mark, Named):
                self._check_name(mark.section, getattr(args, name), (*path, name))
            if isinstance(mark, Judged):
                judged[name] = self.condition(getattr(args, name), (*path, name))
        return args.model_copy(update=judged)

    def _blocks(self, kind: Kind, value: object, path: Path) -> Iterator[Block]:
        if kind.name == FOR_EACH and isinstance(value, dict):
            yield self._loop(str(value.get("as", "item")), value.get("steps"), path)
        if kind.name == BRANCH:
            if not isinstance(value, list) or not value:
                self._wrong(path, "has to be a list of {if, steps}, the last may be {else}")
                return
            for n, arm in enumerate(value):
                yield self._arm(arm, (*path, n), n == len(value) - 1)

    def _loop(self, item: str, steps: object, path: Path) -> Block:
        """Read the steps of a loop; only they can name its item."""
        outside = self.names.fields.get(item)
        if self.names.has_inside(item):
            self._wrong((*path, "as"), f"{item} is a name that there is already")
        self.items[item] = ANYTHING
        self.names = self.names.plus({item: ANYTHING})
        block = Block(self.read(steps, (*path, "steps")))
        self.names = self.names if outside else self.names.without(item)
        return block

    def _arm(self, arm: object, path: Path, last: bool) -> Block:
        match arm:
            case {"if": condition, "steps": steps, **more} if not more:
                when = self.condition(condition, (*path, "if"))
                return Block(self.read(steps, (*path, "steps")), when)
            case {"else": steps, **more} if not more:
                if not last:
                    self._wrong(path, "else has to be the last: what comes after is never taken")
                return Block(self.read(steps, (*path, "else")))
            case _:
                self._wrong(path, "has to be {if: condition, steps: [...]} or {else: [...]}")
                return Block(())

    def _leave(self, step_id: str, kind: Kind, args: Args | None) -> None:
        here = f"steps.{step_id}"
        decided = kind.leaves(args) if kind.leaves and args else {}
        left = {f"{here}.{name}": found for name, found in {**kind.outputs, **decided}.items()}
        self.names = self.names.plus({f"{here}.ok": TRUTH, f"{here}.error": TEXT, **left})

    def _check_name(self, section: str, given: object, path: Path) -> None:
        known = getattr(self.config, section)
        for one in given if isinstance(given, tuple | list) else (given,):
            if isinstance(one, str) and not is_template(one) and one not in known:
                close = get_close_matches(one, known, n=1)
                hint = f"; did you mean {close[0]}?" if close else ""
                self._wrong(path, f"{one!r} is not among the {section} of bellhop.yml{hint}")

    def _check_text(self, value: object, path: Path) -> None:
        """Check every template in what is written here."""
        if isinstance(value, str) and is_template(value):
            for problem in problems(value, self.names):
                self._wrong(path, problem)
        elif isinstance(value, dict):
            for key, one in value.items():
                self._check_text(one, (*path, key))
        elif isinstance(value, list):
            for n, one in enumerate(value):
                self._check_text(one, (*path, n))

    def condition(self, value: object, path: Path) -> Condition:
        """Return a condition that may name what there is so far."""
        reader = Conditions(self.names)
        found = reader.read(value, path)
        self.problems += reader.problems
        return found

    def model(self, model: type[M], value: object, path: Path) -> M | None:
        """Return what is written here as its model; None when it does not fit."""
        try:
            return model.model_validate(value)
        except ValidationError as error:
            self.problems += [problem_of(self.tree, one, path) for one in error.errors()]
            return None

    def _wrong(self, path: Path, message: str) -> None:
        self.problems.append(Problem(path, message))
