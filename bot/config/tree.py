"""bellhop.yml as a tree of plain values that remembers on which line each of them stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]
MOST = 200_000  # values of one file: a few lines of references to references can be billions
# 007 is a name
_NUMBER = re.compile(r"[-+]?(0|[1-9]\d{0,17})(\.\d{1,17})?([eE][-+]?\d{1,2})?", re.ASCII)


@dataclass(frozen=True)
class Problem:
    """Something wrong, and where."""

    path: Path
    message: str


@dataclass
class Tree:
    """The values, the line of each, and what is wrong with the YAML itself."""

    value: object = None
    lines: dict[Path, int] = field(default_factory=lambda: {(): 1})
    problems: list[Problem] = field(default_factory=list)

    def find(self, pattern: str) -> Iterator[tuple[Path, object]]:
        """Yield each path such as `agents.*.teams.*`, with the value there."""
        found: list[tuple[Path, object]] = [((), self.value)]
        for step in pattern.split("."):
            found = [
                ((*path, key), child)
                for path, value in found
                for key, child in children(value)
                if step in ("*", key)
            ]
        yield from found

    def line(self, path: Path) -> int:
        """Return the line of a path; one that is not in the file is missed where it should be."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


def children(value: object) -> Iterator[tuple[str | int, object]]:
    """Yield what is inside a mapping or a list, by key or index."""
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def dotted(path: Path) -> str:
    """Return a path as people write it: `sla[0].hours`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def grow(source: bytes, typed: bool = False) -> Tree:
    """Read YAML; raises yaml.YAMLError when it cannot be read at all.

    Every plain scalar stays text, so `no` is Norway and `off` a mode; when `typed`, numbers, true
    and false are what they look like.
    """
    root = _composed(source)
    tree = Tree()
    if root is not None:
        tree.value = _Gardener(tree, typed).read(root, ())
    return tree


def _composed(source: bytes) -> Node | None:
    """Read with libyaml, ten times as fast; what is wrong, and where, PyYAML tells better."""
    try:
        return yaml.compose(source, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return yaml.compose(source, Loader=yaml.SafeLoader)


def unreadable(error: yaml.MarkedYAMLError) -> str:
    """Say why it is no YAML, and where what was not finished began."""
    began = error.context_mark
    if began is None or error.problem_mark is None or began.line == error.problem_mark.line:
        return str(error.problem)
    return f"{error.problem}, {error.context} that begins in line {began.line + 1}"


def _typed(node: ScalarNode) -> object:
    """Read a scalar as YAML 1.2 does: what is quoted is text, and yes is a word."""
    text = str(node.value)
    if node.style:
        return text
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if match := _NUMBER.fullmatch(text):
        return float(text) if match[2] or match[3] else int(text)
    return text


@dataclass
class _Gardener:
    """Turns nodes into values."""

    tree: Tree
    typed: bool
    open: list[Node] = field(default_factory=list)
    count: int = 0

    def read(self, node: Node, path: Path) -> object:
        """Return the value of a node and note where it stands."""
        self.tree.lines.setdefault(path, node.start_mark.line + 1)
        if node in self.open:
            self._wrong(path, "refers to itself")
            return None
        self.count += 1
        if self.count > MOST:
            raise yaml.YAMLError(f"there are more than {MOST:,} values, references counted")
        self.open.append(node)
        value = self._value(node, path)
        self.open.pop()
        return value

    def _value(self, node: Node, path: Path) -> object:
        match node:
            case MappingNode():
                return self._mapping(node, path)
            case SequenceNode():
                return [self.read(item, (*path, n)) for n, item in enumerate(node.value)]
            case ScalarNode(tag="tag:yaml.org,2002:null"):
                return None
            case ScalarNode() if self.typed:
                return _typed(node)
            case _:
                return node.value

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, object]:
        values: dict[str, object] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                self._wrong(path, f"the key in line {line} is not a plain word")
                continue
            here = (*path, key.value)
            if key.value in values:
                first = self.tree.lines[here]
                self._wrong(here, f"is there twice, in line {first} and in line {line}")
                continue
            self.tree.lines[here] = line
            values[key.value] = self.read(value, here)
        return values

    def _wrong(self, path: Path, message: str) -> None:
        self.tree.problems.append(Problem(path, message))
