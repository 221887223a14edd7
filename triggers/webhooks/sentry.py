"""Sentry: issues, alerts on issues and alerts on figures. It waits one second and never tries again."""

from collections.abc import Mapping
from typing import Any

from bot.config.webhooks import SchemeName
from bot.desk.signals.signal import Signal, State
from bot.desk.whose import Whom
from triggers.webhooks.paths import at, facts, ids, link, mapping, moment, tags, text
from triggers.webhooks.source import Named, Post, Source, Told

# the kind is the resource, which is in a header, and the action
STATES = {
    "event_alert.triggered": State.firing,
    "issue.created": State.firing,
    "issue.unresolved": State.firing,
    "issue.resolved": State.resolved,
    "issue.assigned": State.info,
    "issue.ignored": State.info,
    "issue.archived": State.info,
    "metric_alert.critical": State.firing,
    "metric_alert.warning": State.firing,
    "metric_alert.open": State.firing,
    "metric_alert.resolved": State.resolved,
}


def name(post: Post) -> Named:
    """What it is about stands in a header, the rest in the body."""
    resource = post.headers.get("sentry-hook-resource", "")
    kind = f"{resource}.{text(post.body, 'action')}"
    return Named(kind, post.headers.get("request-id", ""))


def read(told: Told) -> Signal | None:
    """Read an alert or an issue."""
    if told.kind not in STATES:
        return None
    resource = told.kind.partition(".")[0]
    thing = mapping(told.body, "data.event" if resource == "event_alert" else f"data.{resource}")
    read_one = _metric_alert if resource == "metric_alert" else _issue
    return read_one(told, thing)


def _issue(told: Told, thing: Mapping[str, Any]) -> Signal:
    tagged = tags(at(thing, "tags"))
    email = text(thing, "user.email")
    return Signal(
        type=told.kind,
        id=told.key,
        title=text(thing, "title", "message") or "A problem",
        key=f"issue:{_number(thing) or told.key}",
        state=STATES[told.kind],
        occurred_at=moment(at(thing, "datetime") or at(thing, "lastSeen")),
        whom=Whom(tuple(ids(tagged)), (email,) if email else ()),
        facts={
            **facts(
                thing,
                level="level",
                culprit="culprit",
                short_id="shortId",
                project="project.slug",
                times="count",
                users="userCount",
                status="status",
                environment="environment",
                release="release",
            ),
            **facts(told.body, rule="data.triggered_rule"),
            **tagged,
        },
        link=link(thing, "web_url") or link(thing, "permalink"),
    )


def _number(thing: Mapping[str, Any]) -> str:
    """Return the number of an issue; older events have it only in an address."""
    if "event_id" not in thing:
        return text(thing, "id")
    return text(thing, "issue_id") or text(thing, "issue_url").rstrip("/").rpartition("/")[2]


def _metric_alert(told: Told, thing: Mapping[str, Any]) -> Signal:
    return Signal(
        type=told.kind,
        id=told.key,
        title=text(told.body, "data.description_title") or text(thing, "title", "alert_rule.name"),
        key=f"metric_alert:{text(thing, 'id', 'identifier') or told.key}",
        state=STATES[told.kind],
        occurred_at=moment(at(thing, "date_detected") or at(thing, "date_started")),
        facts={
            **facts(
                thing,
                rule="alert_rule.name",
                query="alert_rule.query",
                window_minutes="alert_rule.time_window",
            ),
            **facts(told.body, text="data.description_text"),
        },
        link=link(told.body, "data.web_url"),
    )


SOURCE = Source(SchemeName.sentry, name, read)
