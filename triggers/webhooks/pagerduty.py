"""PagerDuty (v3): incidents. A 4xx is dropped, and after three of them it sends no more for a day."""

from bot.config.webhooks import SchemeName
from bot.desk.signals.signal import Signal, State
from triggers.webhooks.paths import at, facts, link, mapping, moment, text
from triggers.webhooks.source import Named, Post, Source, Told

INCIDENT = "incident."
STATES = {
    "incident.triggered": State.firing,
    "incident.reopened": State.firing,
    "incident.unacknowledged": State.firing,
    "incident.resolved": State.resolved,
}


def name(post: Post) -> Named:
    """The id in the body is signed, the one in the header is not."""
    return Named(text(post.body, "event.event_type"), text(post.body, "event.id"))


def read(told: Told) -> Signal | None:
    """Read what happened to an incident, or what was said about it."""
    if not told.kind.startswith(INCIDENT):
        return None
    thing = mapping(told.body, "event.data")
    incident = thing if text(thing, "type") == "incident" else mapping(thing, "incident")
    return Signal(
        type=told.kind,
        id=told.key,
        title=text(incident, "title", "summary") or "An incident",
        key=f"incident:{text(incident, 'id')}",
        state=STATES.get(told.kind, State.info),
        occurred_at=moment(at(told.body, "event.occurred_at")),
        facts={
            **facts(
                incident,
                number="number",
                status="status",
                urgency="urgency",
                priority="priority.summary",
                service="service.summary",
                policy="escalation_policy.summary",
                assigned="assignees.0.summary",
            ),
            **facts(thing, message="message", content="content"),
            **facts(told.body, by="event.agent.summary"),
        },
        link=link(incident, "html_url", "pagerduty.com"),
        ours=text(incident, "incident_key") or None,
    )


SOURCE = Source(SchemeName.pagerduty, name, read)
