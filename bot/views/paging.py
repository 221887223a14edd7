"""A page, as whoever is called reads it, and the lines about it in the room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.views import ids
from bot.views.blocks import Surface, context, message, rows, section
from bot.views.elements import button
from bot.views.status import SEVERITY, status
from bot.views.text import clip, escape, excerpt, linked, one_line, person, quote
from bot.views.times import clock_time, moment
from store.agents import Agent
from store.escalations import Escalation, EscalationState
from store.threads import Thread


@dataclass(frozen=True)
class Paged:
    """What is known about a page: `called` are mentions, `number` counts the calls so far.

    `channel` is that of the incident, where there is one.
    """

    escalation: Escalation
    thread: Thread
    company: str
    by: str
    number: int
    called: Sequence[str] = ()
    answer_by: datetime | None = None
    ended_by: str = ""
    url: str | None = None
    channel: str | None = None


def page(paged: Paged, now: datetime) -> Surface:
    """Return the call for help, with the button that answers it."""
    whom = f"{' '.join(paged.called)} " if paged.called else ""
    words = f"📟 {whom}*You are needed:* {_about(paged)}"
    why = quote(excerpt(escape(paged.escalation.why), 600, 6))
    acknowledge = button("Acknowledge", ids.ACKNOWLEDGE, str(paged.escalation.id), style="primary")
    blocks = [
        section(f"{words}\n{why}"),
        *rows([acknowledge]),
        context(*_small_print(paged, now)),
    ]
    return message(_notification(paged), blocks)


def answered(paged: Paged) -> Surface:
    """Return what a page says once nobody is needed any more."""
    words, about = _ended(paged), _about(paged)
    return message(
        words, [section(f"{words}\n{about}"), context(status(paged.thread), _where(paged))]
    )


def _about(paged: Paged) -> str:
    thread = paged.thread
    severity = f"{SEVERITY[thread.severity]} " if thread.severity else ""
    title = escape(clip(one_line(thread.title), 150))
    company = escape(clip(paged.company, 80))
    return f"{severity}*{linked(thread.ref, paged.url)}* {company}: {title}"


def _notification(paged: Paged) -> str:
    thread = paged.thread
    severity = f"{thread.severity} " if thread.severity else ""
    title = escape(clip(one_line(thread.title), 100))
    return f"📟 {severity}{thread.ref} {escape(clip(paged.company, 60))}: {title}"


def _small_print(paged: Paged, now: datetime) -> list[str]:
    at = clock_time(paged.escalation.started_at, now)
    number = f"call {paged.number}" if paged.number > 1 else ""
    wanted = f"please answer by {clock_time(paged.answer_by, now)}" if paged.answer_by else ""
    late = paged.answer_by is not None and paged.answer_by <= now
    return [
        f"Escalated by *{escape(paged.by)}* {at}",
        number,
        "nobody has answered yet" if late else wanted,
        "👀 on this message answers too",
        _where(paged),
    ]


def _where(paged: Paged) -> str:
    return f"it goes on in <#{paged.channel}>" if paged.channel else ""


def _ended(paged: Paged) -> str:
    by, at = escape(paged.ended_by), paged.escalation.ended_at
    when = f" {moment(at)}" if at else ""
    if paged.escalation.state is EscalationState.acknowledged:
        return f"✅ *{by}* has acknowledged{when}"
    return f"🔕 *{by}* called this off{when}: nobody has to answer"


def standing(escalation: Escalation, by: str) -> str:
    """Return the mark of a card: whether somebody has answered."""
    match escalation.state:
        case EscalationState.ringing:
            return "📟 *nobody has acknowledged yet*"
        case EscalationState.exhausted:
            return "🚨 *everybody was called, and nobody has acknowledged*"
        case EscalationState.acknowledged:
            return f"👀 *{escape(by)}* has acknowledged"
        case EscalationState.stopped:
            return ""


def paged_line(names: str, number: int, next_at: datetime) -> str:
    """Somebody was called."""
    again = f" (call {number})" if number > 1 else ""
    return f"📟 Paged *{escape(names)}*{again}. If nobody answers, it goes on {moment(next_at)}"


def acknowledged_line(by: str) -> str:
    """Somebody has answered."""
    return f"👀 *{escape(by)}* has acknowledged: the paging stops"


def stale_line(by: str, since: datetime) -> str:
    """Nothing has happened since somebody answered."""
    return f"⏰ *{escape(by)}* has acknowledged, and nothing has happened since {moment(since)}: paging again"


def let_go_line(by: str) -> str:
    """Whoever answered, or PagerDuty's own clock, took the answer back."""
    return f"↩️ *{escape(by)}* took the acknowledgement back: PagerDuty is calling again"


def reassigned_line(by: str, whom: str) -> str:
    """PagerDuty calls somebody else."""
    return f"📟 *{escape(by)}* handed the page to *{escape(whom)}* at PagerDuty"


def stopped_line(by: str, why: str) -> str:
    """Nobody has to answer any more."""
    return f"🔕 *{escape(by)}* {escape(why)}: the paging stops"


def moved_line(ref: str) -> str:
    """Whoever was called to a thread that was merged is called to this one."""
    return f"📟 Whoever was called to {ref} is called to this now"


def slower_line(by: str, severity: str, next_at: datetime) -> str:
    """It does less harm than was thought."""
    words = f"🔉 *{escape(by)}* says it is {escape(severity)}: the paging is quieter"
    return f"{words}. If nobody answers, it goes on {moment(next_at)}"


def exhausted_line(called: Sequence[Agent]) -> str:
    """Everybody was called, and nobody has answered."""
    whom = " ".join(person(agent.slack_user) for agent in called)
    return (
        f"🚨 {whom} *nobody has answered*: everyone on the path was paged, and this is still open"
    )


def exhausted(paged: Paged) -> Surface:
    """Return the alert that nobody has answered."""
    whom = f"{' '.join(paged.called)} " if paged.called else ""
    text = f"🚨 {whom}*Nobody has answered:* {_about(paged)}"
    acknowledge = button("Acknowledge", ids.ACKNOWLEDGE, str(paged.escalation.id), style="primary")
    told = "Everyone on the path was paged. It rings no more, and is still open."
    return message(text, [section(f"{text}\n{told}"), *rows([acknowledge])])


def unsent(paged: Paged, whom: str, means: str) -> Surface:
    """Return the alert that a page did not go out."""
    text = f"🚨 *{escape(whom)} could not be paged* ({escape(means)}): {_about(paged)}"
    return message(
        text,
        [
            section(
                f"{text}\nThe page is still on its way. Unless somebody was reached, the next is called."
            )
        ],
    )
