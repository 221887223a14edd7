"""Alertmanager: each alert of a group is an event of its own. It signs nothing.

Alertmanager repeats what still fires (every 4 hours by default): the same alert in the same state since
the same time is known, and taken once.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from bot.config.webhooks import SchemeName
from bot.desk.signals.signal import Signal, State
from bot.desk.whose import Whom
from triggers.webhooks.body import Malformed
from triggers.webhooks.paths import at, ids, items, link, mapping, moment, text
from triggers.webhooks.source import Named, Post, Source, Told, as_one

MOST = 1000
FIRST = "alerts.0"


def split(raw: str, value: object) -> Sequence[Post]:
    """Take a group of alerts apart: they may be about different customers."""
    [group] = as_one(raw, value)
    alerts = items(group.body, "alerts")
    if len(alerts) > MOST:
        raise Malformed(f"At most {MOST} alerts in one group.")
    parts: list[dict[str, Any]] = [{**group.body, "alerts": [alert]} for alert in alerts]
    return [Post(json.dumps(part, ensure_ascii=False), part) for part in parts] or [group]


def name(post: Post) -> Named:
    """An alert is told by its labels, since when, and whether it still fires."""
    status = text(post.body, f"{FIRST}.status", "status")
    since = text(post.body, f"{FIRST}.startsAt")
    key = f"{fingerprint(post.body)}:{since}:{status}" if since else ""
    return Named(f"alert.{status}", key)


def fingerprint(body: Mapping[str, Any]) -> str:
    """Return what stays the same as long as it is the same alert."""
    known = text(body, f"{FIRST}.fingerprint")
    labels = json.dumps(_labels(body), sort_keys=True)
    return known or sha256(labels.encode()).hexdigest()[:16]


def read(told: Told) -> Signal | None:
    """Read the one alert."""
    if not isinstance(at(told.body, FIRST), dict):
        return None
    labels, notes = _labels(told.body), _annotations(told.body)
    firing = text(told.body, f"{FIRST}.status", "status") == "firing"
    alert = text(labels, "alertname") or "An alert"
    return Signal(
        type=told.kind,
        id=told.key,
        title=text(notes, "summary") or alert,
        key=fingerprint(told.body),
        state=State.firing if firing else State.resolved,
        occurred_at=moment(at(told.body, f"{FIRST}.startsAt" if firing else f"{FIRST}.endsAt")),
        whom=Whom(tuple(ids(labels))),
        facts={"alert": alert, **notes, **labels},
        link=link(told.body, f"{FIRST}.generatorURL"),
    )


def _labels(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**mapping(body, "commonLabels"), **mapping(body, f"{FIRST}.labels")}


def _annotations(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**mapping(body, "commonAnnotations"), **mapping(body, f"{FIRST}.annotations")}


SOURCE = Source(SchemeName.shared_secret, name, read, split)
