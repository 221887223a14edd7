"""wait: for a while, until a time, for business hours, or for something to happen."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Self

from pydantic import Field, model_validator

from bot.desk.hours import ROUND_THE_CLOCK
from bot.workflows.at import At, Category, Done, End, Kind, Outcome, Pause, StepFailed, Woken
from bot.workflows.language.definition import Args
from bot.workflows.language.events import EVENTS
from bot.workflows.language.fields import TEXT
from bot.workflows.language.marks import MOST, Condition, Span

APART = ("schedule", "manual", "thread.created", "webhook.received", "trigger.fired")


class Wait(Args):
    """`wait: 3d`, or {until: time}, {business_hours: true}, {for: [events], at_most: 2d}.

    `event_if` says which of the events counts. `then` is looked at when it goes on: when it is
    not true any more, the run ends.
    """

    span: Span | None = Field(default=None, alias="time")
    until: str | None = None
    business_hours: bool = False
    events: tuple[str, ...] = Field(default=(), alias="for")
    event_if: Condition = None
    at_most: Span | None = None
    then: Condition = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        ways = (self.span is not None, self.until is not None, self.business_hours)
        if sum((*ways, bool(self.events))) != 1:
            raise ValueError("needs one of time, until, business_hours: true, or for")
        if self.events and self.at_most is None:
            raise ValueError("for needs at_most: how long it waits when nothing happens")
        for event in self.events:
            if event not in EVENTS or event in APART:
                raise ValueError(f"{event} is no event that can be waited for")
        if self.event_if is not None and not self.events:
            raise ValueError("event_if is for events that are waited for")
        return self


def take(args: Wait, at: At) -> Pause:
    """Wait; the run costs nothing meanwhile."""
    until = min(_until(args, at), at.now + MOST)
    return Pause(until, args.events, {"until": until.isoformat()})


def _until(args: Wait, at: At) -> datetime:
    hours = at.desk.team_hours(at.facts.get("thread.team"))
    span = args.span or args.at_most
    if span is not None:
        return (hours or ROUND_THE_CLOCK).due(at.now, span)
    if args.until is not None:
        return moment(at.value(args.until))
    return hours.next_open(at.now) if hours else at.now


def moment(given: object) -> datetime:
    """Return a time that is written, or that a template made."""
    if isinstance(given, datetime):
        return given
    try:
        read = datetime.fromisoformat(str(given))
    except ValueError:
        raise StepFailed(f"{given!r} is no time"[:200], Category.missing_data) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def resume(args: Wait, at: At, woken: Woken) -> Outcome:
    """Go on when it was the right event, or the time has come; look again at what has to hold."""
    facts = at.facts
    if woken.event is not None:
        event = {**facts.event, "name": woken.event, "message": woken.message}
        facts = replace(facts, event=event)
        if args.event_if is not None and not args.event_if.judge(facts).matched:
            return Pause(datetime.fromisoformat(at.memory["until"]), args.events)
    if args.then is not None:
        verdict = args.then.judge(facts)
        if not verdict.matched:
            return End(f"after waiting: {verdict.because}")
    text = facts.get("message.text") if woken.event == "message.created" else None
    return Done({"event": woken.event or "time", "text": text})


KIND = Kind(
    "wait",
    "waits for a while, until a time, for business hours or for an event; then looks again",
    Wait,
    take,
    resume,
    outputs={"event": TEXT, "text": TEXT},
    guides=True,
    short="time",
)
