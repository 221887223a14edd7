"""Steps that let people look at the thread: later, or now."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.desk.escalating import Escalation, escalate
from bot.desk.hours import ROUND_THE_CLOCK
from bot.desk.reminders import Reminder, remind_later
from bot.workflows.at import At, Category, Effect, Kind, StepFailed
from bot.workflows.language.definition import Args
from bot.workflows.language.fields import TEXT
from bot.workflows.language.marks import Span, Team, Words
from bot.workflows.steps.values import chosen
from bot.workflows.steps.waiting import moment
from store.threads import Severity


class FollowUp(Args):
    """`follow_up: {in: 2d, text: …}`, or `at:` a time."""

    text: Words
    span: Span | None = Field(default=None, alias="in")
    at: str | None = None

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if (self.span is None) is (self.at is None):
            raise ValueError("needs one of in and at")
        return self


def take_follow_up(args: FollowUp, at: At) -> Effect:
    """Promise to remind whoever has the thread then."""
    words, due = at.text(args.text), _due(args, at)
    if due <= at.now:
        raise StepFailed(f"{due.isoformat()} has passed", Category.missing_data)
    reminder = Reminder(at.thread, at.key, due, words, (*at.run.chain, at.workflow.name))

    def apply() -> None:
        remind_later(at.tx, reminder, at.by)

    would = f"follow up at {due:%Y-%m-%d %H:%M} UTC: {words}"
    return Effect(would, apply, output={"at": due.isoformat()})


def _due(args: FollowUp, at: At) -> datetime:
    if args.span is None:
        return moment(at.value(args.at))
    hours = at.desk.team_hours(at.facts.get("thread.team"))
    return (hours or ROUND_THE_CLOCK).due(at.now, args.span)


class Escalate(Args):
    """`escalate: {to: billing, why: …, severity: SEV2}`."""

    to: Team
    why: Annotated[str, Field(min_length=1, max_length=1000)]
    severity: str | None = None


def take_escalate(args: Escalate, at: At) -> Effect:
    """Make it urgent, and call a team."""
    severity = None if args.severity is None else chosen(Severity, at.plain(args.severity))
    wanted = Escalation(at.plain(args.to), at.plain(args.why), severity)
    thread = at.thread

    def apply() -> None:
        escalate(at.tx, at.desk, thread, wanted, at.by)

    sets = {"thread.team": wanted.team, "thread.priority": "urgent"}
    graded = {} if severity is None else {"thread.severity": severity}
    return Effect(f"escalate to {wanted.team}: {wanted.why}", apply, {**sets, **graded})


def _wrong(args: Escalate) -> str | None:
    fits = args.severity is None or args.severity.upper() in tuple(Severity)
    return None if fits else f"{args.severity!r} is none of {', '.join(Severity)}"


KINDS = (
    Kind(
        "follow_up",
        "reminds whoever has it then, unless it is resolved",
        FollowUp,
        take_follow_up,
        outputs={"at": TEXT},
    ),
    Kind("escalate", "makes it urgent and calls a team", Escalate, take_escalate, wrong=_wrong),
)
