"""A workflow as an SVG, laid out as its steps are nested: no browser, no network, no binary."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from textwrap import wrap

from bot.workflows.language.conditions import Condition
from bot.workflows.language.definition import OnError, Step, Workflow
from bot.workflows.showing.words import of_condition, of_step, of_trigger

WIDTH, LINE, PAD = 270, 17, 10  # of a box, in pixels
GAP, SIDE, MARGIN = 30, 28, 28
LETTERS = 38  # that fit on a line of a box
ENDS = ("stop", "hand_over")
COLOURS = {  # fill and line
    "start": ("#eef2ff", "#6366f1"),
    "branch": ("#fff7ed", "#f97316"),
    "for_each": ("#fff7ed", "#f97316"),
    "wait": ("#f0f9ff", "#0ea5e9"),
    "ask": ("#f0f9ff", "#0ea5e9"),
    "hand_over": ("#fef2f2", "#ef4444"),
    "stop": ("#f4f4f5", "#71717a"),
    "done": ("#f0fdf4", "#22c55e"),
}
PLAIN = ("#ffffff", "#a1a1aa")
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#27272a}.t{font-weight:600}"
    ".l{font-size:11px;fill:#52525b}path{fill:none;stroke:#a1a1aa;stroke-width:1.5}"
)

Point = tuple[float, float]


@dataclass(frozen=True)
class Arm:
    """A way on from a box, with what has to be true to take it."""

    label: str
    boxes: Sequence["Box"]


@dataclass(frozen=True)
class Box:
    """A box, and the ways that lead on from it; none: straight down."""

    kind: str
    title: str
    lines: Sequence[str]
    arms: Sequence[Arm] = ()

    @property
    def own_height(self) -> int:
        """How high it is without what is under it."""
        return 2 * PAD + LINE * (1 + len(self.lines))

    @property
    def width(self) -> int:
        """How wide it is with what is under it."""
        arms = sum(_width(arm.boxes) for arm in self.arms) + SIDE * max(len(self.arms) - 1, 0)
        return max(WIDTH, arms)

    @property
    def height(self) -> int:
        """How high it is with what is under it."""
        if not self.arms:
            return self.own_height
        deepest = max(_height(arm.boxes) for arm in self.arms)
        return self.own_height + 2 * GAP + self.label_height + deepest

    @property
    def label_height(self) -> int:
        """How much room the longest of the words over its arms needs."""
        return max((len(_wrapped(arm.label)) for arm in self.arms), default=0) * LINE

    @property
    def ends(self) -> bool:
        """Whether nothing comes after it."""
        return self.kind in ENDS or (bool(self.arms) and all(_ends(arm.boxes) for arm in self.arms))


def svg(workflow: Workflow) -> str:
    """Return the drawing."""
    asked = of_condition(workflow.when)
    words = [*(line for one in workflow.triggers for line in _wrapped(of_trigger(one)))]
    words += _wrapped(f"when {asked}") if asked else []
    boxes = [Box("start", workflow.name, words), *map(_box, workflow.steps)]
    if not _ends(boxes):
        boxes.append(Box("done", "done", ()))
    width, height = _width(boxes) + 2 * MARGIN, _height(boxes) + 2 * MARGIN
    drawing = _Drawing()
    drawing.sequence(boxes, width / 2, MARGIN)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
    size = f'width="{width}" height="{height}" role="img" aria-label="{escape(workflow.name)}">'
    return "\n".join([head + size, f"<style>{STYLE}</style>", *drawing.parts, "</svg>\n"])


def _box(step: Step) -> Box:
    lines = _wrapped(of_step(step))
    if step.when is not None:
        lines += _wrapped(f"if {of_condition(step.when)}")
    if step.on_error not in tuple(OnError):
        lines.append(f"on error: {step.on_error}")
    arms = [
        Arm(_arm(step, block.when), [_box(one) for one in block.steps]) for block in step.blocks
    ]
    if step.kind == "branch" and all(block.when is not None for block in step.blocks):
        arms.append(Arm("else", ()))
    # what has a condition may be passed over: then it ends nothing
    kind = "step" if step.kind in ENDS and step.when is not None else step.kind
    return Box(kind, step.id, lines, arms)


def _arm(step: Step, when: Condition | None) -> str:
    if step.kind == "for_each":
        return "for each"
    return "else" if when is None else of_condition(when)


def _wrapped(text: str) -> list[str]:
    lines = wrap(text, LETTERS)
    return lines if len(lines) <= 3 else [*lines[:2], f"{lines[2][: LETTERS - 1]}…"]


def _width(boxes: Sequence[Box]) -> int:
    return max((box.width for box in boxes), default=WIDTH // 2)


def _height(boxes: Sequence[Box]) -> int:
    return sum(box.height for box in boxes) + GAP * max(len(boxes) - 1, 0)


def _ends(boxes: Sequence[Box]) -> bool:
    return bool(boxes) and boxes[-1].ends


@dataclass
class _Drawing:
    parts: list[str] = field(default_factory=list)

    def sequence(self, boxes: Sequence[Box], x: float, y: float) -> None:
        """Draw boxes one under the other, around x."""
        for n, box in enumerate(boxes):
            self.box(box, x, y)
            y += box.height
            if n + 1 < len(boxes) and not box.ends:
                self.line((x, y), (x, y + GAP), arrow=True)
            y += GAP

    def box(self, box: Box, x: float, y: float) -> None:
        """Draw a box and what is under it."""
        fill, line = COLOURS.get(box.kind, PLAIN)
        round_ = 18 if box.kind in ("start", "done") else 6
        self.parts.append(
            f'<rect x="{x - WIDTH / 2}" y="{y}" width="{WIDTH}" height="{box.own_height}" '
            f'rx="{round_}" fill="{fill}" stroke="{line}" stroke-width="1.5"/>'
        )
        self.text([box.title, *box.lines], x, y + PAD + 12, first="t")
        if box.arms:
            self.arms(box, x, y + box.own_height)

    def arms(self, box: Box, x: float, y: float) -> None:
        """Draw the ways that lead on, side by side, and bring them together again."""
        widths = [_width(arm.boxes) for arm in box.arms]
        end = y + box.height - box.own_height
        left = x - (sum(widths) + SIDE * (len(widths) - 1)) / 2
        for arm, width in zip(box.arms, widths, strict=True):
            middle = left + width / 2
            top = y + GAP + box.label_height
            self.line((x, y), (middle, top), y + GAP / 2, arrow=bool(arm.boxes))
            self.text(_wrapped(arm.label), middle, y + GAP + 4, first="l")
            self.sequence(arm.boxes, middle, top)
            if not _ends(arm.boxes):
                self.line((middle, top + _height(arm.boxes)), (x, end), end - GAP / 2)
            left += width + SIDE

    def line(self, a: Point, b: Point, bend: float | None = None, arrow: bool = False) -> None:
        """Draw a line down, with a bend where it changes sides."""
        (x, y), (to_x, to_y) = a, b
        way = f"V{to_y}" if bend is None or x == to_x else f"V{bend}H{to_x}V{to_y}"
        self.parts.append(f'<path d="M{x} {y}{way}"/>')
        if arrow:
            head = f"M{to_x - 4} {to_y - 6}L{to_x} {to_y}L{to_x + 4} {to_y - 6}"
            self.parts.append(f'<path d="{head}"/>')

    def text(self, lines: Sequence[str], x: float, y: float, first: str) -> None:
        """Draw lines of text, centred."""
        for n, line in enumerate(lines):
            name = first if n == 0 or first == "l" else "d"
            white = ' paint-order="stroke" stroke="#fff" stroke-width="4"' if first == "l" else ""
            self.parts.append(
                f'<text class="{name}" x="{x}" y="{y + n * LINE}" text-anchor="middle"{white}>'
                f"{escape(line)}</text>"
            )
