"""Linting: what is wrong with workflow files, each by itself and all of them together."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.config.tree import Path, Tree, dotted, grow
from bot.workflows.at import Kind
from bot.workflows.files.file import Reading
from bot.workflows.language.conditions import ALWAYS, All, Condition
from bot.workflows.language.definition import MANUAL, Step, Trigger, Workflow
from store.workflows import Mode


@dataclass(frozen=True)
class Finding:
    """Something to look at in a file; what is `wrong` has to be put right before it is used."""

    name: str  # of the workflow
    line: int
    key: str
    message: str
    wrong: bool = True

    def __str__(self) -> str:
        """Say it as other problems of files are said."""
        said = self.message if self.wrong else f"warning: {self.message}"
        return f"{self.name}.yml:{self.line}: {self.key}: {said}"


@dataclass(frozen=True)
class _File:
    workflow: Workflow
    tree: Tree

    def finding(self, path: Path, message: str, wrong: bool = True) -> Finding:
        line = self.tree.line(path)
        return Finding(self.workflow.name, line, dotted(path) or "the file", message, wrong)


def lint(
    readings: Sequence[Reading], kinds: Mapping[str, Kind], with_examples: Collection[str]
) -> list[Finding]:
    """Return what is wrong between the files that are right, and what is risky in each."""
    files = [
        _File(reading.workflow, grow(reading.source.encode(), typed=True))
        for reading in readings
        if reading.workflow is not None
    ]
    files.sort(key=lambda file: (file.workflow.order, file.workflow.name))
    found = [*_same_buttons(files), *_never(files)]
    for file in files:
        found += _risks(file, kinds, with_examples)
    return found


def _same_buttons(files: Sequence[_File]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for file in files:
        name = file.workflow.name
        for trigger in file.workflow.triggers:
            if trigger.event != MANUAL:
                continue
            label = (trigger.label or name).casefold()
            if label in first:
                said = f"the workflow {first[label]} has a button of the same words"
                yield file.finding(("on", MANUAL, "label"), said)
            first.setdefault(label, name)


def _never(files: Sequence[_File]) -> Iterator[Finding]:
    """Find workflows behind one that ends the list whenever they could begin."""
    ends: list[tuple[str, Trigger, Condition]] = []
    for file in files:
        workflow = file.workflow
        for trigger in workflow.triggers:
            for name, earlier, when in ends:
                if _covers(earlier, when, trigger, workflow.when):
                    said = f"never begins on {trigger.event}: {name} comes first and stops after"
                    yield file.finding(("on",), said, wrong=False)
                    break
            if workflow.stop_after and workflow.mode is not Mode.off:
                ends.append((workflow.name, trigger, workflow.when))


def _covers(earlier: Trigger, when: Condition, later: Trigger, its_when: Condition) -> bool:
    """Whether the earlier begins whenever the later could, as far as equal conditions show."""
    if earlier.event != later.event or earlier.event == MANUAL:
        return False
    return _implied(earlier.when, later.when) and _implied(when, its_when)


def _implied(wider: Condition, narrower: Condition) -> bool:
    return wider in (ALWAYS, narrower) or (isinstance(narrower, All) and wider in narrower.parts)


def _risks(
    file: _File, kinds: Mapping[str, Kind], with_examples: Collection[str]
) -> Iterator[Finding]:
    workflow = file.workflow
    if workflow.mode is Mode.live and workflow.name not in with_examples:
        said = f"is live without an example: write tests/{workflow.name}.yml"
        yield file.finding(("mode",), said, wrong=False)
    if workflow.mode is Mode.off or workflow.when != ALWAYS:
        return
    free = [one for one in workflow.triggers if one.when == ALWAYS and one.event != MANUAL]
    for step in workflow.steps if free else ():
        if kinds[step.kind].customer and step.when is None:
            said = f"speaks to the customer at every {free[0].event}, without any condition"
            yield file.finding(_place(file.tree, step), said, wrong=False)


def _place(tree: Tree, step: Step) -> Path:
    return next((path for path in tree.lines if dotted(path) == step.where), ())
