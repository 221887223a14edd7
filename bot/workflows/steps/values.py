"""Steps that give a property of the thread another value."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from bot.desk.desk import Desk
from bot.desk.fields import set_field
from bot.desk.standing import set_status, set_team
from bot.desk.threads import By, set_labels, set_priority, set_severity
from bot.workflows.at import At, Category, Effect, Kind, StepFailed
from bot.workflows.language.definition import Args
from bot.workflows.language.marks import CustomField, Team
from store.threads import Priority, Severity, Status
from store.transaction import Transaction

C = TypeVar("C", bound=StrEnum)
Rule = Callable[[Transaction, Desk, int, C, By], object]


def chosen(choices: type[C], word: str) -> C:
    """Return the choice of this name, in whatever case it is written."""
    for choice in choices:
        if choice.casefold() == word.strip().casefold():
            return choice
    raise StepFailed(f"{word!r} is none of {', '.join(choices)}", Category.missing_data)


class To(Args):
    """The new value."""

    to: str


def _choice(name: str, about: str, choices: type[C], field: str, rule: Rule[C]) -> Kind:
    def take(args: To, at: At) -> Effect:
        to, thread = chosen(choices, at.plain(args.to)), at.thread

        def apply() -> None:
            rule(at.tx, at.desk, thread, to, at.by)

        return Effect(f"{field.removeprefix('thread.')} {to}", apply, {field: to})

    def wrong(args: To) -> str | None:
        fits = any(choice.casefold() == args.to.casefold() for choice in choices)
        return None if fits else f"{args.to!r} is none of {', '.join(choices)}"

    return Kind(name, about, To, take, short="to", wrong=wrong)


class ToTeam(Args):
    """`set_team: billing`."""

    to: Team


def take_team(args: ToTeam, at: At) -> Effect:
    """Give the thread to a team; its card goes to the team's channel."""
    to, thread = at.plain(args.to), at.thread

    def apply() -> None:
        set_team(at.tx, at.desk, thread, to, at.by)

    return Effect(f"team {to}", apply, {"thread.team": to})


class ToField(Args):
    """`set_field: {field: region, to: eu}`; nothing takes the value away."""

    field: CustomField
    to: Any = None


def take_field(args: ToField, at: At) -> Effect:
    """Set a custom field."""
    name, to, thread = at.plain(args.field), at.value(args.to), at.thread

    def apply() -> None:
        set_field(at.tx, at.desk, thread, name, to, at.by)

    return Effect(f"{name} {to}", apply, {f"thread.fields.{name}": to})


class Labels(Args):
    """One label, or several."""

    labels: str | tuple[str, ...]


def _labels(name: str, about: str, verb: str, adds: bool) -> Kind:
    def take(args: Labels, at: At) -> Effect:
        given = (args.labels,) if isinstance(args.labels, str) else args.labels
        words, thread = {at.plain(word) for word in given}, at.thread

        def apply() -> None:
            now = set(at.tx.labels.of(thread))
            set_labels(at.tx, at.desk, thread, now | words if adds else now - words, at.by)

        had = at.facts.get("thread.labels")
        kept = [word for word in had if word not in words]
        after = [*kept, *sorted(words)] if adds else kept
        return Effect(f"{verb} {', '.join(sorted(words))}", apply, {"thread.labels": after})

    return Kind(name, about, Labels, take, short="labels")


KINDS = (
    _choice("set_priority", "the order of work", Priority, "thread.priority", set_priority),
    _choice("set_severity", "how much harm is done", Severity, "thread.severity", set_severity),
    _choice("set_status", "where it stands", Status, "thread.status", set_status),
    Kind("set_team", "which team it is with", ToTeam, take_team, short="to"),
    Kind("set_field", "the value of a custom field", ToField, take_field),
    _labels("add_label", "puts one label on it, or several", "label", adds=True),
    _labels("remove_label", "takes one label off it, or several", "no label", adds=False),
)
