"""What is owed to a customer, in words for our own people: lines and messages of the room."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.views import ids
from bot.views.blocks import Surface, context, message, rows, section
from bot.views.elements import Element, Option, button, select
from bot.views.text import clip, escape, linked, one_line, person
from bot.views.times import moment
from store.agents import Agent
from store.followups import Followup, FollowupState
from store.threads import Thread

MARKS: Mapping[str, str] = {
    "reminder": "🔔",
    "promise": "🤝",
    "call": "📞",
    "fixed": "📣",
    "summary": "📄",
}
NAMES: Mapping[str, str] = {
    "reminder": "Reminder",
    "promise": "Tell the customer",
    "call": "Call the customer",
    "fixed": "Tell the customer that it is fixed",
    "summary": "Send the customer the written summary",
}
BECAME: Mapping[FollowupState, str] = {
    FollowupState.done: "done already",
    FollowupState.cancelled: "cancelled already",
    FollowupState.fired: "over: its time has come",
    FollowupState.dead: "dead: it failed too often",
    FollowupState.pending: "still to be done",
}
LATER = {"hour": "For 1 hour", "morning": "Until the next morning", "week": "Until next week"}

IT_IS_FIXED = (
    "Good news: what you told us about is fixed. Could you try it once more, and tell us whether "
    "it works for you now?"
)
TAKEN_BACK = "🤝 A promise was taken back before anybody could be asked about it"
THANKS = "☑️ Thank you for telling us. Write here again if anything comes up."


def not_nudged(why: str) -> str:
    """A customer who does not answer was not asked again."""
    return f"🔇 The customer has not answered, and I do not ask: {escape(why)}"


def mark(followup: Followup) -> str:
    """Return the sign of its kind."""
    return MARKS.get(followup.kind, "🔔")


def owed(followup: Followup) -> str:
    """Return what is owed and by when, in one line."""
    due = f" by {moment(followup.due_at)}" if followup.due_at else ""
    return f"{mark(followup)} *{NAMES[followup.kind]}*{due}: {followup.payload['text']}"


def added(by: str, followup: Followup, agent: Agent | None) -> str:
    """Somebody added something to what is owed."""
    whose = f", for *{escape(agent.name)}*" if agent and agent.name != by else ""
    return f"{owed(followup)} (added by *{escape(by)}*{whose})"


def changed(by: str, followup: Followup) -> str:
    """Somebody changed what is owed."""
    return f"✏️ *{escape(by)}* changed a follow-up. {owed(followup)}"


def settled(by: str, followup: Followup, state: FollowupState) -> str:
    """Somebody says that it is done, or needless."""
    if state is FollowupState.done:
        return f"☑️ *{escape(by)}* has done it: {followup.payload['text']}"
    return f"🗑️ *{escape(by)}* cancelled a follow-up: {followup.payload['text']}"


def put_off(by: str, followup: Followup) -> str:
    """Somebody wants to hear of it later."""
    return f"💤 *{escape(by)}* put this off. {owed(followup)}"


def over(followup: Followup) -> str:
    """Return why it cannot be changed; plain words."""
    return f"This follow-up is {BECAME[followup.state]}."


def broken(called: Sequence[Agent], text: str, due: datetime) -> str:
    """A promise was not kept."""
    whom = " ".join(person(agent.slack_user) for agent in called)
    words = f"the customer was to hear from us by {moment(due)}, and nobody wrote: {text}"
    return f"🚨 {whom}{', ' if whom else ''}{words}"


def owing(followup: Followup, called: Sequence[str], *, wrote: bool = False) -> Surface:
    """Return that something is owed, with buttons while there is something to do."""
    whom = "".join(f"{person(user)} " for user in called)
    told = f"{whom}{owed(followup)}"
    if followup.due_at is None:
        return message(told, [context(told)])
    since = "\nOne of us has written since. *Was that it?* Then press Done." if wrote else ""
    return message(told, [section(f"{told}{since}"), *buttons(followup)])


def direct(followup: Followup, thread: Thread, url: str | None) -> Surface:
    """Return the same for somebody alone."""
    title = escape(clip(one_line(thread.title), 120))
    drawn = owing(followup, [])
    return message(drawn.text, [*drawn.blocks, context(f"{linked(thread.ref, url)}: {title}")])


def unhappy(contact: str, company: str, score: int) -> str:
    """Return why a customer is to be called."""
    return f"*{escape(contact)}* of *{escape(company)}* gave us {score} of 5"


def because(words: str) -> str:
    """Return what somebody added to a bad score."""
    return f": “{escape(clip(one_line(words), 300))}”"


def not_called(called: Sequence[Agent], text: str) -> str:
    """Nobody called a customer who was not content."""
    whom = " ".join(person(agent.slack_user) for agent in called)
    return f"📞 {whom}{', ' if whom else ''}nobody has called yet: {text}"


def fixed(what: str) -> str:
    """Return what a customer is to be told."""
    return f"{escape(what)} is fixed"


def shipped(by: str, what: str) -> str:
    """Return why there is a draft."""
    return f"*{escape(by)}* says that *{escape(what)}* is fixed: the customer does not know yet."


def not_told(called: Sequence[Agent], text: str) -> str:
    """A customer does not know that it is fixed."""
    whom = " ".join(person(agent.slack_user) for agent in called)
    return f"📣 {whom}{', ' if whom else ''}the customer was not told yet: {text}"


def late(line: str, followup: Followup) -> Surface:
    """Return that its time has come, with what can be done while nobody did anything about it."""
    if followup.state is not FollowupState.fired:
        return message(line, [context(line)])
    return message(line, [section(line), *rows([_done(followup), _put_off(followup)])])


def instead(followup: Followup) -> str:
    """Return what stands where its buttons were used."""
    if followup.due_at is not None:
        return owed(followup)
    done = "☑️" if followup.state is FollowupState.done else "🗑️"
    return f"{done} {followup.payload['text']}"


def buttons(followup: Followup) -> list[dict[str, object]]:
    """Return what can be done about something that is owed."""
    value = str(followup.id)
    change = button("Change…", ids.OWED_CHANGE, value)
    cancel = button("Cancel", ids.OWED_CANCEL, value)
    return rows([_done(followup), _put_off(followup), change, cancel])


def _done(followup: Followup) -> Element:
    return button("Done", ids.OWED_DONE, str(followup.id), style="primary")


def _put_off(followup: Followup) -> Element:
    choices = [Option(words, f"{followup.id}:{later}") for later, words in LATER.items()]
    return select(ids.OWED_PUT_OFF, choices, "Put off…")


def offer(words: str, due: datetime, value: str, company: str) -> Surface:
    """Return the question whether to keep track of what somebody has promised."""
    text = f"🤝 You told {escape(company)}: “{escape(words)}”\nShall I see that it is kept by {moment(due)}?"
    return message(
        "Shall I see that this promise is kept?",
        [
            section(text),
            *rows(
                [
                    button("Yes, keep track", ids.PROMISE_KEEP, value, style="primary"),
                    button("Another time…", ids.PROMISE_OTHER, value),
                    button("No", ids.PROMISE_LEAVE, value),
                ]
            ),
        ],
    )


def left(by: str) -> str:
    """Somebody does not."""
    return f"🤝 *{escape(by)}*: no need to keep track of this"


def put_away(line: str) -> Surface:
    """Return what stands where an offer was."""
    return message(line, [context(line)])
