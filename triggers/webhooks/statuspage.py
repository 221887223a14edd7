"""Statuspage: incidents and components of a public page; it signs nothing."""

from bot.config.webhooks import SchemeName
from bot.desk.signals.signal import Signal, State
from triggers.webhooks.paths import at, facts, items, link, mapping, moment, text
from triggers.webhooks.source import Named, Post, Source, Told

OVER = frozenset({"resolved", "postmortem", "completed"})
PLANNED = frozenset({"scheduled", "in_progress", "verifying"})
UPDATE = "incident.incident_updates.0"  # the newest stands first


def name(post: Post) -> Named:
    """Each update of an incident, and each of a component, has an id."""
    body = post.body
    if mapping(body, "incident"):
        key = text(body, f"{UPDATE}.id") or text(body, "incident.id")
        return Named(f"incident.{text(body, 'incident.status')}", key)
    status = text(body, "component_update.new_status", "component.status")
    return Named(f"component.{status}", text(body, "component_update.id"))


def read(told: Told) -> Signal | None:
    """Read an incident or a component."""
    if mapping(told.body, "incident"):
        return _incident(told)
    return _component(told) if mapping(told.body, "component") else None


def _incident(told: Told) -> Signal:
    incident = mapping(told.body, "incident")
    components = [text(one, "name") for one in items(told.body, f"{UPDATE}.affected_components")]
    return Signal(
        type=told.kind,
        id=told.key,
        title=text(incident, "name") or "An incident",
        key=f"incident:{text(incident, 'id')}",
        state=_state(text(incident, "status")),
        occurred_at=moment(at(told.body, f"{UPDATE}.created_at") or at(incident, "updated_at")),
        facts={
            **facts(incident, status="status", impact="impact"),
            **facts(told.body, text=f"{UPDATE}.body", page="page.status_description"),
            **({"components": ", ".join(components)} if components else {}),
        },
        link=link(incident, "shortlink"),
    )


def _state(status: str) -> State:
    if status in PLANNED:
        return State.info
    return State.resolved if status in OVER else State.firing


def _component(told: Told) -> Signal:
    update, component = mapping(told.body, "component_update"), mapping(told.body, "component")
    now = text(update, "new_status") or text(component, "status")
    return Signal(
        type=told.kind,
        id=told.key,
        title=f"{text(component, 'name')}: {now.replace('_', ' ')}",
        key=f"component:{text(component, 'id')}",
        state=State.resolved if now == "operational" else State.firing,
        occurred_at=moment(at(update, "created_at")),
        facts=facts(update, was="old_status", now="new_status"),
    )


SOURCE = Source(SchemeName.shared_secret, name, read)
