"""One line for each thing that happens to a thread, for its internal room."""

from collections.abc import Sequence
from datetime import datetime

from bot.views.text import escape, linked, person
from bot.views.times import moment
from store.agents import Agent
from store.clocks import Target
from store.threads import Thread

# as it is said before it is due, and after
PROMISES = {
    Target.first_response: ("an answer", "the answer"),
    Target.next_response: ("an answer", "the answer"),
    Target.resolve: ("a resolution", "the resolution"),
    Target.engineering_ack: ("an answer of engineering", "the answer of engineering"),
    Target.update: ("an update", "the update"),
}


def claimed(agent: Agent) -> str:
    """Somebody took it."""
    return f"👀 *{escape(agent.name)}* has this"


def assigned(by: str, agent: Agent) -> str:
    """Somebody gave it to an agent, who is told by a mention."""
    return f"👉 *{escape(by)}* gave this to {person(agent.slack_user)}"


def released(by: str) -> str:
    """Nobody has it any more."""
    return f"🤲 *{escape(by)}* released this: nobody has it"


def refused(why: str) -> str:
    """It was not done; `why` is plain words."""
    return f"🙏 {escape(why)}"


def opened(thread: Thread, url: str | None) -> str:
    """Somebody opened it by hand."""
    return f"🎫 Opened {linked(thread.ref, url)}"


def added(thread: Thread, url: str | None) -> str:
    """A message was put into it by hand."""
    return f"📥 Added to {linked(thread.ref, url)}"


def snoozed(by: str, until: datetime) -> str:
    """It sleeps."""
    return f"💤 *{escape(by)}* snoozed this until {moment(until)}"


def woken(by: str) -> str:
    """It is awake again."""
    return f"⏰ *{escape(by)}* woke this"


def time_is_up(agent: Agent | None) -> str:
    """It woke by itself: who has it is told."""
    return f"⏰ {f'{person(agent.slack_user)}, this' if agent else 'This'} is awake again"


def resolved(by: str) -> str:
    """It is done."""
    return f"✅ *{escape(by)}* resolved this"


def dismissed(by: str) -> str:
    """It never was a request."""
    return f"🚫 *{escape(by)}* says this is not a request"


def reopened(by: str) -> str:
    """It is not done after all."""
    return f"🔵 *{escape(by)}* reopened this"


def merged(by: str, source: Thread, target: Thread) -> str:
    """Two threads are one."""
    return f"🔗 *{escape(by)}* merged {source.ref} into {target.ref}"


def moved(by: str, count: int, source: Thread, target: Thread) -> str:
    """Messages went to another thread."""
    what = "a message" if count == 1 else f"{count} messages"
    return f"✂️ *{escape(by)}* moved {what} from {source.ref} to {target.ref}"


def changed(by: str, what: str, before: str | None, after: str | None) -> str:
    """A property has another value."""
    who, was, now = f"🏷️ *{escape(by)}*", escape(before or ""), escape(after or "")
    if not before or not after:
        return f"{who} {'set' if after else 'cleared'} {escape(what)}: {now or was}"
    return f"{who} changed {escape(what)}: {was} → {now}"


def labeled(by: str, added: Sequence[str], removed: Sequence[str]) -> str:
    """It has other labels."""
    said = [
        f"{verb} {', '.join(f'`{escape(one)}`' for one in labels)}"
        for verb, labels in (("added", added), ("removed", removed))
        if labels
    ]
    return f"🏷️ *{escape(by)}* {' and '.join(said)}"


def scored(contact: str, score: int, comment: str = "") -> str:
    """The customer said how it was."""
    words = f": “{escape(comment)}”" if comment else ""
    return f"⭐ *{escape(contact)}* gave {score} of 5{words}"


def came_back_resolved(agent: Agent) -> str:
    """The customer wrote again after the end: who had it is told."""
    return f"🔁 {person(agent.slack_user)}, the customer wrote again: this is open once more"


def came_back_snoozed(agent: Agent) -> str:
    """The customer wrote while it slept."""
    return f"⏰ {person(agent.slack_user)}, the customer wrote: this is awake again"


def promise_due(called: Sequence[Agent], target: Target, due: datetime) -> str:
    """Something promised is due soon."""
    return f"⏳ {_to(called, PROMISES[target][0])} is due {moment(due)}"


def promise_late(called: Sequence[Agent], target: Target, due: datetime) -> str:
    """Something promised did not come in time."""
    return f"🚨 {_to(called, PROMISES[target][1])} is late: it was due {moment(due)}"


def reminded(called: Sequence[Agent], text: str, by: str) -> str:
    """The time of a follow-up has come; its text is in Slack's format."""
    return f"🔔 {_mentions(called)}{text} (a follow-up of *{escape(by)}*)"


def escalated(by: str, to: str, why: str) -> str:
    """Somebody else has to look at it now."""
    return f"🔺 *{escape(by)}* escalated this to *{escape(to)}*: {escape(why)}"


def _to(called: Sequence[Agent], words: str) -> str:
    return f"{_mentions(called)}{words}" if called else words[0].upper() + words[1:]


def _mentions(called: Sequence[Agent]) -> str:
    return f"{' '.join(person(agent.slack_user) for agent in called)}, " if called else ""


def not_sent(agent: Agent, why: str) -> str:
    """The customer never got an answer."""
    return f"🚨 {person(agent.slack_user)}, this answer was *not sent*: {escape(why)}"


def auto_not_sent(agent: Agent | None, by: str, why: str) -> str:
    """The customer never got an automatic answer: a person has to answer."""
    whom = f"{person(agent.slack_user)}, an" if agent else "An"
    return f"🚨 {whom} automatic answer of *{escape(by)}* was *not sent*: {escape(why)}"


def human_asked(by: str, called: Sequence[Agent]) -> str:
    """Somebody got an automatic answer, and wants a person."""
    whom = " ".join(person(agent.slack_user) for agent in called)
    return (
        f"🙋 {whom} *{escape(by)}* asks for a person"
        if whom
        else (f"🙋 *{escape(by)}* asks for a person, and nobody has this")
    )


def human_comes() -> str:
    """Whoever asked for a person knows that it was heard."""
    return "🙋 Thank you, somebody of our team will answer you here."
