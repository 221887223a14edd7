"""The pinned summary of an incident, its topic, and the announcement: always as things are now."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.views import ids
from bot.views.blocks import Block, Surface, columns, context, header, message, rows, section
from bot.views.elements import Element, Option, button, overflow
from bot.views.incidents.shown import ROLES, STATUS, Shown
from bot.views.text import clip, escape, linked, one_line, person
from bot.views.times import clock_time, moment, span
from store.incident_roles import Role
from store.incidents import Incident, IncidentStatus

TOPIC = 250
MOST = 15  # threads in one list
NEXT = {
    IncidentStatus.investigating: IncidentStatus.identified,
    IncidentStatus.identified: IncidentStatus.monitoring,
    IncidentStatus.monitoring: IncidentStatus.resolved,
}
MORE = (
    Option("Roles…", ids.INCIDENT_ROLES_MODAL),
    Option("Link a thread…", ids.INCIDENT_LINK_MODAL),
    Option("Severity…", ids.INCIDENT_SEVERITY_MODAL),
    Option("Next update later…", ids.INCIDENT_SNOOZE_MODAL),
    Option("Written summary…", ids.INCIDENT_EXPORT_MODAL),
)
DOES = {Role.commander: "leads this", Role.communications: "tells customers how it goes on"}
TAKE = {Role.commander: "I lead it", Role.communications: "I tell customers"}


def topic(shown: Shown) -> str:
    """Return the topic of the channel."""
    commander = next((agent.name for role, agent in shown.roles.items() if role == "commander"), "")
    led = f" | Commander: {commander}" if commander else " | No commander yet"
    head = f"{shown.severity} | {shown.status}{led} | {shown.thread.ref}"
    return clip(f"{head}: {' '.join(shown.incident.title.split())}", TOPIC)


def summary(shown: Shown, now: datetime) -> Surface:
    """Return the pinned message with everything to press."""
    incident = shown.incident
    head = f"{shown.severity}  ·  {shown.status}  ·  {_answered(shown, now)}"
    declared = f"Declared by *{escape(shown.declared_by)}* {moment(incident.declared_at)}"
    blocks = [header(one_line(incident.title)), section(head), columns(_facts(shown, now))]
    blocks += [section(_concerned(shown)), *_buttons(shown)]
    blocks.append(context(declared, "📌 on a message puts it on the timeline"))
    return message(f"{shown.severity} {shown.status}: {shown.title}", blocks)


def announcement(shown: Shown, now: datetime) -> Surface:
    """Return what the alert channel reads."""
    incident = shown.incident
    where = f"<#{incident.channel}>" if incident.channel else "its channel is being made"
    if incident.over:
        text = f"✅ *Resolved:* {shown.thread_link} {shown.title}"
        ended = moment(incident.resolved_at) if incident.resolved_at else ""
        by = f"by *{escape(shown.resolved_by)}* {ended}"
        return message(text, [section(text), context(by, where)])
    text = f"🚨 *Incident* {shown.severity} {shown.thread_link}: {shown.title}"
    small = [shown.status, _answered(shown, now), _companies(shown)]
    pressed = rows([_acknowledge(shown)]) if incident.acknowledged_at is None else []
    return message(text, [section(f"{text}\n{where}"), *pressed, context(*small)])


def announcement_unanswered(shown: Shown, called: Sequence[str], seconds: int) -> Surface:
    """Return the alarm that nobody looks at it."""
    after = span(timedelta(seconds=seconds))
    text = f"🚨 {_mentions(called)}*Nobody has acknowledged for {after}:* {_about(shown)}"
    told = "Those who were paged are called again. Whoever reads this first: please acknowledge it."
    return message(text, [section(f"{text}\n{told}")])


def announcement_late(shown: Shown, called: Sequence[str]) -> Surface:
    """Return the alarm that customers hear nothing."""
    text = f"🚨 {_mentions(called)}*No update for a long time:* {_about(shown)}"
    told = "Customers want to hear from us, even when nothing is new."
    return message(text, [section(f"{text}\n{told}")])


def wanted_for(incident: Incident, roles: Sequence[Role], called: Sequence[str]) -> Surface:
    """Return that nobody has these roles, and the buttons to take them."""
    text = f"👉 {_mentions(called)}*Nobody {' and nobody '.join(DOES[one] for one in roles)}.*"
    pressed: list[Element] = [
        button(TAKE[one], f"{ids.INCIDENT_TAKE}.{one}", f"{incident.id} {one}") for one in roles
    ]
    return message(text, [section(text), *rows(pressed)])


def _about(shown: Shown) -> str:
    where = f" (<#{shown.incident.channel}>)" if shown.incident.channel else ""
    return f"{shown.severity} {shown.thread_link} {shown.title}{where}"


def _mentions(called: Sequence[str]) -> str:
    return "".join(f"{person(user)} " for user in called)


def _facts(shown: Shown, now: datetime) -> list[str]:
    incident = shown.incident
    told = [(name, _who(shown, role)) for role, name in ROLES.items()]
    if incident.update_due_at is not None:
        late = incident.update_due_at <= now
        name = "🚨 Update overdue since" if late else "Next update by"
        told.append((name, clock_time(incident.update_due_at, now)))
    if incident.resolved_at is not None:
        told.append(("Resolved", f"{moment(incident.resolved_at)} by {escape(shown.resolved_by)}"))
    told.append(("Thread", shown.thread_link))
    if incident.status_page:
        told.append(("Status page", linked("what the public reads", incident.status_page)))
    if incident.components:
        told.append(("Components", shown.components))
    if shown.issues:
        told.append(("Issues", ", ".join(linked(one.ref, one.url) for one in shown.issues)))
    return [f"*{name}*\n{words}" for name, words in told]


def _who(shown: Shown, role: Role) -> str:
    agent = shown.roles.get(role)
    return person(agent.slack_user) if agent else "_nobody yet_"


def _answered(shown: Shown, now: datetime) -> str:
    at = shown.incident.acknowledged_at
    if at is None:
        return "⏳ nobody has acknowledged yet"
    return f"👀 *{escape(shown.acknowledged_by)}* has acknowledged {clock_time(at, now)}"


def _concerned(shown: Shown) -> str:
    listed = [
        f"• {linked(one.ref, one.url)} {escape(clip(one.company, 80))}"
        for one in shown.concerned[:MOST]
    ]
    if len(shown.concerned) > MOST:
        listed.append(f"… and {len(shown.concerned) - MOST} more")
    return "\n".join(["*Customers' threads*", *(listed or ["none is linked yet"])])


def _companies(shown: Shown) -> str:
    names = list(dict.fromkeys(one.company for one in shown.concerned))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"at {escape(', '.join(clip(name, 40) for name in names[:3]))}{more}" if names else ""


def _acknowledge(shown: Shown) -> Element:
    value = str(shown.incident.id)
    return button("Acknowledge", ids.INCIDENT_ACKNOWLEDGE, value, style="primary")


def _buttons(shown: Shown) -> list[Block]:
    incident, value = shown.incident, str(shown.incident.id)
    if incident.over:
        written = ids.INCIDENT_EXPORT_MODAL
        return rows([button("Written summary…", ids.INCIDENT_MORE, written)], f"incident.{value}")
    pressed: list[Element] = []
    if incident.acknowledged_at is None:
        pressed.append(_acknowledge(shown))
    pressed.append(button("Update…", ids.INCIDENT_UPDATE, value))
    following = NEXT[incident.status]
    words = "Resolve…" if following is IncidentStatus.resolved else f"→ {STATUS[following]}"
    pressed.append(button(words, ids.INCIDENT_MOVE, f"{value} {following}"))
    pressed.append(button("Page someone…", ids.INCIDENT_PAGE, ids.INCIDENT_PAGE_MODAL))
    pressed.append(overflow(ids.INCIDENT_MORE, MORE))
    return rows(pressed, f"incident.{value}")
