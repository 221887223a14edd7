"""How a thread stands, at a glance: an emoji and a word for each."""

from datetime import datetime

from bot.views.text import escape
from bot.views.times import clock_time, moment, until
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


def response_due(thread: Thread, now: datetime) -> str:
    """Return when an answer is due, as something that stays true on a card nobody updates."""
    due = _due(thread)
    if due is None:
        return ""
    if due <= now:
        return f"🚨 *Answer overdue* since {clock_time(due, now)}"
    return f"⏰ Answer due {clock_time(due, now)}"


def response_due_in(thread: Thread, now: datetime) -> str:
    """Return how long there is to answer, for what is drawn anew each time it is looked at."""
    due = _due(thread)
    if due is None:
        return ""
    return f"{'🚨' if due <= now else '⏰'} Answer {'due ' if due > now else ''}{until(due, now)}"


def label_marks(labels: list[str]) -> str:
    """Return the labels of a thread as small tags."""
    return " ".join(f"`{escape(label).replace('`', 'ˋ')}`" for label in labels)


def _words(thread: Thread) -> str:
    return status(thread).partition(" ")[2]


def _due(thread: Thread) -> datetime | None:
    if thread.status is Status.resolved or thread.waiting_since is None:
        return None
    return thread.response_due_at
