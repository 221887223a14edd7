"""A workflow as a Mermaid flowchart, which GitHub and many editors draw."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.workflows.language.definition import OnError, Step, Workflow
from bot.workflows.showing.words import clip, of_condition, of_step, of_trigger

ENDS = ("stop", "hand_over")
SHAPES = {
    "branch": ("{", "}"),
    "for_each": ("[[", "]]"),
    "wait": ("([", "])"),
    "ask": ("([", "])"),
    "hand_over": ("[/", "/]"),
}
LABEL = 60
Exit = tuple[str, str]  # a node, and what leads on from it


def mermaid(workflow: Workflow) -> str:
    """Return the source of a flowchart."""
    drawing = _Drawing()
    on = "<br>".join(_escaped(of_trigger(one)) for one in workflow.triggers)
    drawing.lines.append(f'  start(["{on}"])')
    asked = of_condition(workflow.when)
    exits = drawing.steps(workflow.steps, [("start", clip(asked, LABEL) if asked else "")])
    if exits:
        drawing.lines.append('  done(["done"])')
        drawing.join(exits, "done")
    return "\n".join(["flowchart TD", *drawing.lines, *drawing.jumps]) + "\n"


@dataclass
class _Drawing:
    lines: list[str] = field(default_factory=list)
    jumps: list[str] = field(default_factory=list)

    def steps(self, steps: Sequence[Step], exits: list[Exit]) -> list[Exit]:
        """Draw steps one under the other; return what leads on from the last."""
        for step in steps:
            self.node(step)
            self.join(exits, f"s_{step.id}")
            exits = self.after(step)
        return exits

    def node(self, step: Step) -> None:
        """Draw one step."""
        left, right = SHAPES.get(step.kind, ("[", "]"))
        when = "" if step.when is None else f"<br>if {_escaped(clip(of_condition(step.when)))}"
        text = f"<b>{step.id}</b><br>{_escaped(of_step(step))}{when}"
        self.lines.append(f'  s_{step.id}{left}"{text}"{right}')
        if step.on_error not in tuple(OnError):
            self.jumps.append(f"  s_{step.id} -. on error .-> s_{step.on_error}")

    def after(self, step: Step) -> list[Exit]:
        """Draw what is inside of a step; return what leads on behind it."""
        here = f"s_{step.id}"
        exits: list[Exit] = [(here, "if not")] if step.when is not None else []
        if step.kind in ENDS:
            return exits
        if step.kind == "for_each":
            for last, label in self.steps(step.blocks[0].steps, [(here, "each")]):
                self.lines.append(f"  {last} -.{f' {label} .' if label else ''}-> {here}")
            return [(here, "then")]
        for block in step.blocks:
            label = "else" if block.when is None else clip(of_condition(block.when), LABEL)
            exits += self.steps(block.steps, [(here, label)])
        if not step.blocks:
            return [(here, "")]
        if all(block.when is not None for block in step.blocks):
            exits.append((here, "else"))
        return exits

    def join(self, exits: Sequence[Exit], to: str) -> None:
        """Draw the lines to a node."""
        self.lines += list(_arrows(exits, to))


def _arrows(exits: Sequence[Exit], to: str) -> Iterator[str]:
    for node, label in exits:
        yield f"  {node} -->{'|' + chr(34) + _escaped(label) + chr(34) + '|' if label else ''} {to}"


def _escaped(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    )
