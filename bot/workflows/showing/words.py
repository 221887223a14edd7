"""Workflows in words: what a condition asks, what starts one, what a step does."""

from typing import Any

from bot.config.span import Span
from bot.views.times import span
from bot.workflows.language.conditions import All, Any_, Condition, Leaf, Not
from bot.workflows.language.definition import Step, Trigger

LONGEST = 90
HTTP = "http"
BARE = ("text", "why", "events", "time", "name")  # what a step is about


def of_condition(condition: Condition) -> str:
    """Say what has to be true; nothing for what always is."""
    match condition:
        case Leaf():
            return str(condition)
        case Not(part):
            return f"not ({of_condition(part)})"
        case All(parts):
            said = [_inner(part) for part in parts if of_condition(part)]
            return " and ".join(said)
        case Any_(parts):
            return " or ".join(_inner(part) for part in parts)


def _inner(condition: Condition) -> str:
    several = isinstance(condition, Any_) and len(condition.parts) > 1
    return f"({of_condition(condition)})" if several else of_condition(condition)


def of_trigger(trigger: Trigger) -> str:
    """Say what starts a workflow."""
    if trigger.cron is not None:
        return f"schedule {trigger.cron.expression} ({trigger.cron.timezone})"
    asked = of_condition(trigger.when)
    label = f" “{trigger.label}”" if trigger.label else ""
    return f"{trigger.event}{label}{f' where {asked}' if asked else ''}"


def of_step(step: Step) -> str:
    """Say what a step does, on one line."""
    kind = step.kind.replace("_", " ")
    if step.kind == HTTP:
        return clip(_request(step.args))
    given = {name: getattr(step.args, name) for name in type(step.args).model_fields}
    told = {name: one for name, one in given.items() if name in step.args.model_fields_set and one}
    said = ", ".join(_value(name, one, len(told)) for name, one in told.items())
    return clip(f"{kind}{': ' if said else ''}{said}")


def _request(args: Any) -> str:  # noqa: ANN401 - the arguments of http, which knows itself
    where = args.url or f"{args.service}/{args.path.lstrip('/')}"
    until = f", until {of_condition(args.poll_until)}" if args.poll_until is not None else ""
    return f"{args.method} {where}{until}"


def clip(text: str, longest: int = LONGEST) -> str:
    """Return a text on one line that is not too long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _value(name: str, value: Any, count: int) -> str:  # noqa: ANN401 - whatever is in the file
    match value:
        case Leaf() | All() | Any_() | Not():
            return f"if {of_condition(value)}"
        case Span():
            text = _span(value)
        case True:
            return name.replace("_", " ")
        case list() | tuple():
            text = ", ".join(str(one) for one in value)
        case dict():
            text = ", ".join(f"{key} {one}" for key, one in value.items())
        case _:
            text = str(value)
    bare = count == 1 or name in BARE
    return text if bare else f"{name.replace('_', ' ')} {text}"


def _span(value: Span) -> str:
    counts = f" of {value.count}" if value.business else ""
    return f"{span(value.length)}{counts}"
