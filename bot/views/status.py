"""How a thread stands, at a glance: an emoji and a word for each."""

from collections.abc import Sequence
from datetime import datetime

from bot.views.text import escape
from bot.views.times import clock_time, moment, until
from store.clocks import Clock, ClockState, Target
from store.threads import Priority, Resolution, Severity, Status, Thread

STATUS = {
    Status.new: "🆕 New",
    Status.open: "🔵 Open",
    Status.waiting_on_customer: "⏳ Waiting on customer",
    Status.waiting_on_engineering: "🛠️ Waiting on engineering",
    Status.snoozed: "💤 Snoozed",
    Status.resolved: "✅ Resolved",
}
RESOLUTION = {
    Resolution.answered: "✅ Resolved",
    Resolution.not_a_request: "🚫 Not a request",
    Resolution.merged: "🔗 Merged",
}
PRIORITY = {
    Priority.low: "🔽 Low priority",
    Priority.normal: "Normal priority",
    Priority.high: "🔼 High priority",
    Priority.urgent: "⏫ Urgent",
}
SEVERITY = {
    Severity.SEV1: "🔴 SEV1",
    Severity.SEV2: "🟠 SEV2",
    Severity.SEV3: "🟡 SEV3",
    Severity.SEV4: "⚪ SEV4",
}

PROMISED = {
    Target.first_response: "Answer",
    Target.next_response: "Answer",
    Target.resolve: "Resolution",
    Target.engineering_ack: "Answer of engineering",
    Target.update: "Update",
}


def status(thread: Thread) -> str:
    """Return emoji and words for where a thread stands."""
    if thread.status is Status.resolved and thread.resolution is not None:
        words = RESOLUTION[thread.resolution]
        return f"{words} into T-{thread.merged_into}" if thread.merged_into else words
    return STATUS[thread.status]


def mark(thread: Thread) -> str:
    """Return the emoji alone."""
    return status(thread).partition(" ")[0]


def status_since(thread: Thread) -> str:
    """Return the words of the status with the time that belongs to it, if one does."""
    if thread.status is Status.snoozed and thread.snoozed_until is not None:
        return f"*{_words(thread)}* until {moment(thread.snoozed_until)}"
    if thread.status is Status.resolved and thread.resolved_at is not None:
        return f"*{_words(thread)}* {moment(thread.resolved_at)}"
    return f"*{_words(thread)}*"


def importance(thread: Thread) -> str:
    """Return severity and priority where they are out of the ordinary, else nothing."""
    marks = [SEVERITY[thread.severity]] if thread.severity is not None else []
    if thread.priority is not Priority.normal:
        marks.append(PRIORITY[thread.priority])
    return "  ".join(marks)


def promise(clocks: Sequence[Clock], now: datetime) -> str:
    """Return what is due first, as something that stays true on a card nobody updates."""
    if (clock := _nearest(clocks)) is None or clock.due_at is None:
        return _paused(clocks)
    if clock.due_at <= now:
        return f"🚨 *{PROMISED[clock.target]} overdue* since {clock_time(clock.due_at, now)}"
    return f"⏰ {PROMISED[clock.target]} due {clock_time(clock.due_at, now)}"


def promise_in(clocks: Sequence[Clock], now: datetime) -> str:
    """Return how long there is to keep it, for what is drawn anew each time it is looked at."""
    if (clock := _nearest(clocks)) is None or clock.due_at is None:
        return ""
    due, words = clock.due_at, PROMISED[clock.target]
    return f"⏰ {words} due {until(due, now)}" if due > now else f"🚨 {words} {until(due, now)}"


def late(clocks: Sequence[Clock], now: datetime) -> bool:
    """Whether something promised did not come in time."""
    clock = _nearest(clocks)
    return clock is not None and clock.due_at is not None and clock.due_at <= now


def label_marks(labels: list[str]) -> str:
    """Return the labels of a thread as small tags."""
    return " ".join(f"`{escape(label).replace('`', 'ˋ')}`" for label in labels)


def _words(thread: Thread) -> str:
    return status(thread).partition(" ")[2]


def _nearest(clocks: Sequence[Clock]) -> Clock | None:
    running = [clock for clock in clocks if clock.due_at is not None and clock.ended_at is None]
    return min(running, key=lambda clock: clock.due_at or clock.started_at, default=None)


def _paused(clocks: Sequence[Clock]) -> str:
    if any(clock.state is ClockState.paused for clock in clocks):
        return "⏸️ time to resolve paused: waiting on customer"
    return ""
