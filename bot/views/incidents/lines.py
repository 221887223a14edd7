"""One line for each thing that happens in an incident, for its channel and for threads."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.views.incidents.shown import ROLES, STATUS
from bot.views.text import as_typed, clip, escape, linked, person, quiet, quote
from bot.views.times import moment, span
from store.agents import Agent
from store.incident_roles import Role
from store.incidents import Incident, IncidentStatus


def declared(by: str) -> str:
    """The room of a thread hears that it is an incident."""
    return f"🚨 *{escape(by)}* declared an incident: who is on call is paged"


def goes_on(channel: str) -> str:
    """The room of a thread hears where."""
    return f"🚨 The incident goes on in <#{channel}>"


def on_card(channel: str | None) -> str:
    """The card of a thread says that more is behind it, and leads there."""
    return f"🚨 incident{f' in <#{channel}>' if channel else ''}"


def no_channel(why: str) -> str:
    """Slack wanted no channel."""
    return f"🚨 The incident has *no channel*: {escape(why)}. People were paged all the same"


def acknowledged(by: str) -> str:
    """Somebody looks at it."""
    return f"👀 *{escape(by)}* has acknowledged"


def moved(by: str, to: IncidentStatus) -> str:
    """It is further than it was, or less far."""
    mark, _, words = STATUS[to].partition(" ")
    return f"{mark} *{escape(by)}* says: *{words}*"


def took(by: str, role: Role, agent: Agent, before: str | None) -> str:
    """Somebody does something else from now on."""
    handed = f", in place of {escape(before)}" if before else ""
    said = "" if by == agent.name else f" (said by *{escape(by)}*)"
    return f"👉 {person(agent.slack_user)} is now *{ROLES[role]}*{handed}{said}"


def updated(by: str, words: Sequence[tuple[str, str]], public: str) -> str:
    """Somebody said how it stands: what we know, do and need; and what customers read."""
    lines = [f"📣 *Update by {escape(by)}*"]
    lines += [f"*{name}:* {as_typed(text)}" for name, text in words if text]
    if public:
        lines += ["*Told to customers:*", quote(as_typed(public))]
    return "\n".join(lines)


def linked_to(by: str, ref: str, company: str, url: str | None) -> str:
    """Another customer's thread suffers from it."""
    return f"🔗 *{escape(by)}* linked {linked(ref, url)} of *{escape(company)}*"


def behind(by: str, title: str, channel: str | None) -> str:
    """The room of a thread hears that an incident is behind it."""
    where = f" (<#{channel}>)" if channel else ""
    return f"🚨 *{escape(by)}* says that an incident is behind this: {escape(title)}{where}"


def untold(why: str) -> str:
    """The customer of a thread could not be told."""
    return f"🚨 The customer was *not told* of the incident: {escape(why)}"


def returned(called: Sequence[Agent], title: str, steps: str, cause: str) -> str:
    """It is over: whoever has the thread confirms that with the customer."""
    whom = "".join(f"{person(agent.slack_user)} " for agent in called)
    lines = [f"🔁 {whom}*The incident is over:* {escape(title)}"]
    if cause:
        lines.append(f"*What it was:* {as_typed(cause)}")
    lines += ["*Ask the customer to try this again, and resolve it once it works:*", quote(steps)]
    return "\n".join(lines)


def over_for_engineering(incident: Incident) -> str:
    """The issue hears that it is over; plain words."""
    said = [f"The incident is over: {quiet(incident.title)}"]
    said += [f"Root cause: {incident.root_cause}"] if incident.root_cause else []
    said += [f"Remediation: {incident.remediation}"] if incident.remediation else []
    return "\n\n".join(said)


def summary_of(incident: Incident) -> str:
    """What a customer is to get."""
    return f"the summary of the incident “{quiet(clip(incident.title, 120))}”"


def summary_waits(incident: Incident) -> str:
    """Why there is a draft."""
    title = quiet(clip(incident.title, 120))
    return (
        f"The incident *{title}* is written down, and this customer gets a summary. Cause and "
        "remediation are as they were typed for us: *read them before you send it*."
    )


def unanswered(called: Sequence[Agent], seconds: int) -> str:
    """Nobody looks at it, and should by now."""
    whom = "".join(f"{person(agent.slack_user)} " for agent in called)
    return f"🚨 {whom}*nobody has acknowledged* for {span(timedelta(seconds=seconds))}"


def update_due(called: Sequence[Agent], since: datetime, times: int) -> str:
    """An update is due, and then late."""
    whom = "".join(f"{person(agent.slack_user)} " for agent in called)
    late = "is due now" if times == 1 else f"was due {moment(since)}"
    return f"⏰ {whom}an update {late}: press *Update…*, even when there is nothing new"


def customers_wait(called: Sequence[Agent], due: datetime) -> str:
    """Customers were promised an update, and read none."""
    whom = "".join(f"{person(agent.slack_user)} " for agent in called)
    return (
        f"⏰ {whom}*customers were to hear from us by {moment(due)}*: press *Update…* and tell them"
    )


def later(by: str, at: datetime) -> str:
    """The next update comes later."""
    return f"💤 *{escape(by)}* moved the next update to {moment(at)}"


def graded(by: str, severity: str) -> str:
    """It does more harm than was thought, or less."""
    return f"🏷️ *{escape(by)}* says it is {escape(severity)}"


def paged(by: str, whom: str) -> str:
    """Somebody else is called."""
    return f"📟 *{escape(by)}* paged *{escape(whom)}*"


def resolved(by: str, cause: str) -> str:
    """It is over."""
    why = f"\n*Root cause:* {as_typed(cause)}" if cause else ""
    return f"✅ *{escape(by)}* resolved the incident{why}"


def page_opened(url: str | None) -> str:
    """The public can read of it."""
    return f"🌐 The public can read of it on the {linked('status page', url)}"


def archived_at(at: datetime) -> str:
    """The channel will be put away."""
    return f"🗄️ The summary is written. This channel will be archived {moment(at)}"
